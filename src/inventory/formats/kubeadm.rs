//! kubeadm: `InitConfiguration` and `JoinConfiguration`, one kind of node a document.

use super::document::{Document, Documents, decode_at};
use super::error::Fault;
use super::parts::{NodeRegistration, OS};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};

pub(super) static FORMAT: Format = Format {
    name: "kubeadm configuration",
    obtain: "the file given to kubeadm init --config or kubeadm join --config",
    claims,
    read,
};

pub(super) const GROUP: &str = "kubeadm.k8s.io";

fn claims(document: &Document) -> bool {
    document.is(GROUP, "InitConfiguration") || document.is(GROUP, "JoinConfiguration")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        found.pools.push(pool(document)?);
    }
    Ok(())
}

/// `kubeadm init` makes one node, a control plane; a `JoinConfiguration` may serve any number, and makes control planes
/// if it has `controlPlane`.
fn pool(document: &Document) -> Result<NodePool, Fault> {
    let is_init = document.kind == "InitConfiguration";
    let is_control_plane = is_init || document.at(&["controlPlane"]).is_some_and(|node| !node.is_null());
    let registration: NodeRegistration =
        decode_at(document.node(), &["nodeRegistration"])?.unwrap_or_default();
    let role = if is_control_plane { "control-plane" } else { "worker" };
    let name = registration.name.as_ref().map_or(role, |name| name.0.as_str());
    let mut pool = NodePool::declared(name, FORMAT.name, document.span()).on(&platform::KUBEADM);
    pool.count = CountRange { min: Some(1), max: is_init.then_some(1) };
    add_registration(&mut pool, &registration, is_control_plane);
    Ok(pool)
}

/// Adds what kubeadm makes of a registration.
///
/// Source: `SetNodeRegistrationDynamicDefaults` in kubernetes `cmd/kubeadm/app/util/config/initconfiguration.go` and
/// `cmd/kubeadm/app/phases/markcontrolplane/markcontrolplane.go`, 1.34: only `taints` that are not written are
/// defaulted, and only on control planes.
pub(super) fn add_registration(pool: &mut NodePool, registration: &NodeRegistration, is_control_plane: bool) {
    for (key, value) in registration.labels() {
        pool.add_label(key, value);
    }
    let args = registration.kubelet_extra_args.iter().flat_map(|args| args.taints.iter());
    let taints = registration.taints.iter().flatten().map(|taint| &taint.0);
    pool.add_taints(args.chain(taints).cloned());
    if is_control_plane {
        pool.imply_control_plane(registration.taints.is_some());
        pool.imply_label(OS, "linux", "control planes run Linux");
    }
}
