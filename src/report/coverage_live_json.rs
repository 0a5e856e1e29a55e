//! The parts of the coverage's JSON that speak of pods and of updates.

use serde::Serialize;

use crate::coverage::{Observed, RolloutPlan, Strategy};
use crate::inventory::Node;

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

/// Names of nodes on which the pods are not as they should be.
#[derive(Serialize)]
pub(super) struct JsonObserved<'a> {
    missing: Vec<&'a str>,
    unready: Vec<&'a str>,
    misscheduled: Vec<&'a str>,
}

impl<'a> JsonObserved<'a> {
    pub(super) fn new(observed: &Observed, nodes: &'a [Node]) -> Self {
        let names = |indexes: &[usize]| indexes.iter().map(|&index| nodes[index].name.as_str()).collect();
        Self {
            missing: names(&observed.missing),
            unready: names(&observed.unready),
            misscheduled: names(&observed.misscheduled),
        }
    }
}
