//! Node pools of cloud providers as resources: the fields that Terraform's providers gave them, and that Config
//! Connector and Crossplane took over in another case.

mod aks;
mod asg;
mod block;
mod eks;
mod gke;
mod gke_facts;
mod resource;

pub(super) use block::{Block, Case};
pub(super) use resource::Resource;

use super::error::Fault;
use crate::inventory::pool::NodePool;

/// Reads the pools of one resource; the others may complete it.
type Reader = fn(&Resource<'_>, &[Resource<'_>]) -> Result<Vec<NodePool>, Fault>;

const READERS: &[(&str, Reader)] = &[
    ("aws_eks_node_group", eks::node_group),
    ("aws_eks_fargate_profile", eks::fargate_profile),
    ("aws_autoscaling_group", asg::group),
    ("google_container_node_pool", gke::node_pool),
    ("google_container_cluster", gke::cluster),
    ("azurerm_kubernetes_cluster", aks::cluster),
    ("azurerm_kubernetes_cluster_node_pool", aks::node_pool),
];

/// Whether resources of a type are read.
pub(super) fn is_read(kind: &str) -> bool {
    READERS.iter().any(|(known, _)| *known == kind)
}

/// The pools of all resources, in their order.
pub(super) fn pools(resources: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let mut pools = Vec::new();
    for resource in resources {
        let Some((_, read)) = READERS.iter().find(|(kind, _)| *kind == resource.kind) else { continue };
        pools.extend(read(resource, resources).map_err(|fault| fault.shifted(resource.offset))?);
    }
    Ok(pools)
}
