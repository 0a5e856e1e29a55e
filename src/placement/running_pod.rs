//! Pods that are on nodes, or meant for one.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;

use super::pod_problem::{PodProblem, condition};
use super::ports::{HostPort, host_ports};
use super::resized::requests_of_running;
use super::units::Units;

/// The classes that every cluster has (`SystemPriorityClasses` in `pkg/apis/scheduling/v1/helpers.go`, 1.37).
pub(crate) const SYSTEM_PRIORITIES: [(&str, i32); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// What a dump by hand leaves out: admission writes the priority into every pod.
fn system_priority(class: &str) -> Option<i32> {
    SYSTEM_PRIORITIES.iter().find(|(name, _)| *name == class).map(|(_, value)| *value)
}

/// The object that controls a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its kind.
    pub kind: String,
    /// Its name, in the namespace of the pod.
    pub name: String,
    /// Its uid.
    pub uid: String,
}

/// A pod that is on a node, or meant for one; or the sum of several, where no more is known of them.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts of a pod that have nothing to do with each other")]
pub struct RunningPod {
    /// Its namespace, `""` if the dump has none.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The node it is bound to, or, while it waits, the one that its controller pinned it to.
    pub node_name: Option<String>,
    /// Whether it is bound to its node.
    pub bound: bool,
    /// What it asks for, overhead and all, as the scheduler counts.
    pub units: Units,
    /// The host ports it takes.
    pub host_ports: Vec<HostPort>,
    /// `status.phase`, `""` if there is none.
    pub phase: String,
    /// The object that controls it.
    pub owner: Option<Owner>,
    /// Whether its condition `Ready` is true.
    pub ready: bool,
    /// `metadata.creationTimestamp` in seconds; 0 if the dump has none.
    pub created: i64,
    /// How many pods it is the sum of, in a snapshot; `None` for a pod.
    pub sum_of: Option<i64>,
    /// Whether it is being deleted: `metadata.deletionTimestamp` is set.
    pub deleting: bool,
    /// Whether it is being deleted because the scheduler evicts it.
    pub preempted: bool,
    /// `spec.priority`; `None` if the dump does not say.
    pub priority: Option<i32>,
    /// `spec.priorityClassName`, unless it is empty.
    pub priority_class: Option<Box<str>>,
    /// Whether `spec.preemptionPolicy` is `Never`.
    pub never_preempts: bool,
    /// `status.startTime` in seconds; `None` if the kubelet has not seen it yet, or the dump does not say.
    pub started: Option<i64>,
    /// `status.nominatedNodeName` of a pod that is not bound: the node on which the scheduler keeps room for it.
    pub nominated_node: Option<Box<str>>,
    /// Its labels, as far as the run reads them; `None` if it has none at all.
    pub labels: Option<Box<BTreeMap<String, String>>>,
    /// Why it does not run or is not ready. Only pods of DaemonSets have one, and it is boxed: most pods are well.
    pub problem: Option<Box<PodProblem>>,
}

impl From<&api::Pod> for RunningPod {
    fn from(pod: &api::Pod) -> Self {
        let spec = pod.spec.as_ref();
        let bound = spec.and_then(|spec| spec.node_name.clone()).filter(|name| !name.is_empty());
        let status = pod.status.as_ref();
        let ready = status.and_then(|status| condition(status, "Ready"));
        let owner = controller_of(pod);
        let is_daemon = owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet");
        let nominated = status.and_then(|status| status.nominated_node_name.as_deref());
        let nominated = nominated.filter(|name| bound.is_none() && !name.is_empty());
        let class = spec.and_then(|spec| spec.priority_class_name.as_deref()).filter(|name| !name.is_empty());
        let policy = spec.and_then(|spec| spec.preemption_policy.as_deref());
        let labels = pod.metadata.labels.clone().filter(|labels| !labels.is_empty());
        let problem = status.filter(|_| is_daemon).and_then(|status| PodProblem::of(status, bound.is_some()));
        Self {
            namespace: pod.metadata.namespace.clone().unwrap_or_default(),
            name: pod.metadata.name.clone().unwrap_or_default(),
            bound: bound.is_some(),
            node_name: bound.or_else(|| spec.and_then(pinned_node)),
            units: spec.map(|spec| Units::from(&requests_of_running(spec, status))).unwrap_or_default(),
            host_ports: spec.map(host_ports).unwrap_or_default(),
            phase: status.and_then(|status| status.phase.clone()).unwrap_or_default(),
            owner,
            ready: ready.is_some_and(|ready| ready.status == "True"),
            created: pod.metadata.creation_timestamp.as_ref().map_or(0, |time| time.0.as_second()),
            sum_of: None,
            deleting: pod.metadata.deletion_timestamp.is_some(),
            preempted: pod.metadata.deletion_timestamp.is_some() && status.is_some_and(is_preempted),
            priority: spec.and_then(|spec| spec.priority).or_else(|| system_priority(class?)),
            priority_class: class.map(Box::from),
            never_preempts: policy == Some("Never"),
            started: status.and_then(|status| status.start_time.as_ref()).map(|time| time.0.as_second()),
            nominated_node: nominated.map(Box::from),
            labels: labels.map(Box::new),
            problem: problem.map(Box::new),
        }
    }
}

impl RunningPod {
    /// Whether the pod takes room on its node: it is bound and has not come to its end.
    pub fn takes_room(&self) -> bool {
        self.bound && !self.is_finished()
    }

    /// Whether the pod has come to its end, one way or the other.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Whether the `DaemonSet` of this name controls the pod; its uid decides where it is known.
    pub fn belongs_to(&self, namespace: &str, name: &str, uid: Option<&str>) -> bool {
        let Some(owner) = &self.owner else { return false };
        owner.kind == "DaemonSet"
            && owner.name == name
            && self.namespace == namespace
            && uid.is_none_or(|uid| owner.uid == uid)
    }

    /// How many pods it stands for.
    pub fn count(&self) -> i64 {
        self.sum_of.unwrap_or(1)
    }

    /// `namespace/name`; nothing for a sum of pods that are not named.
    pub fn qualified_name(&self) -> String {
        if self.sum_of.is_some() && self.name.is_empty() {
            return String::new();
        }
        format!("{}/{}", self.namespace, self.name)
    }
}

/// `PodTerminatingByPreemption` in kube-scheduler `framework/preemption/util.go`, 1.37.
fn is_preempted(status: &api::PodStatus) -> bool {
    condition(status, "DisruptionTarget").is_some_and(|target| {
        target.status == "True" && target.reason.as_deref() == Some("PreemptionByScheduler")
    })
}

/// The owner that is marked as the controller (`GetControllerOf` in apimachinery `meta/v1/controller_ref.go`, 1.34).
fn controller_of(pod: &api::Pod) -> Option<Owner> {
    let mut owners = pod.metadata.owner_references.iter().flatten();
    let owner = owners.find(|owner| owner.controller == Some(true))?;
    Some(Owner { kind: owner.kind.clone(), name: owner.name.clone(), uid: owner.uid.clone() })
}

/// The node that a waiting pod is pinned to by its affinity (`GetTargetNodeName` in
/// `pkg/controller/daemon/util/daemonset_util.go`, 1.31).
fn pinned_node(spec: &api::PodSpec) -> Option<String> {
    let node = spec.affinity.as_ref()?.node_affinity.as_ref()?;
    let required = node.required_during_scheduling_ignored_during_execution.as_ref()?;
    let mut fields = required.node_selector_terms.iter().flat_map(|term| term.match_fields.iter().flatten());
    let field = fields.find(|field| field.key == "metadata.name" && field.operator == "In")?;
    match field.values.as_deref() {
        Some([name]) => Some(name.clone()),
        _ => None,
    }
}
