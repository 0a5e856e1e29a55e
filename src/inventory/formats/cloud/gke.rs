//! Google GKE: node pools of their own, and those that a cluster declares in place.

use super::gke_facts::{self, Taints};
use super::{Block, Resource, resource::last_part};
use crate::inventory::formats::error::Fault;
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};

const CLUSTER: &str = "google_container_cluster";
const NODE_POOL: &str = "google_container_node_pool";

/// A node pool.
///
/// Fields: `website/docs/r/container_node_pool.html.markdown` of terraform-provider-google, 7: numbers of nodes are per
/// zone but for the totals of autoscaling.
pub(super) fn node_pool(resource: &Resource<'_>, all: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let cluster = cluster_of(&resource.block, all);
    let pool = resource.pool(&resource.title("name")).on(&platform::GKE);
    // Its cluster was made with another pool, even if that is removed later.
    let declared = Declared { block: resource.block, cluster, has_others: true };
    Ok(vec![declared.read(pool, resource.known_name("name"))?])
}

/// The pools that a cluster declares in place: its `node_pool` blocks, or the default pool.
///
/// In a state `node_pool` also lists the pools that are resources of their own; those are left to them.
pub(super) fn cluster(resource: &Resource<'_>, all: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let block = &resource.block;
    if block.flag("enable_autopilot") {
        return Ok(Vec::new());
    }
    let declared = block.blocks("node_pool");
    if declared.is_empty() {
        let is_removed =
            block.flag("remove_default_node_pool") || block.number("initial_node_count").is_none();
        return if is_removed { Ok(Vec::new()) } else { default_pool(resource).map(|pool| vec![pool]) };
    }
    let cluster_name = resource.title("name");
    let has_others = declared.len() > 1;
    let mut pools = Vec::new();
    for block in declared {
        let name = block.text("name");
        if name.is_some_and(|name| is_resource(name, &cluster_name, all)) {
            continue;
        }
        let pool = resource.pool(name.unwrap_or(&resource.name)).on(&platform::GKE);
        pools.push(Declared { block, cluster: Some(&resource.block), has_others }.read(pool, name)?);
    }
    Ok(pools)
}

/// The pool that GKE makes for a cluster which declares none; its fields are those of the cluster.
fn default_pool(resource: &Resource<'_>) -> Result<NodePool, Fault> {
    const NAME: &str = "default-pool";
    let mut pool = resource.pool(NAME).on(&platform::GKE);
    Declared { block: resource.block, cluster: Some(&resource.block), has_others: false }
        .describe(&mut pool, Some(NAME))?;
    let zones = cluster_zones(&resource.block);
    pool.count = count(&resource.block, zones);
    note_zones(&resource.block, zones, &mut pool);
    Ok(pool)
}

/// Whether a pool of a cluster is a resource of its own.
fn is_resource(name: &str, cluster: &str, all: &[Resource<'_>]) -> bool {
    all.iter().filter(|other| other.kind == NODE_POOL && other.title("name") == name).any(|other| {
        let of = other.block.text("cluster").map(last_part);
        of.is_none_or(|of| of == cluster)
    })
}

/// The cluster of a pool, if the file holds it.
fn cluster_of<'a>(pool: &Block<'_>, all: &'a [Resource<'a>]) -> Option<&'a Block<'a>> {
    let clusters: Vec<_> = all.iter().filter(|other| other.kind == CLUSTER).collect();
    let name = pool.text("cluster").or_else(|| pool.text_at("cluster_ref", "name")).map(last_part);
    match (name, clusters.as_slice()) {
        (Some(name), clusters) => {
            clusters.iter().find(|cluster| cluster.title("name") == name).map(|c| &c.block)
        }
        (None, [only]) => Some(&only.block),
        _ => None,
    }
}

/// In how many zones a pool has its nodes.
fn zones(pool: &Block<'_>, cluster: Option<&Block<'_>>) -> Option<usize> {
    match pool.texts("node_locations").len() {
        0 => {}
        zones => return Some(zones),
    }
    if let Some(cluster) = cluster {
        return cluster_zones(cluster);
    }
    pool.text("location").filter(|location| is_zone(location)).map(|_| 1)
}

/// `node_locations` of a zonal cluster are those besides its own zone; a regional cluster without them has the zones
/// that Google chooses.
fn cluster_zones(cluster: &Block<'_>) -> Option<usize> {
    let others = cluster.texts("node_locations").len();
    let location = cluster.text("location")?;
    if is_zone(location) {
        return Some(others + 1);
    }
    (others > 0).then_some(others)
}

/// `us-central1-a` is a zone, `us-central1` a region.
fn is_zone(location: &str) -> bool {
    location.rsplit('-').next().is_some_and(|last| last.len() == 1)
}

/// Bounds of the autoscaler if there is one, else the number that is asked for, times the zones.
fn count(pool: &Block<'_>, zones: Option<usize>) -> CountRange {
    let zones = zones.and_then(|zones| u64::try_from(zones).ok());
    let least = |number: Option<u64>| number.map(|number| number * zones.unwrap_or(1));
    let most = |number: Option<u64>| match number {
        Some(0) => Some(0),
        number => Some(number? * zones?),
    };
    let bounds = pool.block("autoscaling");
    let bound = |key| bounds.as_ref().and_then(|bounds| bounds.number(key)).filter(|number| *number > 0);
    if let Some(max) = bound("total_max_node_count") {
        return CountRange { min: Some(bound("total_min_node_count").unwrap_or(0)), max: Some(max) };
    }
    if let Some(max) = bound("max_node_count") {
        return CountRange { min: least(Some(bound("min_node_count").unwrap_or(0))), max: most(Some(max)) };
    }
    let wanted = pool.number("node_count").or_else(|| pool.number("initial_node_count"));
    CountRange { min: least(wanted), max: most(wanted) }
}

fn note_zones(block: &Block<'_>, zones: Option<usize>, pool: &mut NodePool) {
    let in_all =
        block.block("autoscaling").is_some_and(|bounds| bounds.number("total_max_node_count") > Some(0));
    if zones.is_none() && !in_all && pool.count.max != Some(0) {
        pool.imply("numbers of nodes are per zone, and the zones are not known");
    }
}

/// A pool with what its description depends on.
struct Declared<'a> {
    block: Block<'a>,
    cluster: Option<&'a Block<'a>>,
    /// Whether its cluster has other pools.
    has_others: bool,
}

impl Declared<'_> {
    fn read(&self, mut pool: NodePool, name: Option<&str>) -> Result<NodePool, Fault> {
        let zones = zones(&self.block, self.cluster);
        pool.count = count(&self.block, zones);
        self.describe(&mut pool, name)?;
        note_zones(&self.block, zones, &mut pool);
        Ok(pool)
    }

    /// Labels and taints of the nodes, written and implied.
    fn describe(&self, pool: &mut NodePool, name: Option<&str>) -> Result<(), Fault> {
        const BEHAVIOR: &str = "architecture_taint_behavior";
        if let Some(name) = name {
            pool.imply_label("cloud.google.com/gke-nodepool", name, "GKE");
        }
        // Without it the nodes are those of GKE's defaults: Container-Optimized OS on e2-medium.
        let Some(config) = self.block.block("node_config") else { return Ok(()) };
        config.labels_into("labels", pool)?;
        // Labels that nobody sets are computed, too (GKE Sandbox adds some); that alone leaves none of them open.
        pool.unknown.labels = false;
        config.taints_into("effective_taints", pool)?;
        pool.unknown.taints = false;
        config.taints_into("taint", pool)?;
        let behaviors = [&self.block, &config].map(|block| block.text_at("taint_config", BEHAVIOR));
        let taints = Taints {
            architecture: !behaviors.contains(&Some("NONE")),
            accelerators: self.has_others && config.blocks("effective_taints").is_empty(),
        };
        gke_facts::imply(&config, pool, taints);
        Ok(())
    }
}
