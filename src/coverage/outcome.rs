//! The nodes of a DaemonSet, compared with what is declared of them.

use super::class::Fleet;
use super::expectation::{Declaration, Declarer, Expectation};
use super::pool::{Matches, PoolVerdict, selects};
use crate::placement::Selector;

/// The result of comparing one declaration with the nodes.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was declared.
    pub declaration: Declaration,
    /// Nodes that are declared and left out.
    pub missing: Members,
    /// Nodes that are wanted against the declaration.
    pub unexpected: Members,
    /// How many nodes are declared.
    pub declared: usize,
}

/// Nodes and pools, by their indexes in the inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// The nodes, ascending.
    pub nodes: Vec<usize>,
    /// The pools, ascending.
    pub pools: Vec<usize>,
}

impl Members {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.pools.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.nodes.len() + self.pools.len()
    }

    /// Their names: nodes, then pools.
    pub fn names<'a>(&'a self, fleet: &'a Fleet) -> impl Iterator<Item = &'a str> {
        let nodes = self.nodes.iter().map(|&node| fleet.nodes()[node].name.as_str());
        nodes.chain(self.pools.iter().map(|&pool| fleet.pools()[pool].name.as_str()))
    }
}

/// A selector of a config that matches no node and no pool.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnmatchedSelector {
    /// Where it stands: `file:line`.
    pub by: String,
    /// The key that it is the value of.
    pub key: &'static str,
    /// The selector.
    pub selector: String,
    /// Whether pods must run on the nodes that it means.
    pub is_required: bool,
}

fn is_matched(selector: &Selector, fleet: &Fleet) -> bool {
    fleet.nodes().iter().any(|node| selector.matches(&node.labels))
        || fleet.pools().iter().any(|pool| selects(selector, pool) != Matches::None)
}

impl Outcome {
    /// Compares a declaration with the nodes on which the controller wants a pod, by their indexes, and with the verdicts
    /// on the pools.
    pub(super) fn new(
        declaration: &Declaration,
        fleet: &Fleet,
        is_wanted: &dyn Fn(usize) -> bool,
        pools: &[PoolVerdict],
    ) -> Self {
        let mut outcome = Self {
            declaration: declaration.clone(),
            missing: Members::default(),
            unexpected: Members::default(),
            declared: 0,
        };
        if let Ok(expectation) = &declaration.expectation {
            outcome.compare_nodes(expectation, fleet, is_wanted);
            outcome.compare_pools(expectation, fleet, pools);
        }
        outcome
    }

    /// Whether the declaration is understood, and the nodes are as it says; a pool is never excused.
    pub fn is_met(&self) -> bool {
        let Ok(expectation) = &self.declaration.expectation else { return false };
        let excused = self.missing.nodes.len() <= expectation.allowance().of(self.declared);
        excused && self.missing.pools.is_empty() && self.unexpected.is_empty()
    }

    /// The selectors of a declaration of a config that match no node and no pool: such a declaration says nothing. Those of
    /// annotations are exact, and show it themselves.
    pub(super) fn unmatched_selectors(&self, fleet: &Fleet) -> Vec<UnmatchedSelector> {
        let (Declarer::Config(by), Ok(expectation)) = (&self.declaration.by, &self.declaration.expectation)
        else {
            return Vec::new();
        };
        let keys = [("mustRunOn", true), ("mustNotRunOn", false)].into_iter().zip(expectation.selectors());
        let written = keys.filter_map(|(key, selector)| Some((key, selector?)));
        let unmatched = written.filter(|(_, selector)| !is_matched(selector, fleet));
        let place = |((key, is_required), selector): ((&'static str, bool), &Selector)| UnmatchedSelector {
            by: by.clone(),
            key,
            selector: selector.to_string(),
            is_required,
        };
        unmatched.map(place).collect()
    }

    /// Whether it asks for nodes that are not there, by a selector that matches none: then nothing has been shown.
    pub fn asks_for_nothing(&self, fleet: &Fleet) -> bool {
        self.unmatched_selectors(fleet).iter().any(|unmatched| unmatched.is_required)
    }

    fn compare_nodes(&mut self, expectation: &Expectation, fleet: &Fleet, is_wanted: &dyn Fn(usize) -> bool) {
        for (index, node) in fleet.nodes().iter().enumerate() {
            let wanted = is_wanted(index);
            let required = expectation.requires(&node.labels);
            self.declared += usize::from(required);
            if required && !wanted {
                self.missing.nodes.push(index);
            }
            if wanted && expectation.forbids(&node.labels) {
                self.unexpected.nodes.push(index);
            }
        }
    }

    /// A pool counts where its certain labels decide; then all of its nodes must fare as declared.
    fn compare_pools(&mut self, expectation: &Expectation, fleet: &Fleet, verdicts: &[PoolVerdict]) {
        for (index, (pool, verdict)) in fleet.pools().iter().zip(verdicts).enumerate() {
            let matches = verdict.matches;
            if matches != Matches::All && expectation.requires_pool(pool) {
                self.missing.pools.push(index);
            }
            if matches != Matches::None && expectation.forbids_pool(pool) {
                self.unexpected.pools.push(index);
            }
        }
    }
}
