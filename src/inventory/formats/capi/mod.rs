//! Cluster API: machines, machine deployments, sets and pools, control planes, and clusters with a topology; bootstrap
//! configurations and infrastructure templates of the same text complete them.

mod bootstrap;
mod infrastructure;
mod topology;

use serde::Deserialize;

use super::document::{Document, Documents, decode_at};
use super::error::Fault;
use super::parts::{
    CONTROL_PLANE, CapacityHints, Count, Labels, NodeRegistration, TaintFields, autoscaler_bounds,
    count_range,
};
use super::{Format, Found, kubeadm};
use crate::inventory::pool::{CountRange, NodePool};
use crate::yaml::Node;

pub(super) static FORMAT: Format = Format {
    name: "Cluster API",
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
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span());
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
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span());
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

/// `GetManagedLabels` in cluster-api `internal/util` and `machine_controller_noderef.go`, 1.11: of a Machine's labels only
/// those of three domains are copied to its Node.
fn add_machine_labels(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let labels: Labels = decode_at(root, keys)?.unwrap_or_default();
    for (key, value) in labels.iter().filter(|(key, _)| reaches_node(key)) {
        pool.add_label(key, value);
    }
    Ok(())
}

fn reaches_node(key: &str) -> bool {
    let domain = key.split('/').next().unwrap_or_default();
    let is_below = |parent: &str| {
        domain == parent || domain.strip_suffix(parent).is_some_and(|prefix| prefix.ends_with('.'))
    };
    domain == "node-role.kubernetes.io"
        || is_below("node-restriction.kubernetes.io")
        || is_below("node.cluster.x-k8s.io")
}

/// `MachineTaint` (v1beta2): taints that stay, whether Cluster API keeps them there or only sets them at first.
fn add_machine_taints(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let taints: Option<Vec<TaintFields>> = decode_at(root, keys)?;
    pool.add_taints(taints.into_iter().flatten().map(|taint| taint.0));
    Ok(())
}

/// Without replicas there is one machine, or as many as the autoscaler's lower bound (`MachineDeploymentSpec.Replicas`
/// in cluster-api `api/core/v1beta2/machinedeployment_types.go`, 1.11).
fn count_machines(
    pool: &mut NodePool,
    root: Node<'_>,
    replicas: &[&str],
    annotations: &[&str],
) -> Result<(), Fault> {
    let replicas: Option<Count> = decode_at(root, replicas)?;
    let (min, max) = autoscaler_bounds(root, annotations)?;
    if replicas.is_none() && min.is_none() && max.is_none() {
        pool.imply("1 node, Cluster API default");
    }
    pool.count = count_range(replicas.or(Some(Count(Some(1)))), min, max);
    Ok(())
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

/// The object that a reference (`{kind, name}`) at a way of keys names, if the text has it.
fn referenced<'a>(root: Node<'a>, keys: &[&str], documents: &'a Documents) -> Reference<'a> {
    let text = |key| {
        let reference = super::document::below(root, keys)?;
        reference.get(key)?.as_str()
    };
    let (Some(kind), Some(name)) = (text("kind"), text("name")) else { return Reference::None };
    let target = documents.iter().find(|document| document.kind == kind && document.name() == name);
    target.map_or(Reference::Elsewhere { kind, name }, Reference::Here)
}

/// Where a reference leads.
enum Reference<'a> {
    /// There is none.
    None,
    /// To an object of the text.
    Here(&'a Document),
    /// To one that the text does not have.
    Elsewhere { kind: &'a str, name: &'a str },
}
