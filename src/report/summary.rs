//! The last lines of a check: what was looked at, what was found, what was passed over.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::check::Summary;
use super::coverage_table::plural;
use super::printable::printable;
use crate::manifest::{ManifestSet, SkipReason};

/// Writes the summary of a run. `verbose` lists every document that was passed over.
pub fn render(set: &ManifestSet, summary: &Summary, verbose: bool) -> String {
    let found = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let found: Vec<String> =
        found.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(count, noun)).collect();
    let found = if found.is_empty() { "nothing to report".to_owned() } else { found.join(", ") };
    let checked =
        format!("{} in {}", plural(summary.daemon_sets, "DaemonSet"), plural(summary.files, "file"));
    let mut out = format!("{checked}: {found}\n");
    for (reason, count) in skipped(set) {
        let _ = writeln!(out, "{}", skip_line(reason, count));
    }
    if verbose {
        for skipped in &set.skipped {
            let source = &set.files[skipped.file];
            let line = source.position(skipped.span.start).line;
            let _ = writeln!(out, "  skipped {}:{line}", printable(source.name()));
        }
    }
    out
}

fn skipped(set: &ManifestSet) -> BTreeMap<&SkipReason, usize> {
    let mut counts = BTreeMap::new();
    for skipped in &set.skipped {
        *counts.entry(&skipped.reason).or_default() += 1;
    }
    counts
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
