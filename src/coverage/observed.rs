//! What the pods of a DaemonSet say of it now.

use std::collections::BTreeMap;

use super::observed_reason::{NodeState, ObservedReason};
use super::residents::OwnPods;

/// Where the pods of a DaemonSet are not as they should be; nodes by their indexes, ascending.
///
/// The counters of `updateDaemonSetStatus` in `pkg/controller/daemon/daemon_controller.go`, 1.31, with names: a pod that
/// waits for its node counts as being there. Finished pods are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Nodes that should have a pod and have none.
    pub missing: Vec<usize>,
    /// Nodes that should have a pod and have one that is not ready.
    pub unready: Vec<usize>,
    /// Nodes that have a pod and should have none.
    pub misscheduled: Vec<usize>,
}

impl Observed {
    /// Looks at every node; `wanted` says whether it should have a pod.
    pub(super) fn new(own: &OwnPods<'_>, wanted: impl Iterator<Item = bool>) -> Self {
        let mut observed = Self::default();
        for (node, wanted) in wanted.enumerate() {
            match own.judged_on(node) {
                None if wanted => observed.missing.push(node),
                Some(pod) if wanted && !pod.ready => observed.unready.push(node),
                Some(_) if !wanted => observed.misscheduled.push(node),
                _ => {}
            }
        }
        observed
    }

    /// How many nodes there are of each state and reason; what does not occur is left out.
    pub fn counts(&self) -> BTreeMap<(NodeState, ObservedReason), usize> {
        let states = [
            (NodeState::Missing, ObservedReason::NoPod, self.missing.len()),
            (NodeState::Unready, ObservedReason::Other, self.unready.len()),
            (NodeState::Misscheduled, ObservedReason::Other, self.misscheduled.len()),
        ];
        let states = states.into_iter().filter(|(.., count)| *count > 0);
        states.map(|(state, reason, count)| ((state, reason), count)).collect()
    }

    /// Whether every node is as it should be.
    pub fn is_fine(&self) -> bool {
        self.missing.is_empty() && self.unready.is_empty() && self.misscheduled.is_empty()
    }
}
