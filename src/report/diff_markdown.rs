//! A change as a comment on a pull request.

use std::fmt::Write as _;

use super::diff::{DiffReport, headline, reach, reasons, requests};
use super::markdown::{cell, code};
use crate::coverage::{DaemonSetDiff, Moved};
use crate::lint::Finding;
use crate::manifest::ManifestSet;

/// Node names that are shown of a group.
const NAMES: usize = 8;

/// Writes the change: a table of DaemonSets, then what moves and why, then findings.
pub fn render(report: &DiffReport<'_>) -> String {
    if report.is_empty() {
        return "**DaemonSets:** nothing changes.\n".to_owned();
    }
    let mut out = String::from("### DaemonSets\n\n");
    if !report.changes.is_empty() {
        out.push_str("| DaemonSet | change | nodes before | after |\n|---|---|---:|---:|\n");
        for change in report.changes {
            let (before, after) = change.desired;
            let name = code(&change.id.qualified_name());
            let headline = headline(change);
            let headline = if headline.is_empty() { "requests".to_owned() } else { headline };
            let _ = writeln!(out, "| {name} | {headline} | {before} | {after} |");
        }
        out.push('\n');
    }
    report.changes.iter().for_each(|change| details(&mut out, change));
    findings(&mut out, "New findings", report.new, report.new_set);
    findings(&mut out, "Findings gone", report.gone, report.gone_set);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn details(out: &mut String, change: &DaemonSetDiff) {
    let requests = requests(change);
    if change.lost.is_empty() && change.gained.is_empty() && requests.is_empty() {
        return;
    }
    let _ = writeln!(out, "**{}**\n", code(&change.id.qualified_name()));
    change.lost.iter().for_each(|moved| item(out, "loses", moved));
    change.gained.iter().for_each(|moved| item(out, "gains", moved));
    for (resource, before, after) in requests {
        let _ = writeln!(out, "- asks {} a node: {before} → {after}", code(&resource));
    }
    out.push('\n');
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

fn findings(out: &mut String, title: &str, findings: &[&Finding], set: &ManifestSet) {
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
