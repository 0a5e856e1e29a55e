//! Nodes that have no room for a pod, unless others have to go.

use std::borrow::Cow;

use super::budgets::Budgets;
use super::priority::Rank;
use super::residents::{OwnPods, RunningPods, importance};
use crate::placement::{
    Candidate, DaemonPod, NodeFacts, NodeUsage, Preemption, Reason, RunningPod, Verdict, Victim, scheduler,
    victims,
};

/// The pods of a cluster, as one DaemonSet meets them.
pub(super) struct Neighbours<'a> {
    pub(super) residents: &'a RunningPods,
    /// The pods of the DaemonSet itself, which make room for their successors.
    pub(super) own: &'a OwnPods<'a>,
    /// How urgent its pods are; `None` if that is not known, or if another scheduler decides.
    pub(super) rank: Option<Rank>,
    pub(super) budgets: &'a Budgets,
}

impl Neighbours<'_> {
    /// Asks the scheduler again on a node that has pods. `empty` is what it said of the empty node; `None` if that stays.
    pub(super) fn verdict(
        &self,
        pod: &DaemonPod,
        index: usize,
        node: &NodeFacts<'_>,
        empty: &[Reason],
    ) -> Option<Verdict> {
        let mut used = self.with_nominated(index, Cow::Borrowed(self.residents.usage(index)));
        let mut reasons = scheduler(pod, node, Some(&used));
        // Where the pod fits beside all others, it fits without those of its own DaemonSet.
        if reasons != empty && self.own.takes_room_on(index) {
            used = self.with_nominated(index, Cow::Owned(self.residents.usage_without(index, self.own)));
            reasons = scheduler(pod, node, Some(&used));
        }
        if reasons == empty {
            return None;
        }
        Some(match self.preemption(pod, index, node, used, &reasons) {
            Some(victims) => Verdict::RunsAfterPreempting(Box::new(Preemption { victims, reasons })),
            None => Verdict::Pending(reasons),
        })
    }

    /// Pods for which the scheduler keeps room on the node count as if they were there, unless they matter less
    /// (`addGENominatedPods` in kube-scheduler `framework/runtime/framework.go`, 1.37).
    fn with_nominated<'u>(&self, index: usize, mut used: Cow<'u, NodeUsage>) -> Cow<'u, NodeUsage> {
        let own = self.rank.unwrap_or_default();
        for nominated in self.residents.nominated_on(index) {
            let pod = self.residents.pod(nominated);
            if RunningPods::priority(pod) >= own.value && !self.own.has(nominated) {
                used.to_mut().reserve(pod);
            }
        }
        used
    }

    /// The pods that the scheduler evicts; `None` if it evicts none, because it may not or because that would not help.
    ///
    /// `PodEligibleToPreemptOthers` in kube-scheduler `plugins/defaultpreemption/default_preemption.go`, 1.37. Static pods
    /// are pods like any other to it.
    fn preemption(
        &self,
        pod: &DaemonPod,
        index: usize,
        node: &NodeFacts<'_>,
        mut used: Cow<'_, NodeUsage>,
        reasons: &[Reason],
    ) -> Option<Vec<Victim>> {
        let rank = self.rank.filter(|rank| rank.preempts)?;
        if !reasons.iter().all(Reason::may_be_resolved) || self.residents.are_sums() {
            return None;
        }
        let lower = self.residents.below(index, rank.value).iter();
        let lower = lower.filter(|resident| !self.own.has(**resident));
        let mut others: Vec<&RunningPod> = lower.map(|resident| self.residents.pod(*resident)).collect();
        let mut gone = Vec::new();
        loop {
            let round = self.round(pod, node, &used, &others)?;
            let (going, new): (Vec<_>, Vec<_>) = round.into_iter().partition(|(other, _)| other.deleting);
            // What is being deleted may be there when the others are gone. Then the scheduler looks again, unless it is
            // itself the cause of the deletion.
            let is_last = going.is_empty() || new.is_empty() || others.iter().any(|other| other.preempted);
            for (other, _) in &new {
                used.to_mut().remove(other);
            }
            // Both lists have the same order.
            let mut leaving = new.iter().map(|(other, _)| *other).peekable();
            others.retain(|left| leaving.next_if(|other| std::ptr::eq(*left, *other)).is_none());
            gone.extend(new);
            if is_last {
                gone.extend(going);
                break;
            }
        }
        gone.sort_by_key(|(other, _)| importance(other));
        let victim = |(other, violates): (&RunningPod, _)| Victim { pod: other.qualified_name(), violates };
        Some(gone.into_iter().map(victim).collect())
    }

    /// Whom the scheduler would evict of these pods, the most important first, with the budgets that this violates.
    fn round<'p>(
        &self,
        pod: &DaemonPod,
        node: &NodeFacts<'_>,
        used: &NodeUsage,
        others: &[&'p RunningPod],
    ) -> Option<Vec<(&'p RunningPod, Option<String>)>> {
        if others.is_empty() {
            return None;
        }
        let mut violated = self.budgets.violated_by(others.iter().copied());
        let candidates = others.iter().zip(&violated);
        let candidates =
            candidates.map(|(pod, violated)| Candidate { pod, is_protected: violated.is_some() });
        let gone = victims(pod, node, used, &candidates.collect::<Vec<_>>())?;
        Some(gone.into_iter().map(|place| (others[place], violated[place].take())).collect())
    }
}
