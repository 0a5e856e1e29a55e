//! DaemonSets and nodes to verdicts. Nodes that agree in every fact that a verdict of this run reads form a class and
//! are judged once.

mod admission;
mod budgets;
mod class;
mod comparison;
mod daemon_set;
mod diff;
mod evictions;
mod expectation;
mod group;
mod limit_ranges;
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
mod taken;
mod uncertainty;
mod update;
mod waves;

pub(crate) use class::Fleet;
pub use comparison::compare;
pub(crate) use comparison::{Compared, Comparison, Presence};
pub use daemon_set::DaemonSetCoverage;
pub(crate) use diff::{DaemonSetDiff, DiffSide, Fate, Moved, ServerObject};
pub use diff::{State, diff};
pub use expectation::Expectations;
pub(crate) use expectation::{Allowance, Declaration, Declarer, EXPECT, Expectation, NodeSet, expect_path};
pub use group::{Group, Standing};
pub(crate) use limit_ranges::LimitRangeDefaults;
pub(crate) use observed::{NodeReason, Observed};
pub use observed_reason::{NodeState, ObservedReason};
pub use outcome::{Members, Outcome, UnmatchedSelector};
pub use overhead::Overhead;
pub(crate) use overhead::resources as overhead_resources;
pub(crate) use overhead::{FleetCost, NodeKind, PoolCost};
pub(crate) use pool::{Matches, PoolVerdict, judge_pool};
pub(crate) use queue::Unfit;
pub(crate) use residents::RunningPods;
pub(crate) use rollout::Amount;
pub use rollout::Rollout;
pub(crate) use share::Share;
pub(crate) use taken::Taken;
pub use uncertainty::Uncertainty;
pub use update::Update;
pub(crate) use update::{Replacement, Replacing};
pub(crate) use waves::RolloutPlan;
pub use waves::Strategy;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rayon::prelude::*;

use crate::inventory::Inventory;
use crate::manifest::{ManifestSet, PlacementFacts, UpdateSpec};
use admission::Admission;
use budgets::Budgets;
use daemon_set::Admitted;

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
        Self::on_server(set, inventory, settings, &BTreeMap::new())
    }

    /// Judges every DaemonSet of the run on every node; those of which the server would make something else by what it
    /// makes of them.
    pub fn on_server(
        set: &ManifestSet,
        inventory: Inventory,
        settings: &Settings,
        objects: &BTreeMap<usize, ServerObject>,
    ) -> Self {
        let facts_of = |index: usize| {
            let written = set.objects[index].placement();
            let Some(object) = objects.get(&index) else { return written };
            let is_being_deleted = written.is_some_and(|written| written.is_being_deleted);
            Some(Cow::Owned(PlacementFacts { is_being_deleted, ..PlacementFacts::from(&object.spec) }))
        };
        let facts =
            (0..set.objects.len()).into_par_iter().filter_map(|index| Some((index, facts_of(index)?)));
        let facts: Vec<(usize, Cow<'_, PlacementFacts>)> = facts.collect();
        let (deleting, placed): (Vec<_>, Vec<_>) =
            facts.into_iter().partition(|(_, facts)| facts.is_being_deleted);
        let mut inventory = inventory;
        let residents = inventory.pods.take().map(|pods| RunningPods::new(pods, &inventory.nodes));
        let admission = Admission::new(set, &settings.namespace, residents.as_ref());
        let namespace =
            |index: usize| set.objects[index].id.namespace.as_deref().unwrap_or(&settings.namespace);
        let admitted = placed.into_par_iter().map(|(index, facts)| {
            let on_server = objects.get(&index).map(|object| &object.spec.template);
            let spec = || match on_server {
                Some(template) => template.spec.clone(),
                None => set.objects[index].open().pod_spec().cloned(),
            };
            (index, admission.admit(&facts, namespace(index), spec), facts.update.clone())
        });
        let admitted: Vec<(usize, Admitted, UpdateSpec)> = admitted.collect();
        let pods = admitted.iter().map(|(_, admitted, _)| &*admitted.pod);
        let fleet = Fleet::new(inventory, residents, pods);
        let budgets = Budgets::new(set, &settings.namespace);
        let daemon_sets = admitted.into_par_iter().map(|(index, admitted, update)| {
            let name = set.objects[index].id.name.as_deref().unwrap_or_default();
            let name = (namespace(index), name);
            let mut daemon_set = DaemonSetCoverage::new(index, admitted, name, &fleet, &budgets);
            let covered = daemon_set.covered(&fleet);
            daemon_set.rollout = RolloutPlan::new(&update, covered, settings.ready_after);
            daemon_set
        });
        let daemon_sets = daemon_sets.collect();
        let deleting = deleting.into_iter().map(|(index, _)| index).collect();
        Self { fleet, daemon_sets, deleting }
    }

    /// Holds every DaemonSet against what is declared of it; see [`DaemonSetCoverage::outcomes`].
    pub fn check_expectations(&mut self, expectations: &Expectations) {
        for daemon_set in &mut self.daemon_sets {
            let declarations = expectations.of(daemon_set.object).iter();
            let is_wanted = |node: usize| daemon_set.verdict(&self.fleet, node).should_run();
            let pools = daemon_set.pools();
            let outcomes =
                declarations.map(|declared| Outcome::new(declared, &self.fleet, &is_wanted, pools));
            daemon_set.outcomes = outcomes.collect();
        }
    }

    /// Whether every declaration that was [checked](Self::check_expectations) is met.
    pub fn is_as_declared(&self) -> bool {
        self.daemon_sets.iter().flat_map(|daemon_set| &daemon_set.outcomes).all(Outcome::is_met)
    }

    /// The selectors of [checked](Self::check_expectations) declarations that match no node and no pool, each once.
    pub fn unmatched_selectors(&self) -> Vec<UnmatchedSelector> {
        let outcomes = self.daemon_sets.iter().flat_map(|daemon_set| &daemon_set.outcomes);
        let all: BTreeSet<_> =
            outcomes.flat_map(|outcome| outcome.unmatched_selectors(&self.fleet)).collect();
        all.into_iter().collect()
    }

    /// The same without the DaemonSets that are only [references](crate::manifest::Object::is_reference).
    #[must_use]
    pub fn without_references(mut self, set: &ManifestSet) -> Self {
        self.daemon_sets.retain(|daemon_set| !set.objects[daemon_set.object].is_reference);
        self.deleting.retain(|&object| !set.objects[object].is_reference);
        self
    }

    /// The verdicts on the DaemonSet with the given index among the objects of the run.
    pub fn of_object(&self, object: usize) -> Option<&DaemonSetCoverage> {
        let found = self.daemon_sets.binary_search_by_key(&object, |daemon_set| daemon_set.object);
        found.ok().map(|index| &self.daemon_sets[index])
    }
}
