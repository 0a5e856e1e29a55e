//! A change for people.

use std::fmt::Write as _;

use super::cluster;
use super::diff::{DiffReport, DiffSection, headline, reach, reasons, requests};
use super::diff_update::{self, KEEPS_UNNAMED, REFUSAL_HELP};
use super::painter::{Painter, Tone};
use super::printable::printable;
use super::table_text::plural;
use crate::coverage::{DaemonSetDiff, Moved, Update};
use crate::lint::Finding;
use crate::manifest::{FieldChange, ManifestSet};

/// Node names that are shown of a group.
const NAMES: usize = 6;

/// Fields that are shown of an object.
const FIELDS: usize = 8;

/// Writes the change, DaemonSet by DaemonSet, then findings that are new and gone.
pub fn render(report: &DiffReport<'_>, painter: Painter) -> String {
    let mut out = String::new();
    for section in report.sections {
        let text = text(section, painter);
        match section.cluster {
            Some(cluster) => out += &cluster::section(cluster, report.clusters, &text, painter),
            None => out += &text,
        }
    }
    out
}

fn text(section: &DiffSection<'_>, painter: Painter) -> String {
    if section.is_empty() {
        let whole = if section.is_whole { "" } else { " that could be read on both sides" };
        return format!("nothing changes for any DaemonSet{whole}\n");
    }
    let mut out = String::new();
    for change in section.changes {
        daemon_set(&mut out, change, painter);
    }
    findings(&mut out, ("+", Tone::Bad, "new"), section.new, section.new_set, painter);
    findings(&mut out, ("-", Tone::Good, "gone"), section.gone, section.gone_set, painter);
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
    if let Some(update) = &change.update {
        object(out, update, painter);
    }
    if let Some(manager) = &change.managed_by {
        let line = diff_update::managed_by(manager);
        let _ = writeln!(out, "  {}", painter.paint(&printable(&line), Tone::Faint));
    }
}

/// What changes of the object, and what that does to the pods.
fn object(out: &mut String, update: &Update, painter: Painter) {
    if update.is_refused() {
        let mark = painter.paint("✗", Tone::Bad);
        let _ = writeln!(out, "  {mark} selector: field is immutable, and so nothing is applied");
        fields(out, &update.selector, painter);
        let _ = writeln!(out, "    help: {REFUSAL_HELP}");
    }
    fields(out, &update.spec, painter);
    if !update.template.is_empty() {
        let words = match &update.replacement {
            Some(replacement) if !update.is_refused() => diff_update::replacement(replacement),
            _ => "changed".to_owned(),
        };
        let _ = writeln!(out, "  {} template: {words}", painter.paint("↻", Tone::Waiting));
        fields(out, &update.template, painter);
    }
    if update.keeps_unnamed {
        let _ = writeln!(out, "  {}", painter.paint(KEEPS_UNNAMED, Tone::Faint));
    }
}

fn fields(out: &mut String, changes: &[FieldChange], painter: Painter) {
    for change in changes.iter().take(FIELDS) {
        let (path, values) = diff_update::field(change);
        let _ = writeln!(out, "    {}: {}", printable(&path), printable(&values));
    }
    if changes.len() > FIELDS {
        let more = format!("and {} more (-o json)", plural(changes.len() - FIELDS, "field"));
        let _ = writeln!(out, "    {}", painter.paint(&more, Tone::Faint));
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
    findings: &[Finding],
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
