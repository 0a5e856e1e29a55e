//! The fields of a pod's status that say whether it runs, and why not.

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde::Deserialize;

use super::convert::{Str, all, owned, text};
use super::loose::{LooseAmounts, LooseResources};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawStatus<'a> {
    #[serde(borrow, default)]
    phase: Str<'a>,
    #[serde(borrow, default)]
    reason: Str<'a>,
    #[serde(borrow, default)]
    message: Str<'a>,
    #[serde(default)]
    start_time: Option<Time>,
    #[serde(borrow, default)]
    nominated_node_name: Str<'a>,
    #[serde(borrow, default)]
    conditions: Option<Vec<RawCondition<'a>>>,
    #[serde(borrow, default)]
    resources: Option<LooseResources<'a>>,
    #[serde(borrow, default)]
    allocated_resources: Option<LooseAmounts<'a>>,
    #[serde(borrow, default)]
    init_container_statuses: Option<Vec<RawContainerStatus<'a>>>,
    #[serde(borrow, default)]
    container_statuses: Option<Vec<RawContainerStatus<'a>>>,
}

#[derive(Deserialize)]
struct RawCondition<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow, default)]
    status: Str<'a>,
    #[serde(borrow, default)]
    reason: Str<'a>,
    #[serde(borrow, default)]
    message: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContainerStatus<'a> {
    #[serde(borrow, default)]
    name: Str<'a>,
    #[serde(default)]
    ready: Option<bool>,
    #[serde(default)]
    restart_count: Option<i32>,
    #[serde(borrow, default)]
    resources: Option<LooseResources<'a>>,
    #[serde(borrow, default)]
    allocated_resources: Option<LooseAmounts<'a>>,
    #[serde(borrow, default)]
    state: Option<RawState<'a>>,
    #[serde(borrow, default)]
    last_state: Option<RawState<'a>>,
}

#[derive(Deserialize)]
struct RawState<'a> {
    #[serde(borrow, default)]
    waiting: Option<RawWaiting<'a>>,
    #[serde(borrow, default)]
    terminated: Option<RawEnd<'a>>,
}

#[derive(Deserialize)]
struct RawWaiting<'a> {
    #[serde(borrow, default)]
    reason: Str<'a>,
    #[serde(borrow, default)]
    message: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEnd<'a> {
    #[serde(default)]
    exit_code: Option<i32>,
    #[serde(borrow, default)]
    reason: Str<'a>,
    #[serde(borrow, default)]
    message: Str<'a>,
}

impl RawStatus<'_> {
    /// Drops what only repeats the spec. Where a resize is not possible, the spec does not count: then nothing repeats it.
    pub(super) fn forget_repetitions(&mut self, spec: Option<&api::PodSpec>) {
        let Some(spec) = spec.filter(|_| !self.has("PodResizePending")) else { return };
        let init = self.init_container_statuses.iter_mut().flatten();
        for status in self.container_statuses.iter_mut().flatten().chain(init) {
            let mut all = spec.containers.iter().chain(spec.init_containers.iter().flatten());
            let named = all.find(|container| status.name.as_deref() == Some(&*container.name));
            let written = named.and_then(|container| container.resources.as_ref()?.requests.as_ref());
            status.allocated_resources.take_if(|amounts| amounts.repeats(written));
            let actual = status.resources.as_ref().map(|resources| &resources.requests);
            if actual.is_some_and(|amounts| amounts.as_ref().is_none_or(|amounts| amounts.repeats(written))) {
                status.resources = None;
            }
        }
    }

    /// Whether it says of resources what the spec does not.
    fn is_resized(&self) -> bool {
        let containers = self.container_statuses.iter().chain(&self.init_container_statuses);
        self.resources.is_some()
            || self.has("PodResizePending")
            || containers
                .flatten()
                .any(|status| status.resources.is_some() || status.allocated_resources.is_some())
    }

    fn has(&self, kind: &str) -> bool {
        self.conditions.iter().flatten().any(|condition| condition.kind.as_deref() == Some(kind))
    }
}

/// A pod that is ready keeps no more than that: of most pods nothing else is asked.
impl From<RawStatus<'_>> for api::PodStatus {
    fn from(status: RawStatus<'_>) -> Self {
        let is_settled = !status.is_resized() && !status.has("DisruptionTarget");
        let phase = owned(status.phase);
        if is_settled && phase.as_deref() == Some("Running") && is_ready(status.conditions.as_deref()) {
            let ready =
                api::PodCondition { type_: "Ready".into(), status: "True".into(), ..Default::default() };
            return Self {
                phase,
                start_time: status.start_time,
                conditions: Some(vec![ready]),
                ..Self::default()
            };
        }
        Self {
            phase,
            reason: owned(status.reason),
            message: owned(status.message),
            start_time: status.start_time,
            nominated_node_name: owned(status.nominated_node_name),
            conditions: status.conditions.map(all),
            resources: status.resources.map(Into::into),
            allocated_resources: status.allocated_resources.map(Into::into),
            init_container_statuses: status.init_container_statuses.map(all),
            container_statuses: status.container_statuses.map(all),
            ..Self::default()
        }
    }
}

fn is_ready(conditions: Option<&[RawCondition<'_>]>) -> bool {
    let ready = conditions.into_iter().flatten().find(|condition| condition.kind.as_deref() == Some("Ready"));
    ready.is_some_and(|ready| ready.status.as_deref() == Some("True"))
}

impl From<RawCondition<'_>> for api::PodCondition {
    fn from(condition: RawCondition<'_>) -> Self {
        Self {
            type_: text(condition.kind),
            status: text(condition.status),
            reason: owned(condition.reason),
            message: owned(condition.message),
            ..Self::default()
        }
    }
}

impl From<RawContainerStatus<'_>> for api::ContainerStatus {
    fn from(container: RawContainerStatus<'_>) -> Self {
        Self {
            name: text(container.name),
            ready: container.ready.unwrap_or_default(),
            restart_count: container.restart_count.unwrap_or_default(),
            resources: container.resources.map(Into::into),
            allocated_resources: container.allocated_resources.map(Into::into),
            state: container.state.map(Into::into),
            last_state: container.last_state.map(Into::into),
            ..Self::default()
        }
    }
}

impl From<RawState<'_>> for api::ContainerState {
    fn from(state: RawState<'_>) -> Self {
        Self {
            running: None,
            waiting: state.waiting.map(|waiting| api::ContainerStateWaiting {
                reason: owned(waiting.reason),
                message: owned(waiting.message),
            }),
            terminated: state.terminated.map(|end| api::ContainerStateTerminated {
                exit_code: end.exit_code.unwrap_or_default(),
                reason: owned(end.reason),
                message: owned(end.message),
                ..Default::default()
            }),
        }
    }
}
