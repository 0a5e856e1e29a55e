//! Nodes that have no room for a pod, unless others have to go.

use std::borrow::Cow;

use super::budgets::Budgets;
use super::priority::Rank;
use super::residents::{OwnPods, RunningPods};
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
        Some(match self.preemption(pod, index, node, &used, &reasons) {
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
    /// `PodEligibleToPreemptOthers` and `SelectVictimsOnNode` in kube-scheduler
    /// `plugins/defaultpreemption/default_preemption.go`, 1.37. It knows neither static pods nor those that are being
    /// deleted from others.
    fn preemption(
        &self,
        pod: &DaemonPod,
        index: usize,
        node: &NodeFacts<'_>,
        used: &NodeUsage,
        reasons: &[Reason],
    ) -> Option<Vec<Victim>> {
        let rank = self.rank.filter(|rank| rank.preempts)?;
        if !reasons.iter().all(Reason::may_be_resolved) || self.residents.are_sums() {
            return None;
        }
        let lower = self.residents.below(index, rank.value);
        let others: Vec<&RunningPod> = lower
            .iter()
            .filter(|resident| !self.own.has(**resident))
            .map(|resident| self.residents.pod(*resident))
            .collect();
        if others.is_empty() {
            return None;
        }
        let mut violated = self.budgets.violated_by(others.iter().copied());
        let candidates: Vec<Candidate<'_>> = others
            .iter()
            .zip(&violated)
            .map(|(pod, violated)| Candidate { pod, is_protected: violated.is_some() })
            .collect();
        let gone = victims(pod, node, used, &candidates)?;
        let victim =
            |place: usize| Victim { pod: others[place].qualified_name(), violates: violated[place].take() };
        Some(gone.into_iter().map(victim).collect())
    }
}
