//! `diff`: what a change does to coverage, requests, findings and pods.

mod cluster;
mod files;
mod side;

use super::args::DiffArgs;
use super::configs::Configs;
use super::error::CliError;
use super::output::Output;
use super::terminal::Terminal;
use super::{Outcome, live, output};
use crate::coverage::{self, DaemonSetDiff, Update};
use crate::lint::{Check, Finding, Severity};
use crate::report::{self, ClusterInfo, Clusters, DiffReport, DiffSection};
use side::Side;

#[derive(Clone, Copy)]
enum Format {
    Table,
    Json,
    Markdown,
}

const FORMATS: [(&str, Format); 3] =
    [("table", Format::Table), ("json", Format::Json), ("markdown", Format::Markdown)];

/// Both sides, and what comes of the change.
struct Change {
    before: Side,
    after: Side,
    changes: Vec<DaemonSetDiff>,
    new: Vec<Finding>,
    gone: Vec<Finding>,
    /// The cluster, by its index among those that were asked for.
    cluster: Option<usize>,
}

pub(super) fn run(args: &DiffArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    live::ensure_use(&args.cluster)?;
    if args.cluster.is_wanted() {
        return cluster::run(args, &outputs, terminal);
    }
    let configs = Configs::new(&args.input, None, terminal)?;
    let (before, after) = files::sides(args, &configs, terminal)?;
    let unread = before.unread + after.unread;
    let change = Change::new(before, after, None);
    write(std::slice::from_ref(&change), &[], &outputs, terminal)?;
    match unread {
        0 => Ok(change.outcome()),
        unread => Err(CliError::Unread(unread)),
    }
}

impl Change {
    fn new(before: Side, after: Side, cluster: Option<usize>) -> Self {
        let changes = coverage::diff(before.compared(), after.compared());
        let mut new = after.findings_beside(&before);
        let gone = before.findings_beside(&after);
        if cluster.is_some() {
            // Comments do not reach the cluster: what is said of them has nothing to do with the change.
            new.retain(|finding| !matches!(finding.rule.check, Check::Ignores(_)));
        }
        Self { before, after, changes, new, gone, cluster }
    }

    /// Findings that fail, and an update that the server refuses.
    fn outcome(&self) -> Outcome {
        let fails = self.new.iter().any(|finding| finding.severity >= Severity::Warning);
        let mut updates = self.changes.iter().filter_map(|change| change.update.as_ref());
        if fails || updates.any(Update::is_refused) { Outcome::Findings } else { Outcome::Clean }
    }
}

fn write(
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
