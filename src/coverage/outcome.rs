//! The nodes of a DaemonSet, held against what is declared of them.

use super::class::Fleet;
use super::daemon_set::DaemonSetCoverage;
use super::expectation::{Declaration, Expectation};
use super::pool::{Matches, judge_pool};

/// What came of one declaration.
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

impl Outcome {
    pub(super) fn new(declaration: &Declaration, daemon_set: &DaemonSetCoverage, fleet: &Fleet) -> Self {
        let mut outcome = Self {
            declaration: declaration.clone(),
            missing: Members::default(),
            unexpected: Members::default(),
            declared: 0,
        };
        if let Ok(expectation) = &declaration.expectation {
            outcome.hold_nodes(expectation, daemon_set, fleet);
            outcome.hold_pools(expectation, daemon_set, fleet);
        }
        outcome
    }

    /// Whether the declaration is understood, and the nodes are as it says; a pool is never excused.
    pub fn is_met(&self) -> bool {
        let Ok(expectation) = &self.declaration.expectation else { return false };
        let excused = self.missing.nodes.len() <= expectation.allowance().of(self.declared);
        excused && self.missing.pools.is_empty() && self.unexpected.is_empty()
    }

    fn hold_nodes(&mut self, expectation: &Expectation, daemon_set: &DaemonSetCoverage, fleet: &Fleet) {
        for (index, node) in fleet.nodes().iter().enumerate() {
            let wanted = daemon_set.verdict(fleet, index).should_run();
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
    fn hold_pools(&mut self, expectation: &Expectation, daemon_set: &DaemonSetCoverage, fleet: &Fleet) {
        for (index, pool) in fleet.pools().iter().enumerate() {
            let matches = judge_pool(&daemon_set.pod, pool).matches;
            if matches != Matches::All && expectation.requires_pool(pool) {
                self.missing.pools.push(index);
            }
            if matches != Matches::None && expectation.forbids_pool(pool) {
                self.unexpected.pools.push(index);
            }
        }
    }
}
