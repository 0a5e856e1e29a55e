//! The verdicts on one DaemonSet.

use super::class::Fleet;
use super::group::{Group, group};
use super::outcome::Outcome;
use super::pool::PoolVerdict;
use crate::placement::{DaemonPod, Verdict};

/// Where one DaemonSet lands.
#[derive(Clone, Debug)]
pub struct DaemonSetCoverage {
    /// Index of the DaemonSet among the objects of the run.
    pub object: usize,
    /// What placement reads of it.
    pub pod: DaemonPod,
    /// One verdict a class of the fleet.
    pub(super) verdicts: Vec<Verdict>,
    /// One verdict a pool of the fleet.
    pub(super) pools: Vec<PoolVerdict>,
    /// What came of each declaration; empty before [`Coverage::hold`](super::Coverage::hold).
    pub outcomes: Vec<Outcome>,
}

/// The nodes of a DaemonSet, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nodes that the controller wants a pod on: `desiredNumberScheduled`.
    pub desired: usize,
    /// Those of them on which the pod cannot start.
    pub pending: usize,
    /// The other nodes.
    pub excluded: usize,
}

impl DaemonSetCoverage {
    /// The verdict on a node, by its index.
    pub fn verdict(&self, fleet: &Fleet, node: usize) -> &Verdict {
        &self.verdicts[fleet.class_of(node)]
    }

    /// One verdict a class, in the order of the classes.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// One verdict a pool, in the order of the pools.
    pub fn pools(&self) -> &[PoolVerdict] {
        &self.pools
    }

    /// Counts the nodes.
    pub fn counts(&self, fleet: &Fleet) -> Counts {
        let mut counts = Counts::default();
        for (verdict, members) in self.verdicts.iter().zip(fleet.classes()) {
            match verdict {
                Verdict::Runs => counts.desired += members.len(),
                Verdict::Pending(_) => {
                    counts.desired += members.len();
                    counts.pending += members.len();
                }
                Verdict::Excluded { .. } => counts.excluded += members.len(),
            }
        }
        counts
    }

    /// The nodes on which the DaemonSet does not run, grouped by verdict and reasons; the largest group first.
    pub fn groups<'a>(&'a self, fleet: &'a Fleet) -> Vec<Group<'a>> {
        group(self.verdicts.iter().zip(fleet.classes()))
    }
}
