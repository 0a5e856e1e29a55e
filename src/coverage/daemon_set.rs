//! The verdicts on one DaemonSet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::budgets::Budgets;
use super::class::Fleet;
use super::evictions::Neighbours;
use super::group::{Group, group};
use super::observed::Observed;
use super::outcome::Outcome;
use super::pool::{Matches, PoolVerdict, judge_pool};
use super::priority::Rank;
use super::uncertainty::Uncertainty;
use super::waves::{Covered, RolloutPlan};
use crate::placement::{DaemonPod, Reason, Verdict, judge};

/// Where one DaemonSet lands.
#[derive(Clone, Debug)]
pub struct DaemonSetCoverage {
    /// Index of the DaemonSet among the objects of the run.
    pub object: usize,
    /// What placement reads of it.
    pub pod: Arc<DaemonPod>,
    /// What decides whether its pods start, and is not known.
    uncertain: Vec<Uncertainty>,
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

/// The pod of a DaemonSet once it is admitted, and what is not known of it.
pub(super) struct Admitted {
    pub(super) pod: Arc<DaemonPod>,
    /// `None` if its class is not known.
    pub(super) rank: Option<Rank>,
    pub(super) uncertain: Vec<Uncertainty>,
}

impl DaemonSetCoverage {
    /// Judges a DaemonSet; `name` is its namespace and name, by which its pods are known.
    pub(super) fn new(
        object: usize,
        admitted: Admitted,
        name: (&str, &str),
        fleet: &Fleet,
        budgets: &Budgets,
    ) -> Self {
        let Admitted { pod, rank, uncertain } = admitted;
        let verdicts = fleet.representatives().map(|node| judge(&pod, &node.facts(), None)).collect();
        let exceptions = BTreeMap::new();
        let pools = fleet.pools().iter().map(|pool| judge_pool(&pod, pool)).collect();
        let outcomes = Vec::new();
        let mut coverage = Self {
            object,
            pod,
            uncertain,
            observed: None,
            rollout: None,
            verdicts,
            exceptions,
            pools,
            outcomes,
        };
        if let Some(residents) = fleet.residents() {
            let own = residents.of(name.0, name.1);
            // Another scheduler has rules of its own for whom it evicts.
            let rank = rank.filter(|_| coverage.pod.scheduler.is_none());
            coverage.exceptions =
                coverage.judge_among(fleet, &Neighbours { residents, own: &own, rank, budgets });
            if !residents.are_sums() {
                let observed = Observed::new(&own, fleet.nodes(), |node| coverage.verdict(fleet, node));
                coverage.observed = Some(observed);
            }
        }
        coverage
    }

    /// Asks the scheduler again on every wanted node that has pods.
    fn judge_among(&self, fleet: &Fleet, neighbours: &Neighbours<'_>) -> BTreeMap<usize, Verdict> {
        let classes = self.verdicts.iter().zip(fleet.classes());
        let wanted = classes.filter(|(verdict, _)| verdict.should_run());
        let nodes = wanted.flat_map(|(verdict, members)| members.iter().map(move |node| (verdict, *node)));
        let inhabited = nodes.filter(|(_, node)| neighbours.residents.has_any_on(*node));
        let judged = inhabited.filter_map(|(empty, node)| {
            let facts = fleet.nodes()[node].facts();
            Some((node, neighbours.verdict(&self.pod, node, &facts, empty.reasons())?))
        });
        judged.collect()
    }

    /// Whether anything that decides whether its pods start is not known.
    pub fn is_uncertain(&self) -> bool {
        !self.uncertain.is_empty()
    }

    /// What decides whether the pod on a node starts, and is not known; nothing where no pod is wanted.
    pub fn uncertain_on(&self, fleet: &Fleet, node: usize) -> impl Iterator<Item = &Uncertainty> {
        let verdict = self.verdict(fleet, node);
        let is_crowded = self.exceptions.contains_key(&node)
            && matches!(verdict, Verdict::Pending(reasons) if reasons.iter().all(Reason::may_be_resolved));
        let is_wanted = verdict.should_run();
        let applies =
            move |uncertain: &&Uncertainty| is_wanted && (is_crowded || !uncertain.is_about_evictions());
        self.uncertain.iter().filter(applies)
    }

    /// What decides whether its pods start, and is not known, wherever they are wanted.
    pub fn uncertain_anywhere(&self) -> impl Iterator<Item = &Uncertainty> {
        self.uncertain.iter().filter(|uncertain| !uncertain.is_about_evictions())
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
                Verdict::Runs | Verdict::RunsAfterPreempting(_) => counts.desired += nodes.len(),
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
