//! A change for people.

use std::fmt::Write as _;

use super::diff::{DiffReport, headline, reach, reasons, requests};
use super::painter::{Painter, Tone};
use super::printable::printable;
use crate::coverage::{DaemonSetDiff, Moved};
use crate::lint::Finding;
use crate::manifest::ManifestSet;

/// Node names that are shown of a group.
const NAMES: usize = 6;

/// Writes the change, DaemonSet by DaemonSet, then findings that are new and gone.
pub fn render(report: &DiffReport<'_>, painter: Painter) -> String {
    if report.is_empty() {
        return "nothing changes for any DaemonSet\n".to_owned();
    }
    let mut out = String::new();
    for change in report.changes {
        daemon_set(&mut out, change, painter);
    }
    findings(&mut out, ("+", Tone::Bad, "new"), report.new, report.new_set, painter);
    findings(&mut out, ("-", Tone::Good, "gone"), report.gone, report.gone_set, painter);
    out
}

fn daemon_set(out: &mut String, change: &DaemonSetDiff, painter: Painter) {
    let name = printable(&change.id.qualified_name()).into_owned();
    let _ = writeln!(out, "{}   {}", painter.paint(&name, Tone::Strong), headline(change));
    for moved in &change.lost {
        row(out, ("-", Tone::Bad), moved, painter);
    }
    for moved in &change.gained {
        row(out, ("+", Tone::Good), moved, painter);
    }
    for (resource, before, after) in requests(change) {
        let _ = writeln!(out, "  {resource} a node: {before} → {after}");
    }
}

fn row(out: &mut String, (mark, tone): (&str, Tone), moved: &Moved, painter: Painter) {
    let shown = moved.names.iter().take(NAMES).map(|name| printable(name).into_owned());
    let mut names = shown.collect::<Vec<_>>().join(" ");
    if moved.names.len() > NAMES {
        let _ = write!(names, " and {} more", moved.names.len() - NAMES);
    }
    let what = match reach(moved) {
        Some(reach) => format!("pool {names} ({reach})"),
        None => names,
    };
    let why = reasons(moved);
    let why = if why.is_empty() { String::new() } else { format!("   {}", printable(&why)) };
    let _ = writeln!(out, "  {} {what}{}", painter.paint(mark, tone), painter.paint(&why, Tone::Faint));
}

fn findings(
    out: &mut String,
    (mark, tone, word): (&str, Tone, &str),
    findings: &[&Finding],
    set: &ManifestSet,
    painter: Painter,
) {
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", painter.paint(&format!("findings {word}: {}", findings.len()), Tone::Strong));
    for finding in findings {
        let source = &set.files[finding.at.file];
        let line = source.position(finding.at.span.start).line;
        let place = printable(source.name());
        let message = printable(&finding.message);
        let mark = painter.paint(mark, tone);
        let _ = writeln!(
            out,
            "  {mark} {place}:{line}: {}: {}: {message}",
            finding.severity.name(),
            finding.rule.id
        );
    }
}
