//! Instance groups of kOps.

use serde::Deserialize;

use super::document::{Document, Documents, decode};
use super::error::Fault;
use super::parts::{
    ARCH, CONTROL_PLANE, Count, Labels, OS, TaintText, control_plane_taint, count_range, nvidia_gpu,
};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};
use crate::placement::{Taint, TaintEffect};

pub(super) static FORMAT: Format = Format {
    name: "kOps InstanceGroup",
    obtain: "kops get instancegroups -o yaml, or the file of the cluster",
    claims,
    read,
};

const GROUP: &str = "kops.k8s.io";
const API_SERVER: &str = "node-role.kubernetes.io/api-server";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    role: Option<String>,
    node_labels: Option<Labels>,
    taints: Option<Vec<TaintText>>,
    min_size: Option<Count>,
    max_size: Option<Count>,
    machine_type: Option<String>,
    image: Option<String>,
    manager: Option<String>,
    mixed_instances_policy: Option<MixedInstances>,
    kubelet: Option<Kubelet>,
    containerd: Option<Containerd>,
}

impl Spec {
    /// The machine types that a group may use.
    fn machine_types(&self) -> Vec<&str> {
        let mixed = self.mixed_instances_policy.as_ref().and_then(|policy| policy.instances.as_deref());
        match mixed {
            Some(instances) if !instances.is_empty() => instances.iter().map(String::as_str).collect(),
            _ => self.machine_type.as_deref().unwrap_or_default().split(',').collect(),
        }
    }
}

/// What a cluster says of all of its groups.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ClusterSpec {
    kubelet: Option<Kubelet>,
    containerd: Option<Containerd>,
}

#[derive(Deserialize)]
struct MixedInstances {
    #[serde(default)]
    instances: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Kubelet {
    node_labels: Option<Labels>,
    taints: Option<Vec<TaintText>>,
}

#[derive(Deserialize)]
struct Containerd {
    #[serde(default, rename = "nvidiaGPU")]
    nvidia_gpu: Option<Gpu>,
}

#[derive(Deserialize)]
struct Gpu {
    #[serde(default)]
    enabled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    ControlPlane,
    ApiServer,
    Node,
}

fn claims(document: &Document) -> bool {
    document.is(GROUP, "InstanceGroup")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    let cluster = documents.of(GROUP, "Cluster").next();
    let cluster: ClusterSpec =
        cluster.and_then(|cluster| cluster.at(&["spec"])).map(decode).transpose()?.unwrap_or_default();
    for document in documents.iter().filter(|document| claims(document)) {
        let spec: Spec = document.at(&["spec"]).map(decode).transpose()?.unwrap_or_default();
        let role = match spec.role.as_deref() {
            Some("Master" | "ControlPlane") => Role::ControlPlane,
            Some("APIServer") => Role::ApiServer,
            Some("Node") | None => Role::Node,
            // Bastions are no nodes.
            Some("Bastion") => continue,
            Some(other) => {
                let place = document.at(&["spec", "role"]).map_or(document.span(), |role| role.span);
                let fault = Fault::new(place, format!("`{other}` is no role of an InstanceGroup"));
                return Err(fault.help("roles are ControlPlane (or Master), APIServer, Node and Bastion"));
            }
        };
        found.pools.push(pool(document, &spec, role, &cluster));
    }
    Ok(())
}

fn pool(document: &Document, spec: &Spec, role: Role, cluster: &ClusterSpec) -> NodePool {
    let kubelet = spec.kubelet.as_ref();
    let of_all = cluster.kubelet.as_ref().filter(|_| role == Role::Node);
    let kubelets = [of_all, kubelet].into_iter().flatten();
    let labels =
        kubelets.clone().map(|kubelet| kubelet.node_labels.as_ref()).chain([spec.node_labels.as_ref()]);
    let taints = kubelets.map(|kubelet| kubelet.taints.as_ref()).chain([spec.taints.as_ref()]);
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span()).on(&platform::KOPS);
    labels.flatten().for_each(|labels| pool.add_labels(labels));
    pool.add_taints(taints.flatten().flatten().map(|taint| taint.0.clone()));
    imply_role(&mut pool, role);
    let name = pool.name.clone();
    pool.imply_label("kops.k8s.io/instancegroup", &name, "kOps");
    pool.imply_label(OS, "linux", "kOps");
    imply_gpu(&mut pool, spec, cluster);
    imply_machine(&mut pool, spec);
    size(&mut pool, spec, role);
    pool
}

/// Labels and taints of the roles.
///
/// Labels: `BuildNodeLabels` and `BuildMandatoryControlPlaneLabels` in kops `pkg/nodelabels/builder.go`, 1.33. Taints:
/// `PopulateInstanceGroupSpec` in kops `upup/pkg/fi/cloudup/populate_instancegroup_spec.go`, 1.26 and newer: the taint of a role
/// is added to those that are written.
fn imply_role(pool: &mut NodePool, role: Role) {
    match role {
        Role::ControlPlane => {
            pool.imply_label(CONTROL_PLANE, "", "kOps on control planes");
            pool.imply_label(
                "node.kubernetes.io/exclude-from-external-load-balancers",
                "",
                "kOps on control planes",
            );
            pool.imply_label("kops.k8s.io/kops-controller-pki", "", "kOps on control planes");
            pool.imply_taint(control_plane_taint(), "kOps on control planes");
        }
        Role::ApiServer => {
            pool.imply_label(API_SERVER, "", "kOps on API servers");
            pool.imply_taint(no_schedule(API_SERVER), "kOps on API servers");
        }
        Role::Node => pool.imply_label("node-role.kubernetes.io/node", "", "kOps on nodes"),
    }
}

/// `PopulateInstanceGroupSpec` in kops `upup/pkg/fi/cloudup/populate_instancegroup_spec.go`, 1.22 and newer.
///
/// The group decides where it says anything, else the cluster, whose setting reaches the groups with GPUs alone (`docs/gpu.md`).
fn imply_gpu(pool: &mut NodePool, spec: &Spec, cluster: &ClusterSpec) {
    let gpu =
        |containerd: &Option<Containerd>| containerd.as_ref()?.nvidia_gpu.as_ref().map(|gpu| gpu.enabled);
    let by_cluster = || gpu(&cluster.containerd) == Some(true) && has_gpu(spec);
    if !gpu(&spec.containerd).unwrap_or_else(by_cluster) {
        return;
    }
    pool.imply_label("kops.k8s.io/gpu", "1", "kOps on GPU machines");
    if !pool.taints.iter().any(|taint| taint.key.starts_with("nvidia.com/gpu")) {
        pool.imply_taint(no_schedule("nvidia.com/gpu"), "kOps on GPU machines");
    }
}

/// Whether the machines of a group have GPUs of NVIDIA.
fn has_gpu(spec: &Spec) -> bool {
    spec.machine_types().into_iter().any(|machine_type| nvidia_gpu(machine_type) == Some(true))
}

/// The instance types, and the architecture that they have, or else the one in the name of the image.
fn imply_machine(pool: &mut NodePool, spec: &Spec) {
    pool.imply_instance_types(spec.machine_types());
    if pool.labels.contains_key(ARCH) {
        return;
    }
    let image = spec.image.as_deref().unwrap_or_default();
    let in_image = image.split(['-', '/', '_']).find(|word| matches!(*word, "amd64" | "arm64"));
    if let Some(architecture) = in_image {
        pool.imply_label(ARCH, architecture, "image");
    }
}

/// `PopulateInstanceGroupSpec` sets the sizes that are not written. Karpenter makes as many nodes as it likes.
fn size(pool: &mut NodePool, spec: &Spec, role: Role) {
    if spec.manager.as_deref() == Some("Karpenter") {
        pool.count = CountRange { min: Some(0), max: None };
        let name = pool.name.clone();
        pool.imply_label("karpenter.sh/nodepool", &name, "kOps with Karpenter");
        return;
    }
    let default = Count(Some(if role == Role::Node { 2 } else { 1 }));
    if spec.min_size.is_none() || spec.max_size.is_none() {
        pool.imply("sizes that are not written are those of the kOps defaults");
    }
    pool.count = count_range(None, spec.min_size.or(Some(default)), spec.max_size.or(Some(default)));
}

fn no_schedule(key: &str) -> Taint {
    Taint { key: key.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule }
}
