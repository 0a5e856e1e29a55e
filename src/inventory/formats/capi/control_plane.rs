//! Control planes: those of kubeadm, of k3s and RKE2, of Talos, `MicroK8s` and k0s, and others, of which little is known.

use serde::Deserialize;

use super::bootstrap::{add_agent, leave_open};
use super::machine::{add_machine_labels, add_machine_taints, count_machines};
use crate::inventory::formats::document::{Document, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::kubeadm;
use crate::inventory::formats::parts::{CONTROL_PLANE, NodeRegistration, control_plane_taint};
use crate::inventory::platform;
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

const GROUP: &str = "controlplane.cluster.x-k8s.io";

/// Control planes that are run by somebody else, or in pods of another cluster: no node is theirs.
const WITHOUT_NODES: [&str; 4] = ["Managed", "Kamaji", "Hosted", "Nested"];

/// Whether a document declares the nodes of a control plane.
pub(super) fn is_read(document: &Document) -> bool {
    let kind = document.kind.as_str();
    document.group() == GROUP
        && kind.ends_with("ControlPlane")
        && !WITHOUT_NODES.iter().any(|word| kind.contains(word))
}

/// The pool of a control plane; none where k0s runs it without nodes.
pub(super) fn read(document: &Document) -> Result<Option<NodePool>, Fault> {
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), "Cluster API control plane", document.span())
        .on(&platform::CLUSTER_API);
    add_machine_labels(&mut pool, root, &["spec", "machineTemplate", "metadata", "labels"])?;
    add_machine_taints(&mut pool, root, &["spec", "machineTemplate", "spec", "taints"])?;
    count_machines(&mut pool, root, &["spec", "replicas"], &["metadata", "annotations"])?;
    match document.kind.as_str() {
        "KubeadmControlPlane" => add_kubeadm_control_plane(&mut pool, root, &["spec"])?,
        "RKE2ControlPlane" | "KThreesControlPlane" => add_server(&mut pool, document)?,
        "TalosControlPlane" => {
            pool.imply_label(CONTROL_PLANE, "", "Talos on control planes");
            pool.imply_taint(
                control_plane_taint(),
                "Talos on control planes, unless a patch allows pods there",
            );
        }
        // "Control plane nodes are workers, too": microk8s.io/docs.
        "MicroK8sControlPlane" => pool.imply("no taint, MicroK8s runs pods on control planes"),
        "K0sControlPlane" => {
            if !runs_worker(document) {
                return Ok(None);
            }
            pool.imply_label(CONTROL_PLANE, "true", "k0s controllers with a worker");
            pool.imply_taint(control_plane_taint(), "k0s controllers with a worker");
        }
        kind => {
            pool.imply_label(CONTROL_PLANE, "", "control plane");
            leave_open(&mut pool, format!("what {kind} gives to its nodes, which is not known"));
        }
    }
    Ok(Some(pool))
}

/// The control plane's first machine follows `initConfiguration`, the others `joinConfiguration`: the one that makes more
/// nodes counts. `spec` leads to the specification of the control plane.
pub(super) fn add_kubeadm_control_plane(
    pool: &mut NodePool,
    root: Node<'_>,
    spec: &[&str],
) -> Result<(), Fault> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ConfigSpec {
        init_configuration: Option<Configuration>,
        join_configuration: Option<Configuration>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Configuration {
        node_registration: Option<NodeRegistration>,
    }
    let spec: ConfigSpec = decode_at(root, &[spec, &["kubeadmConfigSpec"]].concat())?.unwrap_or_default();
    let (init, join) = (spec.init_configuration, spec.join_configuration);
    let configurations = if pool.count.max == Some(1) { [init, join] } else { [join, init] };
    let registration = configurations.into_iter().flatten().find_map(|one| one.node_registration);
    kubeadm::add_registration(pool, &registration.unwrap_or_default(), true);
    Ok(())
}

/// Servers of k3s and RKE2 are labelled, and take all pods unless the file taints them ("Dedicated control plane nodes" of
/// docs.k3s.io). `agentConfig` stands in `spec`, that of k3s in `spec.kthreesConfigSpec`.
fn add_server(pool: &mut NodePool, document: &Document) -> Result<(), Fault> {
    for keys in [&["spec"][..], &["spec", "kthreesConfigSpec"]] {
        add_agent(pool, document, keys)?;
    }
    pool.imply_label(CONTROL_PLANE, "true", "k3s and RKE2 servers");
    pool.imply_label("node-role.kubernetes.io/etcd", "true", "k3s and RKE2 servers with etcd");
    if pool.taints.is_empty() {
        pool.imply("no taint, k3s and RKE2 servers take all pods by default");
    }
    Ok(())
}

/// "Controllers run no kubelet unless --enable-worker is given": `configuration` of docs.k0sproject.io.
fn runs_worker(document: &Document) -> bool {
    let args = document.at(&["spec", "k0sConfigSpec", "args"]).and_then(Node::as_list).unwrap_or_default();
    let mut args = args.iter().filter_map(Node::as_str);
    args.any(|arg| matches!(arg, "--enable-worker" | "--enable-worker=true" | "--single"))
}
