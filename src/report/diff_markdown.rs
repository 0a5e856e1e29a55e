//! A change as a comment on a pull request.

use std::fmt::Write as _;

use super::diff::{DiffReport, DiffSection, headline, reach, reasons, requests};
use super::diff_update::{self, KEEPS_UNNAMED, REFUSAL_HELP};
use super::markdown::{cell, code};
use crate::coverage::{DaemonSetDiff, Moved, Update};
use crate::lint::Finding;
use crate::manifest::{FieldChange, ManifestSet};

/// Node names that are shown of a group.
const NAMES: usize = 8;

/// Fields that are shown of an object.
const FIELDS: usize = 20;

/// Writes the change: a table of DaemonSets, then what moves and why, then findings.
pub fn render(report: &DiffReport<'_>) -> String {
    let sections = report.sections.iter().map(|section| {
        let of = section.cluster.map(|cluster| format!(" of context {}", code(&cluster.context)));
        text(section, &of.unwrap_or_default())
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn text(section: &DiffSection<'_>, of: &str) -> String {
    if section.is_empty() {
        let whole = if section.is_whole { "" } else { " in what could be read on both sides" };
        return format!("**DaemonSets{of}:** nothing changes{whole}.\n");
    }
    let mut out = format!("### DaemonSets{of}\n\n");
    if !section.changes.is_empty() {
        out.push_str("| DaemonSet | change | nodes before | after |\n|---|---|---:|---:|\n");
        for change in section.changes {
            let (before, after) = change.desired;
            let name = code(&change.id.qualified_name());
            let _ = writeln!(out, "| {name} | {} | {before} | {after} |", headline(change));
        }
        out.push('\n');
    }
    section.changes.iter().for_each(|change| details(&mut out, change));
    findings(&mut out, "New findings", section.new, section.new_set);
    findings(&mut out, "Findings gone", section.gone, section.gone_set);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn details(out: &mut String, change: &DaemonSetDiff) {
    let requests = requests(change);
    let update = change.update.as_ref().filter(|update| !update.is_empty());
    if change.lost.is_empty() && change.gained.is_empty() && requests.is_empty() && update.is_none() {
        return;
    }
    let _ = writeln!(out, "**{}**\n", code(&change.id.qualified_name()));
    change.lost.iter().for_each(|moved| item(out, "loses", moved));
    change.gained.iter().for_each(|moved| item(out, "gains", moved));
    for (resource, before, after) in requests {
        let _ = writeln!(out, "- asks {} a node: {before} → {after}", code(&resource));
    }
    if let Some(update) = update {
        object(out, update);
    }
    if let Some(manager) = &change.managed_by {
        let _ = writeln!(out, "- {}", cell(&diff_update::managed_by(manager)));
    }
    out.push('\n');
}

/// What changes of the object, and what that does to the pods.
fn object(out: &mut String, update: &Update) {
    if update.is_refused() {
        let _ =
            writeln!(out, "- **the server refuses the update**: the selector is immutable; {REFUSAL_HELP}");
        fields(out, &update.selector);
    }
    if !update.spec.is_empty() {
        out.push_str("- spec\n");
        fields(out, &update.spec);
    }
    if !update.template.is_empty() {
        let words = match &update.replacement {
            Some(replacement) if !update.is_refused() => diff_update::replacement(replacement),
            _ => "changed".to_owned(),
        };
        let _ = writeln!(out, "- template: {}", cell(&words));
        fields(out, &update.template);
    }
    if update.keeps_unnamed {
        let _ = writeln!(out, "- {KEEPS_UNNAMED}");
    }
}

fn fields(out: &mut String, changes: &[FieldChange]) {
    for change in changes.iter().take(FIELDS) {
        let (path, values) = diff_update::field(change);
        let _ = writeln!(out, "  - {}: {}", code(&path), code(&values));
    }
    if changes.len() > FIELDS {
        let _ = writeln!(out, "  - and {} more", changes.len() - FIELDS);
    }
}

fn item(out: &mut String, verb: &str, moved: &Moved) {
    let names = moved.names.iter().take(NAMES).map(|name| code(name)).collect::<Vec<_>>().join(", ");
    let more = moved.names.len().saturating_sub(NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let pool = reach(moved).map(|reach| format!(" ({reach})")).unwrap_or_default();
    let noun = if moved.pool.is_some() { "pool " } else { "" };
    let why = reasons(moved);
    let why = if why.is_empty() { String::new() } else { format!(": {}", cell(&why)) };
    let _ = writeln!(out, "- {verb} {noun}{names}{more}{pool}{why}");
}

fn findings(out: &mut String, title: &str, findings: &[Finding], set: &ManifestSet) {
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "#### {title}\n\n| severity | rule | place | message |\n|---|---|---|---|");
    for finding in findings {
        let source = &set.files[finding.at.file];
        let place = format!("{}:{}", source.name(), source.position(finding.at.span.start).line);
        let (severity, rule) = (finding.severity.name(), finding.rule.id);
        let _ = writeln!(out, "| {severity} | {rule} | {} | {} |", code(&place), cell(&finding.message));
    }
    out.push('\n');
}
