//! What placement, rollouts and overheads read of a DaemonSet: small enough to be kept for every DaemonSet of a run.

use std::sync::Arc;

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy};
use k8s_openapi::api::core::v1::PodSpec;

use crate::placement::DaemonPod;

/// What placement, rollouts and overheads read of a DaemonSet.
#[derive(Clone, Debug, Default)]
pub struct PlacementFacts {
    /// The pod that the controller wants on each node.
    pub pod: Arc<DaemonPod>,
    /// How updates go.
    pub update: UpdateSpec,
    /// Whether it has a `metadata.deletionTimestamp`. The server drops that of what it is asked to create
    /// (`WipeObjectMetaSystemFields` in apiserver `pkg/registry/rest/meta.go`, 1.37), so that it comes from a dump.
    pub is_being_deleted: bool,
    /// How urgent its pods are.
    pub priority: WrittenPriority,
    /// `runtimeClassName`, unless it is empty.
    pub runtime_class: Option<Box<str>>,
    /// Keys of labels that a pod names without insisting on them: preferences, and the domains over which it is spread.
    pub preferred_labels: Box<[String]>,
}

/// The fields of a DaemonSet that decide how an update goes.
#[derive(Clone, Debug, Default)]
pub struct UpdateSpec {
    /// `spec.updateStrategy`.
    pub strategy: Option<Box<DaemonSetUpdateStrategy>>,
    /// `spec.minReadySeconds`.
    pub min_ready_seconds: Option<i32>,
}

/// The priority of a pod, as written.
#[derive(Clone, Debug, Default)]
pub struct WrittenPriority {
    /// `priorityClassName`, unless it is empty.
    pub class: Option<Box<str>>,
    /// `priority`.
    pub value: Option<i32>,
    /// Whether `preemptionPolicy` is `Never`.
    pub never_preempts: bool,
}

impl From<&DaemonSet> for PlacementFacts {
    fn from(daemon_set: &DaemonSet) -> Self {
        let is_being_deleted = daemon_set.metadata.deletion_timestamp.is_some();
        Self { is_being_deleted, ..Self::from(&daemon_set.spec) }
    }
}

impl From<&DaemonSetSpec> for PlacementFacts {
    fn from(spec: &DaemonSetSpec) -> Self {
        let pod = spec.template.spec.as_ref();
        Self {
            pod: Arc::new(DaemonPod::from(&spec.template)),
            update: UpdateSpec::from(spec),
            is_being_deleted: false,
            priority: pod.map(WrittenPriority::from).unwrap_or_default(),
            runtime_class: pod.and_then(runtime_class),
            preferred_labels: pod.map(preferred_labels).unwrap_or_default(),
        }
    }
}

impl From<&DaemonSetSpec> for UpdateSpec {
    fn from(spec: &DaemonSetSpec) -> Self {
        let strategy = spec.update_strategy.clone().map(Box::new);
        Self { strategy, min_ready_seconds: spec.min_ready_seconds }
    }
}

impl From<&PodSpec> for WrittenPriority {
    fn from(pod: &PodSpec) -> Self {
        let class = pod.priority_class_name.as_deref().filter(|name| !name.is_empty());
        let never_preempts = pod.preemption_policy.as_deref() == Some("Never");
        Self { class: class.map(Box::from), value: pod.priority, never_preempts }
    }
}

fn runtime_class(spec: &PodSpec) -> Option<Box<str>> {
    spec.runtime_class_name.as_deref().filter(|name| !name.is_empty()).map(Box::from)
}

fn preferred_labels(spec: &PodSpec) -> Box<[String]> {
    let affinity = spec.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let preferred = affinity
        .and_then(|affinity| affinity.preferred_during_scheduling_ignored_during_execution.as_ref())
        .into_iter()
        .flatten();
    let preferred = preferred.flat_map(|term| term.preference.match_expressions.iter().flatten());
    let spread = spec.topology_spread_constraints.iter().flatten();
    let keys = preferred.map(|expression| expression.key.clone());
    keys.chain(spread.map(|constraint| constraint.topology_key.clone())).collect()
}
