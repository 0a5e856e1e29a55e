//! Config Connector of Google Cloud: `ContainerNodePool` and `ContainerCluster`, whose fields are those of Terraform.

use super::cloud::{self, Block, Case, Resource};
use super::document::{Document, Documents};
use super::error::Fault;
use super::{Format, Found};

pub(super) static FORMAT: Format = Format {
    name: "Config Connector",
    obtain: "the manifests of ContainerNodePool, or: kubectl get containernodepools -A -o yaml",
    claims,
    read,
};

const GROUP: &str = "container.cnrm.cloud.google.com";

fn claims(document: &Document) -> bool {
    kind(document).is_some()
}

/// The type of the same resource in Terraform.
fn kind(document: &Document) -> Option<&'static str> {
    match document.kind.as_str() {
        "ContainerNodePool" if document.group() == GROUP => Some("google_container_node_pool"),
        "ContainerCluster" if document.group() == GROUP => Some("google_container_cluster"),
        _ => None,
    }
}

/// `reference/resource-docs/container/containernodepool` of the Config Connector documentation: `resourceID` is the name
/// if it is set. A cluster is not asked for a pool of its own, it only says in which zones its pools are: what
/// `ContainerCluster` declares in place is its default pool, which the annotation `remove-default-node-pool` takes away.
fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    const REMOVED: &str = "cnrm.cloud.google.com/remove-default-node-pool";
    let mut resources = Vec::new();
    for document in documents.iter() {
        let (Some(kind), Some(spec)) = (kind(document), document.at(&["spec"])) else { continue };
        let name = document.text_at(&["spec", "resourceID"]).unwrap_or_else(|| document.name());
        resources.push(Resource {
            kind,
            name: name.to_owned(),
            format: FORMAT.name,
            block: Block::new(spec, None, Case::Camel),
            span: document.span(),
            offset: 0,
        });
    }
    let removed: Vec<_> = documents
        .iter()
        .filter(|document| document.text_at(&["metadata", "annotations", REMOVED]) == Some("true"))
        .map(Document::span)
        .collect();
    let pools = cloud::pools(&resources)?;
    found.pools.extend(pools.into_iter().filter(|pool| !removed.contains(&pool.span)));
    Ok(())
}
