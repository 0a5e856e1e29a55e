//! Cluster API: machines, machine deployments, sets and pools, control planes, and clusters with a topology; bootstrap
//! configurations and infrastructure templates of the same text complete them.

mod bootstrap;
mod infrastructure;
mod machine;
mod reference;
mod topology;

use serde::Deserialize;

use super::document::{Document, Documents, decode_at};
use super::error::Fault;
use super::parts::{CONTROL_PLANE, CapacityHints, NodeRegistration};
use super::{Format, Found, kubeadm};
use crate::inventory::pool::{CountRange, NodePool};
use machine::{NAME, add_machine_labels, add_machine_taints, count_machines};

pub(super) static FORMAT: Format = Format {
    name: NAME,
    obtain: "clusterctl generate cluster, or kubectl get on the management cluster, with the bootstrap configurations",
    claims,
    read,
};

const KINDS: [&str; 3] = ["MachineDeployment", "MachineSet", "MachinePool"];
const CONTROL_PLANE_GROUP: &str = "controlplane.cluster.x-k8s.io";

fn claims(document: &Document) -> bool {
    is_machines(document)
        || document.is("cluster.x-k8s.io", "Machine")
        || document.is(CONTROL_PLANE_GROUP, "KubeadmControlPlane")
        || (document.is("cluster.x-k8s.io", "Cluster") && document.at(&["spec", "topology"]).is_some())
}

/// Machine pools were served in a group of their own before v1.
fn is_machines(document: &Document) -> bool {
    matches!(document.group(), "cluster.x-k8s.io" | "exp.cluster.x-k8s.io")
        && KINDS.contains(&document.kind.as_str())
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter() {
        if is_machines(document) {
            found.pools.push(machines(document, documents)?);
        } else if document.is(CONTROL_PLANE_GROUP, "KubeadmControlPlane") {
            found.pools.push(control_plane(document)?);
        } else if document.is("cluster.x-k8s.io", "Machine") {
            found.pools.extend(machine(document, documents)?);
        } else if document.is("cluster.x-k8s.io", "Cluster") {
            topology::read(document, found)?;
        }
    }
    Ok(())
}

fn machines(document: &Document, documents: &Documents) -> Result<NodePool, Fault> {
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), NAME, document.span());
    add_machine_labels(&mut pool, root, &["spec", "template", "metadata", "labels"])?;
    add_machine_taints(&mut pool, root, &["spec", "template", "spec", "taints"])?;
    count_machines(&mut pool, root, &["spec", "replicas"], &["metadata", "annotations"])?;
    let spec = &["spec", "template", "spec"];
    bootstrap::add(&mut pool, root, spec, documents, false)?;
    infrastructure::add(&mut pool, root, spec, documents)?;
    CapacityHints::of_annotations(root, &["metadata", "annotations"])?.add_to(&mut pool);
    Ok(pool)
}

/// A machine that nobody else makes; one with an owner is a copy of what its owner's pool says.
fn machine(document: &Document, documents: &Documents) -> Result<Option<NodePool>, Fault> {
    if document.at(&["metadata", "ownerReferences"]).is_some() {
        return Ok(None);
    }
    let root = document.node();
    let label = ["metadata", "labels", "cluster.x-k8s.io/control-plane"];
    let is_control_plane = document.at(&label).is_some();
    let mut pool = NodePool::declared(document.name(), NAME, document.span());
    pool.count = CountRange::exactly(1);
    add_machine_labels(&mut pool, root, &["metadata", "labels"])?;
    add_machine_taints(&mut pool, root, &["spec", "taints"])?;
    bootstrap::add(&mut pool, root, &["spec"], documents, is_control_plane)?;
    if is_control_plane && !pool.labels.contains_key(CONTROL_PLANE) {
        pool.imply_control_plane(false);
    }
    infrastructure::add(&mut pool, root, &["spec"], documents)?;
    Ok(Some(pool))
}

/// The control plane's first machine follows `initConfiguration`, the others `joinConfiguration`: the one that makes more
/// nodes counts.
fn control_plane(document: &Document) -> Result<NodePool, Fault> {
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
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), "Cluster API control plane", document.span());
    add_machine_labels(&mut pool, root, &["spec", "machineTemplate", "metadata", "labels"])?;
    add_machine_taints(&mut pool, root, &["spec", "machineTemplate", "spec", "taints"])?;
    count_machines(&mut pool, root, &["spec", "replicas"], &["metadata", "annotations"])?;
    let spec: ConfigSpec = decode_at(root, &["spec", "kubeadmConfigSpec"])?.unwrap_or_default();
    let (init, join) = (spec.init_configuration, spec.join_configuration);
    let configurations = if pool.count.max == Some(1) { [init, join] } else { [join, init] };
    let registration = configurations.into_iter().flatten().find_map(|one| one.node_registration);
    kubeadm::add_registration(&mut pool, &registration.unwrap_or_default(), true);
    Ok(pool)
}
