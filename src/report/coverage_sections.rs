//! What the reports of coverage show: the nodes of files, or a section for each cluster and where they differ.

use super::cluster::{self, ClusterInfo, Clusters};
use super::comparison_table;
use super::coverage_table;
use super::painter::Painter;
use super::table_text::Width;
use crate::coverage::{Comparison, Coverage, State, compare};
use crate::manifest::ManifestSet;

/// Where DaemonSets land on the nodes of files, or on those of one cluster.
#[derive(Clone, Copy, Debug)]
pub struct CoverageSection<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// The verdicts on them.
    pub coverage: &'a Coverage,
    /// The namespace of manifests that name none.
    pub namespace: &'a str,
    /// The cluster, if the nodes are those of one.
    pub cluster: Option<&'a ClusterInfo>,
}

/// Everything that a report of coverage shows.
#[derive(Clone, Copy, Debug)]
pub struct CoverageReport<'a> {
    /// One section, or one for each cluster that could be read.
    pub sections: &'a [CoverageSection<'a>],
    /// The clusters that were asked for, in their order.
    pub clusters: Clusters<'a>,
}

impl<'a> CoverageReport<'a> {
    /// The clusters compared, with their names; nothing where fewer than two could be read.
    pub(super) fn comparison(&self) -> Option<(Comparison, Vec<&'a str>)> {
        let read = self.sections.iter().filter_map(|section| Some((section, section.cluster?)));
        let (states, names): (Vec<State<'_>>, Vec<&str>) = read
            .map(|(section, cluster)| {
                (State { set: section.set, coverage: Some(section.coverage) }, cluster.context.as_str())
            })
            .unzip();
        (states.len() > 1).then(|| (compare(&states), names))
    }
}

/// Writes the coverage of all DaemonSets.
pub fn render(report: &CoverageReport<'_>, width: Width, painter: Painter) -> String {
    let mut out = String::new();
    for section in report.sections {
        out += &section_text(section, report.clusters, width, painter);
    }
    if let Some((comparison, names)) = report.comparison() {
        out += &comparison_table::render(&comparison, &names, painter);
    }
    out
}

fn section_text(
    section: &CoverageSection<'_>,
    clusters: Clusters<'_>,
    width: Width,
    painter: Painter,
) -> String {
    let table = coverage_table::render(section.set, section.coverage, width, painter);
    match section.cluster {
        Some(cluster) => cluster::section(cluster, clusters, &table, painter),
        None => table,
    }
}
