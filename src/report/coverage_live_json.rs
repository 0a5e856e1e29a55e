//! The parts of the coverage's JSON that speak of pods and of updates.

use std::borrow::Cow;

use serde::Serialize;

use super::observed_words::Observer;
use crate::coverage::{Coverage, DaemonSetCoverage, NodeReason, NodeState, Observed, RolloutPlan, Strategy};

/// How an update goes. `OnDelete` has no waves; `seconds` is absent where nothing is known of how long a pod takes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonRollout {
    #[serde(rename = "type")]
    kind: &'static str,
    max_unavailable: u64,
    max_surge: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    waves: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    unready_nodes: u64,
    blocked: bool,
}

impl From<&RolloutPlan> for JsonRollout {
    fn from(plan: &RolloutPlan) -> Self {
        let (unready_nodes, blocked) = (plan.unready_nodes, plan.blocked_budget().is_some());
        match plan.strategy {
            Strategy::OnDelete => Self {
                kind: "OnDelete",
                max_unavailable: 0,
                max_surge: 0,
                waves: None,
                seconds: None,
                unready_nodes,
                blocked,
            },
            Strategy::RollingUpdate { max_unavailable, max_surge, waves, duration } => Self {
                kind: "RollingUpdate",
                max_unavailable,
                max_surge,
                waves: Some(waves),
                seconds: duration.map(|duration| duration.as_secs()),
                unready_nodes,
                blocked,
            },
        }
    }
}

/// Names of nodes on which the pods are not as they should be, and why; each of the nodes has one reason.
#[derive(Serialize)]
pub(super) struct JsonObserved<'a> {
    missing: Vec<&'a str>,
    unready: Vec<&'a str>,
    misscheduled: Vec<&'a str>,
    reasons: Vec<JsonNodeReason<'a>>,
}

/// Why a node is in its state. `reason` is one of a closed set of classes, `podReason` the word that the pod gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonNodeReason<'a> {
    node: &'a str,
    state: &'static str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restarts: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    disagrees: bool,
}

impl<'a> JsonObserved<'a> {
    pub(super) fn new(
        observed: &Observed,
        coverage: &'a Coverage,
        daemon_set: &'a DaemonSetCoverage,
    ) -> Self {
        let nodes = coverage.fleet.nodes();
        let names = |indexes: &[usize]| indexes.iter().map(|&index| nodes[index].name.as_str()).collect();
        let words = Observer::new(coverage, daemon_set);
        let reasons = observed.reasons();
        Self {
            missing: names(&observed.missing),
            unready: names(&observed.unready),
            misscheduled: names(&observed.misscheduled),
            reasons: reasons
                .map(|found| JsonNodeReason::new(&found, &nodes[found.node].name, &words))
                .collect(),
        }
    }
}

impl<'a> JsonNodeReason<'a> {
    fn new(found: &NodeReason, node: &'a str, observer: &Observer<'a>) -> Self {
        let pod = observer.pod(found);
        let is_misscheduled = found.state == NodeState::Misscheduled;
        // A pod that should not be there may be as ill as it likes.
        let problem = pod.filter(|_| !is_misscheduled).and_then(|pod| pod.problem.as_deref());
        let container = problem.and_then(|problem| problem.container.as_ref());
        let exit = container.and_then(|container| container.exit.as_ref());
        let message = if is_misscheduled {
            Some(Cow::Owned(observer.verdict(found.node)))
        } else {
            problem.map(|problem| Cow::Borrowed(&*problem.message))
        };
        Self {
            node,
            state: found.state.name(),
            reason: found.reason.name(),
            pod: pod.map(|pod| pod.name.as_str()),
            pod_reason: problem.map(|problem| &*problem.reason).filter(|reason| !reason.is_empty()),
            message: message.filter(|message| !message.is_empty()),
            container: container.map(|container| &*container.name),
            restarts: container.map(|container| container.restarts),
            exit_code: exit.map(|exit| exit.code),
            exit_reason: exit.map(|exit| &*exit.reason).filter(|reason| !reason.is_empty()),
            disagrees: found.disagrees,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
