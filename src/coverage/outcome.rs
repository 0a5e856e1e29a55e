//! The nodes of a DaemonSet, compared with what is declared of them.

use super::class::Fleet;
use super::expectation::{Declaration, Expectation};
use super::pool::{Matches, PoolVerdict};

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
