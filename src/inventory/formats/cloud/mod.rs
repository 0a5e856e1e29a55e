//! Node pools of cloud providers as resources: the fields that Terraform's providers gave them, and that Config
//! Connector and Crossplane took over in another case.

mod aks;
mod asg;
mod block;
mod eks;
mod gke;
mod gke_facts;

pub(super) use block::{Block, Case};

use super::error::Fault;
use crate::inventory::pool::NodePool;
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Span;

/// A resource that may hold pools.
pub(super) struct Resource<'a> {
    /// The type, as Terraform names it: `aws_eks_node_group`.
    pub(super) kind: &'a str,
    /// What to call it if its fields do not say: the address, or the name of the object.
    pub(super) name: String,
    /// The format in which it is written.
    pub(super) format: &'static str,
    pub(super) block: Block<'a>,
    pub(super) span: Span,
    /// Where the text starts from which the spans within the block count.
    pub(super) offset: usize,
}

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

impl Resource<'_> {
    /// A pool of this resource, of which nothing but the name is known.
    fn pool(&self, name: &str) -> NodePool {
        NodePool::declared(name, self.format, self.span)
    }

    /// The name that the provider knows the resource by, if that is known.
    fn known_name(&self, key: &str) -> Option<&str> {
        let of_object = || (self.block.case() == Case::Camel).then_some(self.name.as_str());
        self.block.text(key).or_else(of_object)
    }

    /// What to call the resource: its name, or the prefix of it, or its address.
    fn title(&self, key: &str) -> String {
        if let Some(name) = self.known_name(key) {
            return name.to_owned();
        }
        let prefix = self.block.text(&format!("{key}_prefix"));
        prefix.map_or_else(|| self.name.clone(), |prefix| format!("{prefix}*"))
    }
}

/// The last part of a name that may be a path: `projects/p/locations/l/clusters/c`.
fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn no_schedule(key: &str, value: &str) -> Taint {
    Taint { key: key.to_owned(), value: value.to_owned(), effect: TaintEffect::NoSchedule }
}
