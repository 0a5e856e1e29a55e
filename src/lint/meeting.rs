//! Whether pods of two workloads come to stand on one node: exactly on known nodes, by their constraints else.

use super::context::{Context, RunContext};
use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::placement::{DaemonPod, controller, may_meet};

/// Where two workloads meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
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

impl Meeting {
    /// ` on 3 of 50 nodes`, or nothing where no node is known.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Nodes { count, all, .. } => format!(" on {count} of {all} nodes"),
            Self::Pool(name) => format!(" in the pool {name}"),
            Self::Possible => String::new(),
        }
    }
}

/// Where the pods of two workloads meet, if they do.
pub(super) fn meeting(run: &RunContext<'_>, one: &Context<'_>, other: &Context<'_>) -> Option<Meeting> {
    let (left, right) = (pod(one)?, pod(other)?);
    if !may_meet(&left, &right) {
        return None;
    }
    let Some(coverage) = run.coverage else { return Some(Meeting::Possible) };
    let fleet = &coverage.fleet;
    if fleet.nodes().is_empty() && fleet.pools().is_empty() {
        return Some(Meeting::Possible);
    }
    match (coverage.of_object(one.index), coverage.of_object(other.index)) {
        (Some(one), Some(other)) => of_daemon_sets(fleet, one, other),
        _ if fleet.nodes().is_empty() => Some(Meeting::Possible),
        _ => {
            let nodes = fleet.nodes().iter().filter(|node| {
                controller(&left, &node.facts()).is_ok() && controller(&right, &node.facts()).is_ok()
            });
            on_nodes(fleet, nodes.map(|node| node.name.as_str()))
        }
    }
}

fn pod(cx: &Context<'_>) -> Option<DaemonPod> {
    cx.object.pod_template().map(DaemonPod::from)
}

fn of_daemon_sets(fleet: &Fleet, one: &DaemonSetCoverage, other: &DaemonSetCoverage) -> Option<Meeting> {
    let nodes = fleet.nodes().iter().enumerate();
    let shared = nodes.filter(|(index, _)| {
        one.verdict(fleet, *index).should_run() && other.verdict(fleet, *index).should_run()
    });
    on_nodes(fleet, shared.map(|(_, node)| node.name.as_str())).or_else(|| {
        let pools = fleet.pools().iter().zip(one.pools().iter().zip(other.pools()));
        let mut shared =
            pools.filter(|(_, (one, other))| one.matches > Matches::None && other.matches > Matches::None);
        shared.next().map(|(pool, _)| Meeting::Pool(pool.name.clone()))
    })
}

fn on_nodes<'a>(fleet: &Fleet, mut names: impl Iterator<Item = &'a str>) -> Option<Meeting> {
    let example = names.next()?.to_owned();
    Some(Meeting::Nodes { count: names.count() + 1, all: fleet.nodes().len(), example })
}
