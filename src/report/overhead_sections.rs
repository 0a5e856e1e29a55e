//! What the reports of overhead show: the nodes of files, or a section for each cluster.

use super::cluster::{self, ClusterInfo, Clusters};
use super::overhead_table;
use super::painter::Painter;
use super::table_text::Width;
use crate::coverage::{Coverage, FleetCost, Overhead};
use crate::manifest::ManifestSet;

/// What DaemonSets take of the nodes of files, or of those of one cluster.
#[derive(Clone, Copy, Debug)]
pub struct OverheadSection<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// The verdicts on them.
    pub coverage: &'a Coverage,
    /// What they take.
    pub overhead: &'a Overhead,
    /// The cluster, if the nodes are those of one.
    pub cluster: Option<&'a ClusterInfo>,
}

/// Everything that a report of overhead shows.
#[derive(Clone, Copy, Debug)]
pub struct OverheadReport<'a> {
    /// One section, or one for each cluster that could be read.
    pub sections: &'a [OverheadSection<'a>],
    /// The clusters that were asked for, in their order.
    pub clusters: Clusters<'a>,
}

impl OverheadReport<'_> {
    /// The sums over all sections.
    pub(super) fn fleet(&self) -> FleetCost {
        let mut fleets = self.sections.iter().map(|section| &section.overhead.fleet);
        let first = fleets.next().cloned().unwrap_or_default();
        fleets.fold(first, |sum, fleet| sum.with(fleet))
    }
}

/// Writes what DaemonSets take.
pub fn render(report: &OverheadReport<'_>, width: Width, painter: Painter) -> String {
    let mut out = String::new();
    for OverheadSection { set, coverage, overhead, cluster } in report.sections {
        let table = overhead_table::render(set, coverage, overhead, width, painter);
        out += &match cluster {
            Some(cluster) => cluster::section(cluster, report.clusters, &table, painter),
            None => table,
        };
    }
    out
}
