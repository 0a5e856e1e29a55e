//! The clusters of a run, as reports name them.

use std::fmt::Write as _;

use serde::Serialize;

use super::painter::{Painter, Tone};
use super::printable::printable;
use super::table_text::plural;

/// A cluster that a run was asked to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterInfo {
    /// The name of its context.
    pub context: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// How many DaemonSets were judged on them.
    pub daemon_sets: usize,
    /// Whether these are its own; else they are manifests that are judged as if they were applied.
    pub is_live: bool,
    /// What may not be read of it.
    pub denied: Vec<DeniedKind>,
    /// Why nothing was read of it.
    pub error: Option<String>,
}

/// A kind that may not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeniedKind {
    /// The kind, such as `Pod`.
    pub kind: &'static str,
    /// The namespace in which it may not be read; `None` for all of them, or for a kind without namespaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The server's words.
    pub message: String,
}

/// Several clusters, or one, of which some may not have been read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clusters<'a>(pub &'a [ClusterInfo]);

impl Clusters<'_> {
    /// Whether results are shown in a section for each.
    pub(super) fn are_several(self) -> bool {
        self.0.len() > 1
    }
}

impl ClusterInfo {
    /// The line above the results of a cluster, where there are several.
    fn heading(&self, painter: Painter) -> String {
        let name = painter.paint(&format!("context {}", printable(&self.context)), Tone::Strong);
        let count = format!("{}, {}", plural(self.daemon_sets, "DaemonSet"), plural(self.nodes, "node"));
        format!("{name}   {}\n", painter.paint(&count, Tone::Faint))
    }

    /// What the results leave out of account.
    fn caveats(&self, painter: Painter) -> String {
        let mut out = String::new();
        if self.denied.iter().any(|denied| denied.kind == "Pod") {
            let mark = painter.paint("!", Tone::Waiting);
            let _ = writeln!(out, "{mark} pods may not be read: nodes count as empty");
        }
        out
    }
}

/// The results of a cluster with what they leave out of account, below a line that names it where there are several.
pub(crate) fn section(
    cluster: &ClusterInfo,
    clusters: Clusters<'_>,
    results: &str,
    painter: Painter,
) -> String {
    let caveats = cluster.caveats(painter);
    if clusters.are_several() {
        return format!("{}{caveats}{results}\n", cluster.heading(painter));
    }
    caveats + results
}

/// A cluster in the JSON of every report.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonCluster<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    daemon_sets: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    denied: &'a [DeniedKind],
}

impl<'a> From<&'a ClusterInfo> for JsonCluster<'a> {
    fn from(info: &'a ClusterInfo) -> Self {
        let is_read = info.error.is_none();
        Self {
            name: &info.context,
            nodes: is_read.then_some(info.nodes),
            daemon_sets: is_read.then_some(info.daemon_sets),
            error: info.error.as_deref(),
            denied: &info.denied,
        }
    }
}

/// The clusters of a run in its JSON; nothing for a run that reads none.
pub(super) fn json(clusters: Clusters<'_>) -> Vec<JsonCluster<'_>> {
    clusters.0.iter().map(JsonCluster::from).collect()
}
