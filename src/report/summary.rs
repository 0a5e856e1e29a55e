//! The last lines of a check: what was looked at, what was found, what was passed over, and why.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::check::{CheckReport, Summary};
use super::cluster::ClusterInfo;
use super::printable::printable;
use super::table_text::plural;
use crate::lint::Suppressed;
use crate::manifest::{ManifestSet, SkipReason};
use crate::words;

/// Characters of a reason that are shown.
const REASON: usize = 120;

/// Writes the summary of a run. `verbose` lists every document that was passed over and every finding that was left out.
pub fn render(report: &CheckReport<'_>, verbose: bool) -> String {
    let mut out = headline(&Summary::new(report), report.cluster);
    if verbose {
        for suppressed in report.hidden.suppressed {
            let _ = writeln!(out, "{}", suppressed_line(report.set, suppressed));
        }
    }
    for (reason, count) in skipped(report.set) {
        let _ = writeln!(out, "{}", skip_line(reason, count));
    }
    if verbose {
        for skipped in &report.set.skipped {
            let source = &report.set.files[skipped.file];
            let line = source.position(skipped.span.start).line;
            let _ = writeln!(
                out,
                "  skipped {}:{line}: {}",
                printable(source.name()),
                skip_word(&skipped.reason)
            );
        }
    }
    out
}

/// `2 DaemonSets in 3 files: 1 error, 2 notes; 1 suppressed, 4 in the baseline`
fn headline(summary: &Summary, cluster: Option<&ClusterInfo>) -> String {
    let found = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let found: Vec<String> =
        found.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(count, noun)).collect();
    // A run that saw no DaemonSet has not shown that there is nothing to report.
    let is_of_nothing = summary.daemon_sets == 0 && summary.suppressed == 0 && summary.in_baseline.is_none();
    let nothing = if is_of_nothing { "nothing was checked" } else { "nothing to report" };
    let found = if found.is_empty() { nothing.to_owned() } else { found.join(", ") };
    let hidden =
        [(summary.suppressed, "suppressed"), (summary.in_baseline.unwrap_or_default(), "in the baseline")];
    let hidden = hidden.into_iter().filter(|(count, _)| *count > 0);
    let hidden: Vec<String> = hidden.map(|(count, where_to)| format!("{count} {where_to}")).collect();
    let hidden = if hidden.is_empty() { String::new() } else { format!("; {}", hidden.join(", ")) };
    let daemon_sets = match summary.daemon_sets {
        0 => "no DaemonSet".to_owned(),
        count => plural(count, "DaemonSet"),
    };
    let files = plural(summary.files, "file");
    match cluster {
        Some(live) if live.is_live => {
            format!("{daemon_sets} in context {}: {found}{hidden}\n", printable(&live.context))
        }
        Some(cluster) => {
            let context = printable(&cluster.context);
            format!("{daemon_sets} in {files}, as if applied to context {context}: {found}{hidden}\n")
        }
        None => format!("{daemon_sets} in {files}: {found}{hidden}\n"),
    }
}

fn suppressed_line(set: &ManifestSet, Suppressed { finding, reason }: &Suppressed) -> String {
    let source = &set.files[finding.at.file];
    let line = source.position(finding.at.span.start).line;
    let reason = reason.as_deref().map_or_else(|| "no reason given".to_owned(), one_line);
    format!("  suppressed {}:{line}: {}: {reason}", printable(source.name()), finding.rule.id)
}

/// A reason in one line.
fn one_line(reason: &str) -> String {
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    printable(&words::shortened(&line, REASON)).into_owned()
}

fn skipped(set: &ManifestSet) -> BTreeMap<&SkipReason, usize> {
    let mut counts = BTreeMap::new();
    for skipped in &set.skipped {
        *counts.entry(&skipped.reason).or_default() += 1;
    }
    counts
}

fn skip_word(reason: &SkipReason) -> &'static str {
    match reason {
        SkipReason::HelmTemplate { .. } => "a template of a chart",
        SkipReason::Template => "holds placeholders",
        SkipReason::Partial => "a part of an object",
    }
}

fn skip_line(reason: &SkipReason, count: usize) -> String {
    match reason {
        SkipReason::HelmTemplate { chart } => {
            let path = if is_plain_path(chart) { chart } else { "CHART" };
            format!(
                "skipped {} of the chart {}; render it first: helm template {path} | kubectl daemonset-lint check -",
                plural(count, "template"),
                printable(chart)
            )
        }
        SkipReason::Template => {
            format!(
                "skipped {} with placeholders; render them first, then check the result",
                plural(count, "document")
            )
        }
        SkipReason::Partial => format!(
            "skipped {} (no selector, no image); build the whole first: kubectl kustomize DIR | kubectl daemonset-lint \
             check -",
            plural(count, "partial object")
        ),
    }
}

/// Whether a path can be pasted into a shell as it is; others are never offered as part of a command.
fn is_plain_path(path: &str) -> bool {
    !path.starts_with('-') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte))
}
