//! The pod that a `DaemonSet` wants.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1 as api;

use super::label::OS_LABEL;
use super::node_selector::NodeSelector;
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
    /// `spec.schedulerName`, if it is another than the default scheduler.
    pub scheduler: Option<Box<str>>,
    /// The claims that the pod names.
    pub claims: Vec<Claim>,
    /// What its RuntimeClass adds to `nodeSelector` once a pod is created. The controller does not look at it.
    pub runtime_selector: BTreeMap<String, String>,
    /// Those of its claims that are known not to exist.
    pub missing_claims: Vec<Claim>,
}

/// A claim that a pod names, in its own namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it claims.
    pub kind: ClaimKind,
    /// The name.
    pub name: String,
}

/// What a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// A PersistentVolumeClaim.
    Volume,
    /// A ResourceClaim.
    Device,
    /// A ResourceClaimTemplate, of which each pod gets a claim of its own.
    DeviceTemplate,
}

impl ClaimKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Volume, Self::Device, Self::DeviceTemplate];

    /// The kind of the API object.
    pub fn name(self) -> &'static str {
        match self {
            Self::Volume => "PersistentVolumeClaim",
            Self::Device => "ResourceClaim",
            Self::DeviceTemplate => "ResourceClaimTemplate",
        }
    }

    /// The group of the API object.
    pub fn group(self) -> &'static str {
        match self {
            Self::Volume => "",
            Self::Device | Self::DeviceTemplate => "resource.k8s.io",
        }
    }
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
            scheduler: foreign_scheduler(spec),
            claims: claims(spec),
            runtime_selector: BTreeMap::new(),
            missing_claims: Vec::new(),
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
        keys.extend(self.runtime_selector.keys().map(String::as_str));
        if !self.operating_systems.is_empty() {
            keys.insert(OS_LABEL);
        }
        keys
    }

    /// The values that a verdict compares a label with; any other value fares like any other.
    pub fn values_of(&self, key: &str) -> BTreeSet<&str> {
        let mut values = self.selector.values_of(key);
        values.extend(self.runtime_selector.get(key).map(String::as_str));
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

/// The scheduler that is asked in place of the default one (`SetDefaults_PodSpec` in `pkg/apis/core/v1/defaults.go`, 1.37).
fn foreign_scheduler(spec: &api::PodSpec) -> Option<Box<str>> {
    let name = spec.scheduler_name.as_deref().filter(|name| !matches!(*name, "" | "default-scheduler"));
    name.map(Box::from)
}

/// Claims of volumes and devices; those that are made for each pod (generic ephemeral volumes) are not among them.
fn claims(spec: &api::PodSpec) -> Vec<Claim> {
    let volumes = spec.volumes.iter().flatten().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let volumes = volumes.map(|claim| (ClaimKind::Volume, &claim.claim_name));
    let devices = spec.resource_claims.iter().flatten().filter_map(|claim| {
        let own = claim.resource_claim_name.as_ref().map(|name| (ClaimKind::Device, name));
        own.or_else(|| Some((ClaimKind::DeviceTemplate, claim.resource_claim_template_name.as_ref()?)))
    });
    let mut claims = Vec::new();
    for (kind, name) in volumes.chain(devices) {
        let claim = Claim { kind, name: name.clone() };
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }
    claims
}

fn push_new(list: &mut Vec<String>, item: &str) {
    if !list.iter().any(|other| other == item) {
        list.push(item.to_owned());
    }
}
