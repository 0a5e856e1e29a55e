//! What comes of a change, and its reports.

use super::side::Side;
use crate::cli::error::CliError;
use crate::cli::outcome::Outcome;
use crate::cli::output::Output;
use crate::cli::remarks;
use crate::cli::terminal::Terminal;
use crate::config::Threshold;
use crate::coverage::{self, DaemonSetDiff, Fate, Update};
use crate::lint::{Check, Finding};
use crate::manifest::ObjectId;
use crate::report::{self, ClusterInfo, Clusters, DiffReport, DiffSection};

#[derive(Clone, Copy)]
pub(super) enum Format {
    Table,
    Json,
    Markdown,
}

pub(super) const FORMATS: [(&str, Format); 3] =
    [("table", Format::Table), ("json", Format::Json), ("markdown", Format::Markdown)];

/// Both sides, and what comes of the change.
pub(super) struct Change {
    pub(super) before: Side,
    pub(super) after: Side,
    pub(super) changes: Vec<DaemonSetDiff>,
    pub(super) new: Vec<Finding>,
    pub(super) gone: Vec<Finding>,
    /// DaemonSets that only one side has, while the other could not be read as a whole.
    not_compared: Vec<ObjectId>,
    /// The cluster, by its index among those that were asked for.
    pub(super) cluster: Option<usize>,
}

impl Change {
    pub(super) fn new(before: Side, after: Side, cluster: Option<usize>) -> Self {
        let changes = coverage::diff(before.compared(), after.compared());
        // What is not to be found on a side may stand in what could not be read of it.
        let (lost, changes): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| match change.fate {
            Fate::Added => !before.is_whole(),
            Fate::Removed => !after.is_whole(),
            Fate::Kept => false,
        });
        let not_compared = lost.into_iter().map(|change| change.id).collect();
        let mut new = after.findings_beside(&before);
        let gone = before.findings_beside(&after);
        if cluster.is_some() {
            // Comments do not reach the cluster: what is said of them has nothing to do with the change.
            new.retain(|finding| !matches!(finding.rule.check, Check::Ignores(_)));
        }
        Self { before, after, changes, new, gone, not_compared, cluster }
    }

    /// Says what was not compared, and why.
    pub(super) fn explain(&self, terminal: Terminal) {
        remarks::explain_broken(&self.before.set, terminal);
        remarks::explain_broken(&self.after.set, terminal);
        for id in &self.not_compared {
            let name = id.qualified_name();
            terminal.warning(&format!("{name} is not compared: one side could not be read as a whole"));
        }
    }

    /// Findings that fail, documents that do not parse after the change, and an update that the server refuses. `thresholds`
    /// are those of the configs, by their number.
    pub(super) fn outcome(&self, thresholds: &[Threshold]) -> Outcome {
        let fails = self
            .new
            .iter()
            .any(|finding| thresholds[self.after.config_of(finding.at.file)].is_reached_by(finding.severity));
        let mut updates = self.changes.iter().filter_map(|change| change.update.as_ref());
        let is_read = self.after.set.broken.is_empty();
        if fails || !is_read || updates.any(Update::is_refused) { Outcome::Findings } else { Outcome::Clean }
    }
}

pub(super) fn write(
    changes: &[Change],
    clusters: &[ClusterInfo],
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<(), CliError> {
    let sections = changes.iter().map(|change| DiffSection {
        changes: &change.changes,
        new: &change.new,
        new_set: &change.after.set,
        gone: &change.gone,
        gone_set: &change.before.set,
        is_whole: change.before.is_whole() && change.after.is_whole(),
        not_compared: &change.not_compared,
        cluster: change.cluster.map(|index| &clusters[index]),
    });
    let sections: Vec<DiffSection<'_>> = sections.collect();
    let report = DiffReport { sections: &sections, clusters: Clusters(clusters) };
    for output in outputs {
        let text = match output.format {
            Format::Table => report::diff_table(&report, terminal.out),
            Format::Json => report::diff_json(&report)?,
            Format::Markdown => report::diff_markdown(&report),
        };
        output.write(&text)?;
    }
    Ok(())
}
