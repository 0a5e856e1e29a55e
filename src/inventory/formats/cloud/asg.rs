//! Auto Scaling groups of self-managed nodes, as far as their tags describe the nodes to the cluster autoscaler.

use super::{Block, Resource};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{Amounts, taint};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};
use crate::placement::Allocatable;

/// Tags under this prefix describe the nodes.
const TEMPLATE: &str = "k8s.io/cluster-autoscaler/node-template/";
/// Tags that say that the machines of a group are nodes.
const MARKS: [&str; 2] = ["k8s.io/cluster-autoscaler/", "kubernetes.io/cluster/"];

/// A group whose tags say that it is of a cluster; other groups are no pools.
///
/// `extractLabelsFromAsg`, `extractTaintsFromAsg` and `extractAllocatableResourcesFromAsg` in autoscaler
/// `cluster-autoscaler/cloudprovider/aws/aws_manager.go`, 1.33: taints have the form `value:Effect`, others are ignored.
#[expect(clippy::unnecessary_wraps, reason = "readers have one signature")]
pub(super) fn group(resource: &Resource<'_>, _: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let tags = tags(&resource.block);
    if !tags.iter().any(|(key, _)| MARKS.iter().any(|mark| key.starts_with(mark))) {
        return Ok(Vec::new());
    }
    let mut pool = resource.pool(&resource.title("name")).on(&platform::EKS);
    let wanted = resource.block.number("desired_capacity");
    pool.count = CountRange {
        min: resource.block.number("min_size").or(wanted),
        max: resource.block.number("max_size").or(wanted),
    };
    for (what, name, value) in template_tags(&tags) {
        match what {
            "label" => pool.add_label(name, value),
            // What is no taint to the autoscaler is none here.
            "taint" => pool.add_taints(taint(&format!("{name}={value}")).ok()),
            _ => {}
        }
    }
    pool.allocatable = allocatable(&tags);
    pool.imply("labels and taints are those of the tags for the cluster autoscaler");
    Ok(vec![pool])
}

/// What the tags say of the nodes: `label`, `taint` or `resources`, a key, and a value.
fn template_tags<'a>(tags: &'a [(&str, &str)]) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    tags.iter().filter_map(|(key, value)| {
        let (what, name) = key.strip_prefix(TEMPLATE)?.split_once('/')?;
        Some((what, name, *value))
    })
}

/// The resources of a node, if the tags are no mere supplement to what the autoscaler knows of the instance type.
fn allocatable(tags: &[(&str, &str)]) -> Option<Allocatable> {
    let resources: Vec<_> = template_tags(tags).filter(|(what, ..)| *what == "resources").collect();
    if !["cpu", "memory"].iter().all(|wanted| resources.iter().any(|(_, name, _)| name == wanted)) {
        return None;
    }
    let mut amounts = Amounts::default();
    for (_, name, value) in resources {
        amounts.set(name, value).ok()?;
    }
    amounts.allocatable()
}

/// Keys and values of the tags, in blocks (`tag`) or in the list of old providers (`tags`).
fn tags<'a>(block: &Block<'a>) -> Vec<(&'a str, &'a str)> {
    let blocks = ["tag", "tags"].into_iter().flat_map(|key| block.blocks(key));
    blocks.filter_map(|tag| Some((tag.text("key")?, tag.text("value").unwrap_or_default()))).collect()
}
