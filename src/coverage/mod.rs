//! DaemonSets and nodes to verdicts. Nodes that agree in every fact that a verdict of this run reads form a class and
//! are judged once.

mod class;
mod daemon_set;
mod diff;
mod expectation;
mod group;
mod outcome;
mod pool;
mod rollout;

pub use class::Fleet;
pub use daemon_set::{Counts, DaemonSetCoverage};
pub use diff::{DaemonSetDiff, Fate, Moved, State, diff};
pub use expectation::{
    Allowance, Declaration, Declarer, EXPECT, Expectation, Expectations, NodeSet, expect_path, expectation_of,
};
pub use group::Group;
pub use outcome::{Members, Outcome};
pub use pool::{Matches, PoolVerdict, judge_pool};
pub use rollout::{Amount, Rollout};

use crate::inventory::Inventory;
use crate::manifest::ManifestSet;
use crate::placement::{DaemonPod, judge};

/// The verdicts on all DaemonSets of a run.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The nodes, sorted into classes.
    pub fleet: Fleet,
    /// One entry a DaemonSet, in the order of the run.
    pub daemon_sets: Vec<DaemonSetCoverage>,
}

impl Coverage {
    /// Judges every DaemonSet of the run on every node.
    pub fn new(set: &ManifestSet, inventory: Inventory) -> Self {
        let pods: Vec<(usize, DaemonPod)> = set.objects.iter().enumerate().filter_map(pod_of).collect();
        let fleet = Fleet::new(inventory, pods.iter().map(|(_, pod)| pod));
        let daemon_sets = pods.into_iter().map(|(object, pod)| {
            let verdicts = fleet.representatives().map(|node| judge(&pod, &node.facts(), None)).collect();
            let pools = fleet.pools().iter().map(|pool| judge_pool(&pod, pool)).collect();
            DaemonSetCoverage { object, pod, verdicts, pools, outcomes: Vec::new() }
        });
        let daemon_sets = daemon_sets.collect();
        Self { fleet, daemon_sets }
    }

    /// Holds every DaemonSet against what is declared of it; see [`DaemonSetCoverage::outcomes`].
    pub fn hold(&mut self, expectations: &Expectations) {
        for daemon_set in &mut self.daemon_sets {
            let declarations = expectations.of(daemon_set.object).iter();
            let outcomes = declarations.map(|declared| Outcome::new(declared, daemon_set, &self.fleet));
            daemon_set.outcomes = outcomes.collect();
        }
    }

    /// Whether every declaration that was [held](Self::hold) is met.
    pub fn is_as_declared(&self) -> bool {
        self.daemon_sets.iter().flat_map(|daemon_set| &daemon_set.outcomes).all(Outcome::is_met)
    }

    /// The verdicts on the DaemonSet with the given index among the objects of the run.
    pub fn of_object(&self, object: usize) -> Option<&DaemonSetCoverage> {
        self.daemon_sets.iter().find(|daemon_set| daemon_set.object == object)
    }
}

fn pod_of((index, object): (usize, &crate::manifest::Object)) -> Option<(usize, DaemonPod)> {
    let template = &object.daemon_set()?.spec.template;
    Some((index, DaemonPod::from(template)))
}
