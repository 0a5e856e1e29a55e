//! The verdicts on one DaemonSet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::class::Fleet;
use super::group::{Group, group};
use super::observed::Observed;
use super::outcome::Outcome;
use super::pool::{Matches, PoolVerdict, judge_pool};
use super::residents::{OwnPods, RunningPods};
use super::waves::{Covered, RolloutPlan};
use crate::placement::{DaemonPod, Verdict, judge, scheduler};

/// Where one DaemonSet lands.
#[derive(Clone, Debug)]
pub struct DaemonSetCoverage {
    /// Index of the DaemonSet among the objects of the run.
    pub object: usize,
    /// What placement reads of it.
    pub pod: Arc<DaemonPod>,
    /// What its pods say of it; `None` if no pods are known, or only what they take together.
    pub observed: Option<Observed>,
    /// How an update of it goes; `None` if the server refuses its strategy.
    pub rollout: Option<RolloutPlan>,
    /// One verdict a class of the fleet, as if its nodes were empty.
    verdicts: Vec<Verdict>,
    /// The verdicts on nodes, by their indexes, on which other pods make a difference.
    exceptions: BTreeMap<usize, Verdict>,
    /// One verdict a pool of the fleet.
    pools: Vec<PoolVerdict>,
    /// What came of each declaration; empty before [`Coverage::check_expectations`](super::Coverage::check_expectations).
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
    /// Judges a DaemonSet; `name` is its namespace and name, by which its pods are known.
    pub(super) fn new(object: usize, pod: Arc<DaemonPod>, name: (&str, &str), fleet: &Fleet) -> Self {
        let verdicts = fleet.representatives().map(|node| judge(&pod, &node.facts(), None)).collect();
        let exceptions = BTreeMap::new();
        let pools = fleet.pools().iter().map(|pool| judge_pool(&pod, pool)).collect();
        let outcomes = Vec::new();
        let mut coverage =
            Self { object, pod, observed: None, rollout: None, verdicts, exceptions, pools, outcomes };
        if let Some(residents) = fleet.residents() {
            let own = residents.of(name.0, name.1);
            coverage.exceptions = coverage.judge_among(fleet, residents, &own);
            if !residents.are_sums() {
                let observed = Observed::new(&own, fleet.nodes(), |node| coverage.verdict(fleet, node));
                coverage.observed = Some(observed);
            }
        }
        coverage
    }

    /// Asks the scheduler again on every wanted node that has pods.
    fn judge_among(
        &self,
        fleet: &Fleet,
        residents: &RunningPods,
        own: &OwnPods<'_>,
    ) -> BTreeMap<usize, Verdict> {
        let classes = self.verdicts.iter().zip(fleet.classes());
        let wanted = classes.filter(|(verdict, _)| verdict.should_run());
        let nodes = wanted.flat_map(|(verdict, members)| members.iter().map(move |node| (verdict, *node)));
        let judged =
            nodes.filter(|(_, node)| residents.usage(*node).pods() > 0).filter_map(|(empty, node)| {
                let facts = fleet.nodes()[node].facts();
                let mut reasons = scheduler(&self.pod, &facts, Some(residents.usage(node)));
                // Where the pod fits beside all others, it fits without those of its own DaemonSet.
                if reasons != empty.reasons() && own.takes_room_on(node) {
                    reasons = scheduler(&self.pod, &facts, Some(&residents.usage_without(node, own)));
                }
                (reasons != empty.reasons()).then_some((node, Verdict::Pending(reasons)))
            });
        judged.collect()
    }

    /// Counts what a rollout has to reckon with.
    pub(super) fn covered(&self, fleet: &Fleet) -> Covered {
        let mut covered = Covered::default();
        for (verdict, nodes) in self.parts(fleet).filter(|(verdict, _)| verdict.should_run()) {
            let unready = nodes.iter().filter(|node| fleet.nodes()[**node].ready == Some(false)).count();
            let ready = nodes.len() - unready;
            covered.desired += nodes.len() as u64;
            covered.unready += unready as u64;
            covered.pending += if matches!(verdict, Verdict::Pending(_)) { ready as u64 } else { 0 };
        }
        covered
    }

    /// The verdict on a node, by its index.
    pub fn verdict(&self, fleet: &Fleet, node: usize) -> &Verdict {
        self.exceptions.get(&node).unwrap_or_else(|| &self.verdicts[fleet.class_of(node)])
    }

    /// One verdict a class, in the order of the classes, as if its nodes were empty: what the controller wants is the
    /// same in any case. [`parts`](Self::parts) has regard to the pods.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Every node once: verdicts with the nodes that they hold for.
    pub fn parts<'a>(&'a self, fleet: &'a Fleet) -> impl Iterator<Item = (&'a Verdict, Cow<'a, [usize]>)> {
        let classes = self.verdicts.iter().zip(fleet.classes());
        let classes = classes.map(|(verdict, members)| {
            if self.exceptions.is_empty() || !verdict.should_run() {
                return (verdict, Cow::Borrowed(members.as_slice()));
            }
            let ordinary = members.iter().filter(|node| !self.exceptions.contains_key(node));
            (verdict, Cow::Owned(ordinary.copied().collect()))
        });
        let classes = classes.filter(|(_, nodes): &(_, Cow<'_, [usize]>)| !nodes.is_empty());
        classes.chain(self.exceptions.iter().map(|(node, verdict)| (verdict, Cow::Owned(vec![*node]))))
    }

    /// One verdict a pool, in the order of the pools.
    pub fn pools(&self) -> &[PoolVerdict] {
        &self.pools
    }

    /// Whether the controller wants a pod anywhere: on a node, or on some node that a pool may create.
    pub fn lands_anywhere(&self) -> bool {
        self.verdicts.iter().any(Verdict::should_run)
            || self.pools.iter().any(|verdict| verdict.matches != Matches::None)
    }

    /// How many nodes there are at least on which the controller wants a pod: those of the run, and those that pools
    /// have at the least.
    pub fn least_nodes(&self, fleet: &Fleet) -> u64 {
        let pools = fleet.pools().iter().zip(&self.pools);
        let whole = pools.filter(|(_, verdict)| verdict.matches == Matches::All);
        let least = whole.map(|(pool, _)| pool.count.min.unwrap_or_default());
        (self.counts(fleet).desired as u64).saturating_add(least.sum())
    }

    /// Counts the nodes.
    pub fn counts(&self, fleet: &Fleet) -> Counts {
        let mut counts = Counts::default();
        for (verdict, nodes) in self.parts(fleet) {
            match verdict {
                Verdict::Runs => counts.desired += nodes.len(),
                Verdict::Pending(_) => {
                    counts.desired += nodes.len();
                    counts.pending += nodes.len();
                }
                Verdict::Excluded { .. } => counts.excluded += nodes.len(),
            }
        }
        counts
    }

    /// The nodes on which the DaemonSet does not run, grouped by verdict and reasons; the largest group first.
    pub fn groups<'a>(&'a self, fleet: &'a Fleet) -> Vec<Group<'a>> {
        group(self.parts(fleet))
    }
}
