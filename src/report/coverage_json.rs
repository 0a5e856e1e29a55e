//! Coverage as JSON, version 1.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cluster::{self, JsonCluster};
use super::comparison_json::JsonComparison;
use super::coverage_live_json::{JsonObserved, JsonRollout};
use super::coverage_sections::{CoverageReport, CoverageSection};
use super::{json, uncertainty};
use crate::coverage::{Coverage, DaemonSetCoverage, Fleet, Matches, Members, Outcome, PoolVerdict};
use crate::inventory::NodePool;
use crate::lint::podless;
use crate::manifest::ManifestSet;
use crate::placement::{Reason, Taint, Verdict};

/// Writes the coverage of all DaemonSets as one JSON document.
///
/// # Errors
/// None in practice: every key is a string.
pub fn render(report: &CoverageReport<'_>) -> serde_json::Result<String> {
    let daemon_sets = report.sections.iter().flat_map(of_section);
    let comparison = report.comparison();
    let document = JsonCoverage {
        version: 1,
        inventory: JsonInventory::new(report.sections.iter().map(|section| section.coverage)),
        contexts: cluster::json(report.clusters),
        daemon_sets: daemon_sets.collect(),
        comparison: comparison.as_ref().map(|(comparison, names)| JsonComparison::new(comparison, names)),
    };
    json::render(&document)
}

/// The DaemonSets of a section in the order of the run, those that are being deleted among them.
fn of_section<'a>(section: &CoverageSection<'a>) -> Vec<JsonDaemonSet<'a>> {
    let CoverageSection { set, coverage, cluster, .. } = *section;
    let context = cluster.map(|cluster| cluster.context.as_str());
    let placed = coverage.daemon_sets.iter();
    let mut podless = podless(set, placed.clone().map(|daemon_set| daemon_set.object));
    let placed = placed.map(|daemon_set| {
        let pods_refused = podless.remove(&daemon_set.object);
        let placed = JsonDaemonSet { pods_refused, ..JsonDaemonSet::new(set, coverage, daemon_set) };
        (daemon_set.object, placed)
    });
    let deleting = coverage.deleting.iter().map(|&object| (object, JsonDaemonSet::of_deleted(set, object)));
    let mut daemon_sets: Vec<(usize, JsonDaemonSet<'_>)> = placed.chain(deleting).collect();
    daemon_sets.sort_by_key(|(object, _)| *object);
    daemon_sets.into_iter().map(|(_, daemon_set)| JsonDaemonSet { context, ..daemon_set }).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonCoverage<'a> {
    version: u32,
    inventory: JsonInventory<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contexts: Vec<JsonCluster<'a>>,
    daemon_sets: Vec<JsonDaemonSet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<JsonComparison<'a>>,
}

/// The nodes and pools of a run; of all clusters together.
#[derive(Serialize)]
pub(super) struct JsonInventory<'a> {
    nodes: usize,
    pools: usize,
    sources: Vec<&'a str>,
}

impl<'a> JsonInventory<'a> {
    pub(super) fn new(all: impl Iterator<Item = &'a Coverage>) -> Self {
        let mut inventory = Self { nodes: 0, pools: 0, sources: Vec::new() };
        for Coverage { fleet, .. } in all {
            inventory.nodes += fleet.nodes().len();
            inventory.pools += fleet.pools().len();
            inventory.sources.extend(fleet.sources().iter().map(String::as_str));
        }
        inventory
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDaemonSet<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    file: &'a str,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_by: Option<String>,
    /// The DaemonSet is being deleted: nothing is wanted of any node, and no node is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    deleting: Option<bool>,
    /// Why the API server refuses each pod, so that none is ever created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pods_refused: Option<String>,
    desired: usize,
    pending: usize,
    excluded: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rollout: Option<JsonRollout>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<JsonObserved<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expectation: Option<JsonExpectation<'a>>,
    nodes: Vec<JsonNode<'a>>,
}

/// How many nodes a pool may have; a bound that is not known is absent.
#[derive(Serialize)]
struct JsonCount {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
}

/// All declarations about a DaemonSet in one.
#[derive(Serialize)]
struct JsonExpectation<'a> {
    declared: String,
    met: bool,
    missing: Vec<&'a str>,
    unexpected: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonNode<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<JsonCount>,
    /// The labels that the file leaves open and that decide.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    depends_on: &'a [String],
    /// Facts that the file does not state and the platform adds.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    implicit: &'a [String],
    verdict: &'static str,
    should_run: bool,
    should_continue_running: bool,
    reasons: Vec<JsonReason<'a>>,
    /// The pods that the scheduler evicts first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    preempts: Vec<&'a str>,
    /// The PodDisruptionBudgets that allow no eviction of some of them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    violates: BTreeSet<&'a str>,
    /// What decides whether the pod starts, and is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub(super) enum JsonReason<'a> {
    NodeName {
        wanted: &'a str,
    },
    NodeSelector {
        key: &'a str,
        wanted: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<&'a str>,
    },
    NodeAffinity {
        terms: Vec<String>,
    },
    UntoleratedTaint {
        taint: JsonTaint<'a>,
    },
    HostPort {
        #[serde(rename = "hostIP")]
        host_ip: &'a str,
        protocol: &'a str,
        port: i32,
        #[serde(skip_serializing_if = "str::is_empty")]
        pod: &'a str,
    },
    InsufficientResource {
        resource: &'a str,
        requested: String,
        available: String,
    },
    TooManyPods {
        allowed: i64,
    },
    UnsupportedOs {
        wanted: &'a str,
        found: &'a str,
    },
    MissingTopologyKey {
        key: &'a str,
    },
    RuntimeClassSelector {
        key: &'a str,
        wanted: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<&'a str>,
    },
    MissingClaim {
        kind: &'a str,
        name: &'a str,
    },
    SchedulingGates {
        names: &'a [String],
    },
}

#[derive(Serialize)]
pub(super) struct JsonTaint<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    value: &'a str,
    effect: &'a str,
}

impl<'a> JsonDaemonSet<'a> {
    fn new(set: &'a ManifestSet, coverage: &'a Coverage, daemon_set: &'a DaemonSetCoverage) -> Self {
        let fleet = &coverage.fleet;
        let counts = daemon_set.counts(fleet);
        let nodes = fleet.nodes().iter().enumerate();
        let nodes = nodes.map(|(index, node)| JsonNode {
            unknown: daemon_set.uncertain_on(fleet, index).map(uncertainty::words).collect(),
            ..JsonNode::of_node(&node.name, daemon_set.verdict(fleet, index))
        });
        let pools = fleet.pools().iter().zip(daemon_set.pools());
        let pools = pools.map(|(pool, verdict)| {
            let is_wanted = verdict.matches != Matches::None;
            let unknown = daemon_set.uncertain_anywhere().filter(|_| is_wanted).map(uncertainty::words);
            JsonNode { unknown: unknown.collect(), ..JsonNode::of_pool(pool, verdict) }
        });
        let observed = daemon_set.observed.as_ref();
        Self {
            desired: counts.desired,
            pending: counts.pending,
            excluded: counts.excluded,
            rollout: daemon_set.rollout.as_ref().map(JsonRollout::from),
            observed: observed.map(|observed| JsonObserved::new(observed, coverage, daemon_set)),
            nodes: nodes.chain(pools).collect(),
            expectation: JsonExpectation::new(&daemon_set.outcomes, fleet),
            ..Self::without_nodes(set, daemon_set.object)
        }
    }

    fn of_deleted(set: &'a ManifestSet, object: usize) -> Self {
        Self { deleting: Some(true), ..Self::without_nodes(set, object) }
    }

    fn without_nodes(set: &'a ManifestSet, object: usize) -> Self {
        let object = &set.objects[object];
        let source = set.source_of(object);
        Self {
            context: None,
            namespace: object.id.namespace.as_deref(),
            name: object.id.name.as_deref(),
            file: source.name(),
            line: source.position(object.span.start).line,
            managed_by: set.managed_by(object).map(|managed_by| managed_by.by),
            deleting: None,
            pods_refused: None,
            desired: 0,
            pending: 0,
            excluded: 0,
            rollout: None,
            observed: None,
            expectation: None,
            nodes: Vec::new(),
        }
    }
}

impl<'a> JsonExpectation<'a> {
    fn new(outcomes: &'a [Outcome], fleet: &'a Fleet) -> Option<Self> {
        let declared: Vec<&str> = outcomes.iter().map(|outcome| outcome.declaration.text.as_str()).collect();
        let names = |members: fn(&Outcome) -> &Members| {
            let mut seen = BTreeSet::new();
            let all = outcomes.iter().flat_map(move |outcome| members(outcome).names(fleet));
            all.filter(|name| seen.insert(*name)).collect()
        };
        (!outcomes.is_empty()).then(|| Self {
            declared: declared.join("; "),
            met: outcomes.iter().all(|outcome| outcome.is_met() && !outcome.asks_for_nothing(fleet)),
            missing: names(|outcome| &outcome.missing),
            unexpected: names(|outcome| &outcome.unexpected),
            error: outcomes.iter().find_map(|outcome| {
                outcome.declaration.expectation.as_ref().err().map(|error| error.problem.as_str())
            }),
        })
    }
}

impl<'a> JsonNode<'a> {
    fn of_node(name: &'a str, verdict: &'a Verdict) -> Self {
        let victims =
            verdict.preemption().map(|preemption| preemption.victims.as_slice()).unwrap_or_default();
        Self {
            name,
            pool: None,
            matches: None,
            count: None,
            depends_on: &[],
            implicit: &[],
            verdict: match verdict {
                Verdict::Runs | Verdict::RunsAfterPreempting(_) => "runs",
                Verdict::Pending(_) => "pending",
                Verdict::Excluded { .. } => "excluded",
            },
            should_run: verdict.should_run(),
            should_continue_running: verdict.should_continue_running(),
            reasons: verdict.reasons().iter().map(JsonReason::from).collect(),
            preempts: victims.iter().map(|victim| victim.pod.as_str()).collect(),
            violates: victims.iter().filter_map(|victim| victim.violates.as_deref()).collect(),
            unknown: Vec::new(),
        }
    }

    fn of_pool(pool: &'a NodePool, verdict: &'a PoolVerdict) -> Self {
        let words = if verdict.matches == Matches::None { "excluded" } else { "runs" };
        Self {
            name: &pool.name,
            pool: Some(true),
            matches: Some(verdict.matches.name()),
            count: Some(JsonCount { min: pool.count.min, max: pool.count.max }),
            depends_on: &verdict.depends_on,
            implicit: &pool.implicit,
            verdict: if verdict.pending { "pending" } else { words },
            should_run: verdict.matches != Matches::None,
            should_continue_running: verdict.keeps_running,
            reasons: verdict.reasons.iter().map(JsonReason::from).collect(),
            preempts: Vec::new(),
            violates: BTreeSet::new(),
            unknown: Vec::new(),
        }
    }
}

impl<'a> From<&'a Reason> for JsonReason<'a> {
    fn from(reason: &'a Reason) -> Self {
        match reason {
            Reason::NodeName { wanted } => Self::NodeName { wanted },
            Reason::NodeSelector { key, wanted, found } => {
                Self::NodeSelector { key, wanted, found: found.as_deref() }
            }
            Reason::NodeAffinity { terms } => {
                Self::NodeAffinity { terms: terms.iter().map(ToString::to_string).collect() }
            }
            Reason::UntoleratedTaint { taint } => Self::UntoleratedTaint { taint: taint.into() },
            Reason::HostPort { port, pod } => {
                Self::HostPort { host_ip: &port.ip, protocol: &port.protocol, port: port.port, pod }
            }
            Reason::InsufficientResource { resource, requested, available } => Self::InsufficientResource {
                resource,
                requested: requested.to_string(),
                available: available.to_string(),
            },
            Reason::TooManyPods { allowed } => Self::TooManyPods { allowed: *allowed },
            Reason::UnsupportedOs { wanted, found } => Self::UnsupportedOs { wanted, found },
            Reason::MissingTopologyKey { key } => Self::MissingTopologyKey { key },
            Reason::RuntimeClassSelector { key, wanted, found } => {
                Self::RuntimeClassSelector { key, wanted, found: found.as_deref() }
            }
            Reason::MissingClaim { kind, name } => Self::MissingClaim { kind, name },
            Reason::SchedulingGates { names } => Self::SchedulingGates { names },
        }
    }
}

impl<'a> From<&'a Taint> for JsonTaint<'a> {
    fn from(taint: &'a Taint) -> Self {
        Self { key: &taint.key, value: &taint.value, effect: taint.effect.as_str() }
    }
}
