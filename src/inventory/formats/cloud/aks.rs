//! Azure AKS: the default pool of a cluster, and further pools.

use super::{Block, Resource, resource::no_schedule};
use crate::inventory::formats::document::decode;
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{OS, TaintText};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};

/// The default pool of a cluster, and its virtual node if it has one.
///
/// Fields: `website/docs/r/kubernetes_cluster.html.markdown` of terraform-provider-azurerm, 4.
pub(super) fn cluster(resource: &Resource<'_>, _: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let mut pools = Vec::new();
    if let Some(block) = resource.block.block("default_node_pool") {
        let name = block.text("name");
        let pool = resource.pool(name.unwrap_or(&resource.name)).on(&platform::AKS);
        pools.push(read(&block, pool, name, "System")?);
    }
    if resource.block.block("aci_connector_linux").is_some() {
        pools.push(virtual_node(resource));
    }
    Ok(pools)
}

/// A further pool: `website/docs/r/kubernetes_cluster_node_pool.html.markdown` of terraform-provider-azurerm, 4.
pub(super) fn node_pool(resource: &Resource<'_>, _: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let mode = resource.block.text("mode").unwrap_or("User");
    let pool = resource.pool(&resource.title("name")).on(&platform::AKS);
    Ok(vec![read(&resource.block, pool, resource.known_name("name"), mode)?])
}

fn read(block: &Block<'_>, mut pool: NodePool, name: Option<&str>, mode: &str) -> Result<NodePool, Fault> {
    block.labels_into("node_labels", &mut pool)?;
    pool.unknown.taints = block.is_unknown("node_taints");
    for text in block.text_nodes("node_taints").iter().filter(|text| !text.is_null()) {
        pool.add_taints([decode::<TaintText>(text)?.0]);
    }
    pool.count = count(block);
    imply(block, &mut pool, name, mode);
    Ok(pool)
}

/// Bounds where the autoscaler is on (`enable_auto_scaling` before azurerm 4), else the number of nodes.
fn count(block: &Block<'_>) -> CountRange {
    let is_scaled = block.flag("auto_scaling_enabled") || block.flag("enable_auto_scaling");
    let wanted = block.number("node_count");
    let (min, max) = (block.number("min_count"), block.number("max_count"));
    if is_scaled || (wanted.is_none() && max.is_some()) {
        return CountRange { min: min.or(wanted), max };
    }
    CountRange { min: wanted, max: wanted }
}

/// What AKS adds: `aks/use-labels` (reserved labels), `aks/use-system-pools` and `aks/spot-node-pool` of
/// learn.microsoft.com.
fn imply(block: &Block<'_>, pool: &mut NodePool, name: Option<&str>, mode: &str) {
    const SPOT: &str = "kubernetes.azure.com/scalesetpriority";
    if block.flag("only_critical_addons_enabled") {
        pool.imply_taint(no_schedule("CriticalAddonsOnly", "true"), "only_critical_addons_enabled");
    }
    let is_spot = block.text("priority") == Some("Spot");
    pool.imply_label("kubernetes.azure.com/priority", if is_spot { "spot" } else { "regular" }, "AKS");
    if is_spot {
        pool.imply_label(SPOT, "spot", "AKS on Spot pools");
        pool.imply_taint(no_schedule(SPOT, "spot"), "AKS on Spot pools");
    }
    if let Some(name) = name {
        pool.imply_label("agentpool", name, "AKS");
        pool.imply_label("kubernetes.azure.com/agentpool", name, "AKS");
    }
    pool.imply_label("kubernetes.azure.com/mode", &mode.to_ascii_lowercase(), "AKS");
    let os = block.text("os_type").unwrap_or("Linux");
    pool.imply_label(OS, &os.to_ascii_lowercase(), "os_type");
    pool.imply_instance_types(block.text("vm_size"));
}

/// The node that stands for Azure Container Instances: `aks/virtual-nodes` of learn.microsoft.com.
fn virtual_node(resource: &Resource<'_>) -> NodePool {
    let mut pool = resource.pool("virtual-node-aci-linux").on(&platform::AKS);
    pool.is_virtual = true;
    pool.count = CountRange::exactly(1);
    pool.imply_label("type", "virtual-kubelet", "AKS virtual nodes");
    pool.imply_label("kubernetes.io/role", "agent", "AKS virtual nodes");
    pool.imply_label(OS, "linux", "AKS virtual nodes");
    pool.imply_taint(no_schedule("virtual-kubelet.io/provider", "azure"), "AKS virtual nodes");
    pool
}
