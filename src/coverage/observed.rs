//! What the pods of a DaemonSet say of it now.

use std::collections::BTreeMap;

use super::observed_reason::{NodeState, ObservedReason};
use super::residents::OwnPods;
use super::scheduler_words::confirms;
use crate::inventory::Node;
use crate::placement::{RunningPod, Stage, Verdict};

/// Where the pods of a DaemonSet are not as they should be; nodes by their indexes, ascending.
///
/// The counters of `updateDaemonSetStatus` in `pkg/controller/daemon/daemon_controller.go`, 1.37, with names: a pod that
/// waits for its node counts as being there, and so does one that is being deleted. Finished pods count as absent at
/// once: the controller counts them until it has deleted them (`podsShouldBeOnNode`), and they only say why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Nodes that should have a pod and have none.
    pub missing: Vec<usize>,
    /// Nodes that should have a pod and have one that is not ready.
    pub unready: Vec<usize>,
    /// Nodes that have a pod and should have none.
    pub misscheduled: Vec<usize>,
    /// Why, by node, where a pod says so; the other nodes have no pod.
    by_pod: Vec<NodeReason>,
}

/// Why a node is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeReason {
    /// The node's index.
    pub node: usize,
    /// In which way it is not as it should be.
    pub state: NodeState,
    /// The class of the reason.
    pub reason: ObservedReason,
    /// The index of the pod that gives it, for [`Residents::pod`](super::Residents::pod); `None` if there is no pod.
    pub pod: Option<usize>,
    /// Set where the scheduler could not bind the pod and names none of the reasons of our verdict, if that has any:
    /// the nodes or the pods of the run are others than those it saw, or it looks at what the verdict does not.
    pub disagrees: bool,
}

impl Observed {
    /// Looks at every node; `verdict` says whether it should have a pod.
    pub(super) fn new<'a>(own: &OwnPods<'_>, nodes: &[Node], verdict: impl Fn(usize) -> &'a Verdict) -> Self {
        let mut observed = Self::default();
        for (index, node) in nodes.iter().enumerate() {
            let verdict = verdict(index);
            let found = own.judged_on(index);
            let state = match found {
                None if verdict.should_run() => NodeState::Missing,
                Some((_, pod)) if verdict.should_run() && !pod.ready => NodeState::Unready,
                Some(_) if !verdict.should_run() => NodeState::Misscheduled,
                _ => continue,
            };
            observed.list(state).push(index);
            let Some((pod, told)) = found.or_else(|| own.finished_on(index)) else { continue };
            let reason = reason(state, told, node, verdict);
            let disagrees = reason == ObservedReason::Unschedulable && disagrees(told, verdict);
            observed.by_pod.push(NodeReason { node: index, state, reason, pod: Some(pod), disagrees });
        }
        observed
    }

    fn list(&mut self, state: NodeState) -> &mut Vec<usize> {
        match state {
            NodeState::Missing => &mut self.missing,
            NodeState::Unready => &mut self.unready,
            NodeState::Misscheduled => &mut self.misscheduled,
        }
    }

    /// Every node that is not as it should be, by state, then by node, with the reason.
    pub fn reasons(&self) -> impl Iterator<Item = NodeReason> {
        let lists = [
            (NodeState::Missing, &self.missing),
            (NodeState::Unready, &self.unready),
            (NodeState::Misscheduled, &self.misscheduled),
        ];
        let nodes = lists.into_iter().flat_map(|(state, nodes)| nodes.iter().map(move |node| (state, *node)));
        nodes.map(|(state, node)| {
            let found = self.by_pod.binary_search_by_key(&node, |reason| reason.node);
            let absent =
                NodeReason { node, state, reason: ObservedReason::NoPod, pod: None, disagrees: false };
            found.map_or(absent, |index| self.by_pod[index])
        })
    }

    /// How many nodes there are of each state and reason; what does not occur is left out.
    pub fn counts(&self) -> BTreeMap<(NodeState, ObservedReason), usize> {
        let mut counts = BTreeMap::new();
        for reason in self.reasons() {
            *counts.entry((reason.state, reason.reason)).or_default() += 1;
        }
        counts
    }

    /// Whether every node is as it should be.
    pub fn is_fine(&self) -> bool {
        self.missing.is_empty() && self.unready.is_empty() && self.misscheduled.is_empty()
    }
}

fn reason(state: NodeState, pod: &RunningPod, node: &Node, verdict: &Verdict) -> ObservedReason {
    if state == NodeState::Misscheduled {
        return match verdict.should_continue_running() {
            _ if pod.deleting => ObservedReason::Terminating,
            true => ObservedReason::KeepsRunning,
            false => ObservedReason::ToBeDeleted,
        };
    }
    let reason = ObservedReason::of_pod(pod);
    let is_lost = pod.bound && node.ready == Some(false) && reason.may_be_the_node();
    if is_lost { ObservedReason::NodeNotReady } else { reason }
}

/// Whether the scheduler left a pod unbound for none of the reasons of the verdict.
fn disagrees(pod: &RunningPod, verdict: &Verdict) -> bool {
    let problem = pod.problem.as_ref().filter(|problem| problem.stage == Stage::Unscheduled);
    problem.is_some_and(|problem| {
        !problem.message.is_empty() && !confirms(&problem.message, verdict.reasons_now())
    })
}
