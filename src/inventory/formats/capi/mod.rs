//! Cluster API: machines, machine deployments, sets and pools, control planes, and clusters with a topology; bootstrap
//! configurations and infrastructure templates of the same text complete them.

mod bootstrap;
mod control_plane;
mod infrastructure;
mod machine;
mod reference;
mod topology;

use super::document::{Document, Documents};
use super::error::Fault;
use super::parts::{CONTROL_PLANE, CapacityHints};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};
use machine::{NAME, add_machine_labels, add_machine_taints, count_machines};

pub(super) static FORMAT: Format = Format {
    name: NAME,
    obtain: "clusterctl generate cluster, or kubectl get on the management cluster, with the bootstrap configurations",
    claims,
    read,
};

const KINDS: [&str; 3] = ["MachineDeployment", "MachineSet", "MachinePool"];

fn claims(document: &Document) -> bool {
    is_machines(document)
        || document.is("cluster.x-k8s.io", "Machine")
        || control_plane::is_read(document)
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
        } else if control_plane::is_read(document) {
            found.pools.extend(control_plane::read(document)?);
        } else if document.is("cluster.x-k8s.io", "Machine") {
            found.pools.extend(machine(document, documents)?);
        } else if document.is("cluster.x-k8s.io", "Cluster") {
            topology::read(document, documents, found)?;
        }
    }
    Ok(())
}

fn machines(document: &Document, documents: &Documents) -> Result<NodePool, Fault> {
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), NAME, document.span()).on(&platform::CLUSTER_API);
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
    let mut pool = NodePool::declared(document.name(), NAME, document.span()).on(&platform::CLUSTER_API);
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
