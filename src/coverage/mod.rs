//! DaemonSets and nodes to verdicts. Nodes that agree in every fact that a verdict of this run reads form a class and
//! are judged once.

mod class;
mod daemon_set;
mod diff;
mod expectation;
mod group;
mod observed;
mod observed_reason;
mod outcome;
mod overhead;
mod pool;
mod priority;
mod queue;
mod residents;
mod rollout;
mod scheduler_words;
mod share;
mod waves;

pub use class::Fleet;
pub use daemon_set::{Counts, DaemonSetCoverage};
pub use diff::{DaemonSetDiff, Fate, Moved, State, diff};
pub use expectation::{
    Allowance, Declaration, Declarer, EXPECT, Expectation, Expectations, NodeSet, expect_path, expectation_of,
};
pub use group::Group;
pub use observed::{NodeReason, Observed};
pub use observed_reason::{NodeState, ObservedReason};
pub use outcome::{Members, Outcome};
pub(crate) use overhead::resources as overhead_resources;
pub use overhead::{FleetCost, NodeKind, Overhead, PoolCost, Taken};
pub use pool::{Matches, PoolVerdict, judge_pool};
pub use queue::Unfit;
pub use residents::Residents;
pub use rollout::{Amount, Rollout};
pub use share::Share;
pub use waves::{RolloutPlan, Strategy};

use std::time::Duration;

use crate::inventory::Inventory;
use crate::manifest::{ManifestSet, Object};
use crate::placement::DaemonPod;

/// The verdicts on all DaemonSets of a run.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The nodes, sorted into classes.
    pub fleet: Fleet,
    /// One entry per DaemonSet, in the order of the run; those that are being deleted are left out.
    pub daemon_sets: Vec<DaemonSetCoverage>,
    /// The DaemonSets that are being deleted, by their indexes among the objects of the run, ascending.
    ///
    /// `syncDaemonSet` in `pkg/controller/daemon/daemon_controller.go`, 1.37, returns before it looks at a node: it
    /// creates no pods, deletes none and leaves the status as it was. The garbage collector takes the pods away, or
    /// leaves them. So there is no verdict, and their pods count as pods like any other.
    pub deleting: Vec<usize>,
}

/// What verdicts take from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The namespace of DaemonSets whose manifest does not say.
    pub namespace: String,
    /// How long a new pod takes until it is ready, if known.
    pub ready_after: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { namespace: "default".to_owned(), ready_after: None }
    }
}

impl Coverage {
    /// Judges every DaemonSet of the run on every node.
    pub fn new(set: &ManifestSet, inventory: Inventory) -> Self {
        Self::with(set, inventory, &Settings::default())
    }

    /// Judges every DaemonSet of the run on every node.
    pub fn with(set: &ManifestSet, inventory: Inventory, settings: &Settings) -> Self {
        let objects = || set.objects.iter().enumerate();
        let deleting = objects().filter(|(_, object)| is_being_deleted(object)).map(|(index, _)| index);
        let deleting: Vec<usize> = deleting.collect();
        let placed = objects().filter(|(index, _)| deleting.binary_search(index).is_err());
        let pods: Vec<(usize, DaemonPod)> = placed.filter_map(pod_of).collect();
        let fleet = Fleet::new(inventory, pods.iter().map(|(_, pod)| pod));
        let daemon_sets = pods.into_iter().map(|(index, pod)| {
            let object = &set.objects[index];
            let namespace = object.id.namespace.as_deref().unwrap_or(&settings.namespace);
            let name = object.id.name.as_deref().unwrap_or_default();
            let mut daemon_set = DaemonSetCoverage::new(index, pod, (namespace, name), &fleet);
            let covered = daemon_set.covered(&fleet);
            let spec = object.daemon_set().map(|daemon_set| &daemon_set.spec);
            daemon_set.rollout = spec.and_then(|spec| RolloutPlan::new(spec, covered, settings.ready_after));
            daemon_set
        });
        let daemon_sets = daemon_sets.collect();
        Self { fleet, daemon_sets, deleting }
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
        let found = self.daemon_sets.binary_search_by_key(&object, |daemon_set| daemon_set.object);
        found.ok().map(|index| &self.daemon_sets[index])
    }
}

/// Whether the object is a DaemonSet with `metadata.deletionTimestamp`. The server drops that of what it is asked to create
/// (`WipeObjectMetaSystemFields` in apiserver `pkg/registry/rest/meta.go`, 1.37), so that it comes from a dump.
fn is_being_deleted(object: &Object) -> bool {
    object.daemon_set().is_some_and(|daemon_set| daemon_set.metadata.deletion_timestamp.is_some())
}

fn pod_of((index, object): (usize, &Object)) -> Option<(usize, DaemonPod)> {
    let template = &object.daemon_set()?.spec.template;
    Some((index, DaemonPod::from(template)))
}
