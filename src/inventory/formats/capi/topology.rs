//! Clusters made from a `ClusterClass`: `spec.topology` of a `Cluster`.

use super::machine::{NAME, add_machine_labels, add_machine_taints, count_machines};
use crate::inventory::formats::Found;
use crate::inventory::formats::document::{Document, below, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{CapacityHints, OS, Text};
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

/// Adds the control plane and the workers of a topology.
pub(super) fn read(cluster: &Document, found: &mut Found) -> Result<(), Fault> {
    let Some(topology) = cluster.at(&["spec", "topology"]) else { return Ok(()) };
    let class = class_of(topology);
    if let Some(node) = topology.get("controlPlane") {
        let mut pool = part(node, &format!("{}-control-plane", cluster.name()), &class)?;
        pool.imply_control_plane(false);
        pool.imply_label(OS, "linux", "control planes run Linux");
        found.pools.push(pool);
    }
    for kind in ["machineDeployments", "machinePools"] {
        let parts = below(topology, &["workers", kind]).and_then(Node::as_list).unwrap_or_default();
        for node in parts {
            let name: Text = decode_at(node, &["name"])?.unwrap_or_default();
            found.pools.push(part(node, &format!("{}-{}", cluster.name(), name.0), &class)?);
        }
    }
    Ok(())
}

/// The class by its present or its former field.
fn class_of(topology: Node<'_>) -> String {
    let names = [below(topology, &["classRef", "name"]), topology.get("class")];
    names.into_iter().flatten().find_map(Node::as_str).unwrap_or("unnamed").to_owned()
}

fn part(node: Node<'_>, name: &str, class: &str) -> Result<NodePool, Fault> {
    let mut pool = NodePool::declared(name, NAME, node.span);
    add_machine_labels(&mut pool, node, &["metadata", "labels"])?;
    add_machine_taints(&mut pool, node, &["taints"])?;
    count_machines(&mut pool, node, &["replicas"], &["metadata", "annotations"])?;
    pool.imply(format!("what ClusterClass {class} says, which is not read"));
    CapacityHints::of_annotations(node, &["metadata", "annotations"])?.add_to(&mut pool);
    Ok(pool)
}
