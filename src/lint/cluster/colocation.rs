//! Whether two workloads can share a node: exactly where nodes are known, otherwise by their constraints.

use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::lint::engine::context::RunContext;
use crate::placement::{DaemonPod, NodeSelector, Tolerations, controller};

/// Where two workloads share a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Colocation {
    /// On these many of all known nodes, such as this one.
    Nodes {
        /// How many.
        count: usize,
        /// Of how many.
        all: usize,
        /// The name of the first.
        example: String,
    },
    /// On nodes that this pool may create.
    Pool(String),
    /// On some node, if there is one that fits both.
    Possible,
}

impl Colocation {
    /// ` on 3 of 50 nodes`, or nothing where no node is known.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Nodes { count, all, .. } => format!(" on {count} of {all} nodes"),
            Self::Pool(name) => format!(" in the pool {name}"),
            Self::Possible => String::new(),
        }
    }
}

/// What of a pod decides with which others it can share a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NodeConstraints<'a> {
    node_name: Option<&'a str>,
    selector: &'a NodeSelector,
    tolerations: &'a Tolerations,
    operating_systems: &'a [String],
    topology_keys: &'a [String],
}

impl<'a> NodeConstraints<'a> {
    pub(crate) fn new(pod: &'a DaemonPod) -> Self {
        Self {
            node_name: pod.node_name.as_deref(),
            selector: &pod.selector,
            tolerations: &pod.tolerations,
            operating_systems: &pod.operating_systems,
            topology_keys: &pod.topology_keys,
        }
    }
}

/// Where the pods of two workloads share a node, if they can; by their indexes.
pub(crate) fn colocation(run: &RunContext<'_>, one: usize, other: usize) -> Option<Colocation> {
    let (left, right) = (run.facts(one)?, run.facts(other)?);
    if !left.demands().may_meet(right.demands()) {
        return None;
    }
    let Some(coverage) = run.coverage else { return Some(Colocation::Possible) };
    let fleet = &coverage.fleet;
    if fleet.nodes().is_empty() && fleet.pools().is_empty() {
        return Some(Colocation::Possible);
    }
    match (coverage.of_object(one), coverage.of_object(other)) {
        (Some(one), Some(other)) => of_daemon_sets(fleet, one, other),
        _ if fleet.nodes().is_empty() => Some(Colocation::Possible),
        _ => {
            let nodes = fleet.nodes().iter().filter(|node| {
                controller(&left.pod, &node.facts()).is_ok() && controller(&right.pod, &node.facts()).is_ok()
            });
            on_nodes(fleet, nodes.map(|node| node.name.as_str()))
        }
    }
}

fn of_daemon_sets(fleet: &Fleet, one: &DaemonSetCoverage, other: &DaemonSetCoverage) -> Option<Colocation> {
    // What the controller wants is the same on all nodes of a class, whatever runs there.
    let classes = fleet.classes().iter().zip(one.verdicts().iter().zip(other.verdicts()));
    let shared = classes.filter(|(_, (one, other))| one.should_run() && other.should_run());
    let shared: Vec<&Vec<usize>> = shared.map(|(members, _)| members).collect();
    if let Some(first) = shared.iter().filter_map(|members| members.iter().min()).min() {
        let count = shared.iter().map(|members| members.len()).sum();
        let example = fleet.nodes()[*first].name.clone();
        return Some(Colocation::Nodes { count, all: fleet.nodes().len(), example });
    }
    let pools = fleet.pools().iter().zip(one.pools().iter().zip(other.pools()));
    let mut shared =
        pools.filter(|(_, (one, other))| one.matches > Matches::None && other.matches > Matches::None);
    shared.next().map(|(pool, _)| Colocation::Pool(pool.name.clone()))
}

fn on_nodes<'a>(fleet: &Fleet, mut names: impl Iterator<Item = &'a str>) -> Option<Colocation> {
    let example = names.next()?.to_owned();
    Some(Colocation::Nodes { count: names.count() + 1, all: fleet.nodes().len(), example })
}
