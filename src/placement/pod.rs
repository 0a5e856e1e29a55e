//! Pods: the one that a `DaemonSet` wants, and those that are there.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1 as api;

use super::label::OS_LABEL;
use super::node_selector::NodeSelector;
use super::pod_problem::{PodProblem, condition};
use super::ports::{HostPort, host_ports};
use super::resources::{ResourceList, pod_requests};
use super::toleration::{ComparisonOperators, Tolerations};
use super::units::Units;

/// Everything that placement reads of a `DaemonSet`'s template, parsed once.
///
/// It stands for the pod that the controller imagines for each node (`NewPod` in
/// `pkg/controller/daemon/daemon_controller.go`, 1.27 to 1.36) and that the API then completes.
#[derive(Debug, Clone, Default)]
pub struct DaemonPod {
    /// `spec.nodeName` if it is not empty: the only node that gets a pod, past the scheduler.
    pub node_name: Option<String>,
    /// `spec.nodeSelector` and the required node affinity.
    pub selector: NodeSelector,
    /// The template's tolerations and the automatic ones.
    pub tolerations: Tolerations,
    /// `spec.hostNetwork`.
    pub host_network: bool,
    /// What the pod asks for, as written.
    pub requests: ResourceList,
    /// What the pod asks for, as the scheduler counts.
    pub units: Units,
    /// The host ports it takes.
    pub host_ports: Vec<HostPort>,
    /// The operating systems that the kubelet insists on: `spec.os.name`, and the pod's own label `kubernetes.io/os`.
    pub operating_systems: Vec<String>,
    /// The labels that a node must have for the scheduler: topology keys of spread constraints that do not let schedule
    /// otherwise, and of the required pod affinity.
    pub topology_keys: Vec<String>,
    /// The names of the gates that keep every pod from being scheduled until someone removes them.
    pub scheduling_gates: Vec<String>,
}

impl DaemonPod {
    /// What decides where the DaemonSet controller wants a pod, without what only the scheduler asks for: amounts and
    /// ports. For those who keep the pods of a whole repository.
    #[must_use]
    pub fn for_controller(self) -> Self {
        Self { requests: ResourceList::default(), units: Units::default(), host_ports: Vec::new(), ..self }
    }
}

impl From<&api::PodTemplateSpec> for DaemonPod {
    fn from(template: &api::PodTemplateSpec) -> Self {
        let mut pod = template.spec.as_ref().map(Self::from).unwrap_or_default();
        let labels = template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
        if let Some(os) = labels.and_then(|labels| labels.get(OS_LABEL)) {
            push_new(&mut pod.operating_systems, os);
        }
        pod
    }
}

impl From<&api::PodSpec> for DaemonPod {
    fn from(spec: &api::PodSpec) -> Self {
        let requests = pod_requests(spec);
        Self {
            node_name: spec.node_name.clone().filter(|name| !name.is_empty()),
            selector: NodeSelector::from(spec),
            tolerations: Tolerations::for_daemon_pod(spec),
            host_network: spec.host_network.unwrap_or_default(),
            units: Units::from(&requests),
            requests,
            host_ports: host_ports(spec),
            operating_systems: spec.os.iter().map(|os| os.name.clone()).collect(),
            topology_keys: topology_keys(spec),
            scheduling_gates: spec.scheduling_gates.iter().flatten().map(|gate| gate.name.clone()).collect(),
        }
    }
}

impl DaemonPod {
    /// The same pod on a cluster where `Lt` and `Gt` of tolerations are switched as given.
    #[must_use]
    pub fn with_comparison_operators(mut self, comparison: ComparisonOperators) -> Self {
        self.tolerations = self.tolerations.with_comparison_operators(comparison);
        self
    }

    /// The keys of all node labels that a verdict reads: nodes that agree in them fare alike, as far as labels go.
    pub fn label_keys(&self) -> BTreeSet<&str> {
        let mut keys = self.selector.label_keys();
        keys.extend(self.topology_keys.iter().map(String::as_str));
        if !self.operating_systems.is_empty() {
            keys.insert(OS_LABEL);
        }
        keys
    }

    /// The values that a verdict compares a label with; any other value fares like any other.
    pub fn values_of(&self, key: &str) -> BTreeSet<&str> {
        let mut values = self.selector.values_of(key);
        if key == OS_LABEL {
            values.extend(self.operating_systems.iter().map(String::as_str));
        }
        values
    }

    /// The node names that a verdict tells apart: nodes with any other name fare alike.
    pub fn names_mentioned(&self) -> BTreeSet<&str> {
        let mut names = self.selector.names_mentioned();
        names.extend(self.node_name.as_deref());
        names
    }

    /// Whether a verdict reads the node's name at all.
    pub fn reads_node_name(&self) -> bool {
        !self.names_mentioned().is_empty()
    }
}

/// The topology keys without which a node is out, each once, in order (`calPreFilterState` in kube-scheduler
/// `plugins/podtopologyspread/filtering.go`, `satisfyPodAffinity` in `plugins/interpodaffinity/filtering.go`, 1.34).
fn topology_keys(spec: &api::PodSpec) -> Vec<String> {
    let spread = spec.topology_spread_constraints.iter().flatten();
    let hard = spread.filter(|constraint| constraint.when_unsatisfiable == "DoNotSchedule");
    let affinity = spec
        .affinity
        .as_ref()
        .and_then(|affinity| affinity.pod_affinity.as_ref())
        .and_then(|pods| pods.required_during_scheduling_ignored_during_execution.as_ref());
    let affine = affinity.into_iter().flatten().map(|term| &term.topology_key);
    let mut keys = Vec::new();
    hard.map(|constraint| &constraint.topology_key).chain(affine).for_each(|key| push_new(&mut keys, key));
    keys
}

fn push_new(list: &mut Vec<String>, item: &str) {
    if !list.iter().any(|other| other == item) {
        list.push(item.to_owned());
    }
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
        let problem = status.filter(|_| is_daemon).and_then(|status| PodProblem::of(status, bound.is_some()));
        Self {
            namespace: pod.metadata.namespace.clone().unwrap_or_default(),
            name: pod.metadata.name.clone().unwrap_or_default(),
            bound: bound.is_some(),
            node_name: bound.or_else(|| spec.and_then(pinned_node)),
            units: spec.map(|spec| Units::from(&pod_requests(spec))).unwrap_or_default(),
            host_ports: spec.map(host_ports).unwrap_or_default(),
            phase: status.and_then(|status| status.phase.clone()).unwrap_or_default(),
            owner,
            ready: ready.is_some_and(|ready| ready.status == "True"),
            created: pod.metadata.creation_timestamp.as_ref().map_or(0, |time| time.0.as_second()),
            sum_of: None,
            deleting: pod.metadata.deletion_timestamp.is_some(),
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
