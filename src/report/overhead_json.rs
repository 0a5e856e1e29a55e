//! Overhead as JSON, version 1.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cluster::{self, JsonCluster};
use super::coverage_json::JsonInventory;
use super::json;
use super::overhead_rows::{amount, instance_type, name, quantity, room, share};
use super::overhead_sections::{OverheadReport, OverheadSection};
use crate::coverage::{Coverage, FleetCost, NodeKind, Overhead, PoolCost, Taken, Unfit};
use crate::manifest::ManifestSet;
use crate::placement::Allocatable;

/// Writes the overhead as one JSON document.
///
/// # Errors
/// None in practice: every key is a string.
pub fn render(report: &OverheadReport<'_>) -> serde_json::Result<String> {
    let mut document = JsonOverhead {
        version: 1,
        inventory: JsonInventory::new(report.sections.iter().map(|section| section.coverage)),
        contexts: cluster::json(report.clusters),
        classes: Vec::new(),
        pools: Vec::new(),
        fleet: fleet(&report.fleet()),
    };
    for OverheadSection { set, coverage, overhead, cluster } in report.sections {
        let context = cluster.map(|cluster| cluster.context.as_str());
        let writer = Writer { set, coverage, overhead, context };
        document.classes.extend(overhead.kinds.iter().map(|kind| writer.class(kind)));
        document.pools.extend(overhead.pools.iter().map(|pool| writer.pool(pool)));
    }
    json::render(&document)
}

/// By resource: the amount, and its share of what is there, if that is known.
type Amounts = BTreeMap<String, JsonAmount>;

#[derive(Serialize)]
struct JsonOverhead<'a> {
    version: u32,
    inventory: JsonInventory<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contexts: Vec<JsonCluster<'a>>,
    classes: Vec<JsonClass<'a>>,
    pools: Vec<JsonPool<'a>>,
    fleet: JsonFleet,
}

#[derive(Serialize)]
struct JsonAmount {
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonClass<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    count: usize,
    nodes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocatable: Option<BTreeMap<String, String>>,
    total: Amounts,
    daemon_sets: Vec<JsonDaemonSet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfit: Option<JsonUnfit>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonPool<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    name: &'a str,
    pool: bool,
    format: &'a str,
    count: JsonCount,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocatable: Option<BTreeMap<String, String>>,
    /// Of the DaemonSets that land on every node.
    total: Amounts,
    /// With those that land on some nodes.
    most: Amounts,
    daemon_sets: Vec<JsonDaemonSet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfit: Option<JsonUnfit>,
}

#[derive(Serialize)]
struct JsonCount {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDaemonSet<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    file: &'a str,
    line: usize,
    /// For pools: `all` or `some` of the nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<&'static str>,
    /// Nodes on which it finds no room beside the pods that are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<usize>,
    requests: Amounts,
}

#[derive(Serialize)]
struct JsonUnfit {
    certain: Vec<String>,
    among: Vec<String>,
    resources: Vec<String>,
}

#[derive(Serialize)]
struct JsonFleet {
    nodes: JsonCount,
    min: Amounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Amounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocatable: Option<BTreeMap<String, String>>,
}

struct Writer<'a> {
    set: &'a ManifestSet,
    coverage: &'a Coverage,
    overhead: &'a Overhead,
    context: Option<&'a str>,
}

impl<'a> Writer<'a> {
    fn class(&self, kind: &'a NodeKind) -> JsonClass<'a> {
        let nodes = self.coverage.fleet.nodes();
        let there = kind.allocatable.as_ref();
        let pending: BTreeMap<usize, usize> = kind.pending.iter().copied().collect();
        let daemon_sets = kind.daemon_sets.iter().map(|&index| JsonDaemonSet {
            pending: pending.get(&index).copied(),
            ..self.daemon_set(index, there)
        });
        JsonClass {
            context: self.context,
            count: kind.nodes.len(),
            nodes: kind.nodes.iter().map(|&index| nodes[index].name.as_str()).collect(),
            instance_type: instance_type(nodes, &kind.nodes),
            allocatable: there.map(|there| plain(&taken(there))),
            total: amounts(&kind.total, there),
            daemon_sets: daemon_sets.collect(),
            unfit: self.unfit(&kind.unfit),
        }
    }

    fn pool(&self, cost: &'a PoolCost) -> JsonPool<'a> {
        let pool = &self.coverage.fleet.pools()[cost.pool];
        let there = pool.allocatable.as_ref();
        let with = |indexes: &'a [usize], matches| {
            indexes
                .iter()
                .map(move |&index| JsonDaemonSet { matches: Some(matches), ..self.daemon_set(index, there) })
        };
        JsonPool {
            context: self.context,
            name: &pool.name,
            pool: true,
            format: pool.format,
            count: JsonCount { min: pool.count.min, max: pool.count.max },
            allocatable: there.map(|there| plain(&taken(there))),
            total: amounts(&cost.least, there),
            most: amounts(&cost.most, there),
            daemon_sets: with(&cost.daemon_sets, "all").chain(with(&cost.perhaps, "some")).collect(),
            unfit: self.unfit(&cost.unfit),
        }
    }

    fn daemon_set(&self, index: usize, there: Option<&Allocatable>) -> JsonDaemonSet<'a> {
        let object = &self.set.objects[self.coverage.daemon_sets[index].object];
        let source = self.set.source_of(object);
        JsonDaemonSet {
            namespace: object.id.namespace.as_deref(),
            name: object.id.name.as_deref(),
            file: source.name(),
            line: source.position(object.span.start).line,
            matches: None,
            pending: None,
            requests: amounts(&self.overhead.costs[index], there),
        }
    }

    fn unfit(&self, unfit: &Unfit) -> Option<JsonUnfit> {
        let names = |indexes: &[usize]| -> Vec<String> {
            indexes.iter().map(|&index| name(self.set, self.coverage, index)).collect()
        };
        (!unfit.is_empty()).then(|| JsonUnfit {
            certain: names(&unfit.certain),
            among: names(&unfit.among),
            resources: unfit.resources.clone(),
        })
    }
}

fn fleet(cost: &FleetCost) -> JsonFleet {
    let shares = |own: &Taken| {
        let named = named(own).into_iter();
        let amounts = named.map(|(resource, own)| {
            let there = cost.allocatable.as_ref().map(|there| amount(there, &resource));
            let share = there.and_then(|there| share(own, there)).map(rounded);
            let amount = quantity(&resource, own).to_string();
            (resource, JsonAmount { amount, share })
        });
        amounts.collect::<Amounts>()
    };
    JsonFleet {
        nodes: JsonCount { min: Some(cost.least_nodes), max: cost.most_nodes },
        min: shares(&cost.least),
        max: cost.most.as_ref().map(shares),
        allocatable: cost.allocatable.as_ref().map(plain),
    }
}

fn taken(allocatable: &Allocatable) -> Taken {
    Taken { units: allocatable.units.clone(), pods: allocatable.pods }
}

/// The amounts that are not nothing; cpu, memory and pods always.
fn named(taken: &Taken) -> Vec<(String, i64)> {
    let units = taken.units.iter().filter(|(name, amount)| *amount != 0 || matches!(*name, "cpu" | "memory"));
    units.map(|(name, amount)| (name.to_owned(), amount)).chain([("pods".to_owned(), taken.pods)]).collect()
}

fn plain(taken: &Taken) -> BTreeMap<String, String> {
    let named = named(taken).into_iter();
    named.map(|(name, amount)| (name.clone(), quantity(&name, amount).to_string())).collect()
}

fn amounts(taken: &Taken, there: Option<&Allocatable>) -> Amounts {
    let named = named(taken).into_iter();
    let amounts = named.map(|(resource, own)| {
        let share = there.and_then(|there| share(own, room(there, &resource))).map(rounded);
        let amount = quantity(&resource, own).to_string();
        (resource, JsonAmount { amount, share })
    });
    amounts.collect()
}

/// Four digits behind the point.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
