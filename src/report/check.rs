//! What the reports of `check` show.

use std::iter::Sum;

use super::cluster::ClusterInfo;
use crate::coverage::Coverage;
use crate::lint::{Finding, Server, Severity, Suppressed};
use crate::manifest::ManifestSet;

/// Everything that a report of `check` may show.
#[derive(Clone, Copy, Debug)]
pub struct CheckReport<'a> {
    /// The run.
    pub set: &'a ManifestSet,
    /// Its findings, in the order to show.
    pub findings: &'a [Finding],
    /// Where the DaemonSets land, if nodes are known.
    pub coverage: Option<&'a Coverage>,
    /// Findings that are not among them.
    pub hidden: Hidden<'a>,
    /// The cluster, if the nodes are those of one.
    pub cluster: Option<&'a ClusterInfo>,
}

impl CheckReport<'_> {
    /// Whether it is of a cluster without DaemonSets, in which nothing was judged.
    pub fn is_of_nothing(&self) -> bool {
        self.cluster.is_some_and(|cluster| cluster.is_live && cluster.daemon_sets == 0)
    }
}

/// Findings that do not count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hidden<'a> {
    /// Those that the manifests ask to leave out.
    pub suppressed: &'a [Suppressed],
    /// How many a baseline knows, if there is one.
    pub in_baseline: Option<usize>,
}

/// The run in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Files read.
    pub files: usize,
    /// Documents in them that are not empty.
    pub documents: usize,
    /// DaemonSets checked.
    pub daemon_sets: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Findings that the manifests ask to leave out.
    pub suppressed: usize,
    /// Findings of which nothing comes: the API server refuses the DaemonSet, or every pod of it.
    pub rejected: usize,
    /// Findings that the baseline knows, if there is one.
    pub in_baseline: Option<usize>,
    /// Documents that were recognised and left alone.
    pub skipped: usize,
}

impl Summary {
    /// Counts a run.
    pub(crate) fn new(report: &CheckReport<'_>) -> Self {
        let CheckReport { set, findings, hidden, .. } = report;
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            files: set.files.len() - set.references,
            documents: set.documents,
            daemon_sets: set.own_daemon_sets().count(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            suppressed: hidden.suppressed.len(),
            rejected: findings
                .iter()
                .filter(|finding| finding.server.is_some_and(Server::is_refusal))
                .count(),
            in_baseline: hidden.in_baseline,
            skipped: set.skipped.len(),
        }
    }
}

impl Sum for Summary {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            files: sum.files + one.files,
            documents: sum.documents + one.documents,
            daemon_sets: sum.daemon_sets + one.daemon_sets,
            errors: sum.errors + one.errors,
            warnings: sum.warnings + one.warnings,
            notes: sum.notes + one.notes,
            suppressed: sum.suppressed + one.suppressed,
            rejected: sum.rejected + one.rejected,
            in_baseline: match (sum.in_baseline, one.in_baseline) {
                (None, None) => None,
                (sum, one) => Some(sum.unwrap_or_default() + one.unwrap_or_default()),
            },
            skipped: sum.skipped + one.skipped,
        })
    }
}
