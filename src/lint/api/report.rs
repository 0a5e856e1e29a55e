//! What the server says of a field, as a finding.

use super::Fault;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::finding::{Finding, Findings};

/// More of a path than this does not help in a message; the end of it does.
const LONGEST_PATH: usize = 72;

/// Reports what the server says of a field, at its place.
pub(in crate::lint) fn report<'f>(
    cx: &DaemonSetContext<'_>,
    fault: Fault,
    out: &'f mut Findings,
) -> &'f mut Finding {
    let Fault { field, at, what, help, other, since, before, severity } = fault;
    let since = since.map(|minor| format!(", since Kubernetes 1.{minor}"));
    let since = since.or(before.map(|minor| format!(", before Kubernetes 1.{minor}"))).unwrap_or_default();
    let finding = out.report(cx.at(&at), format!("{}: {what}{since}", shortened(&field)));
    finding.field(field);
    if let Some(severity) = severity {
        finding.severity(severity);
    }
    if let Some(help) = help {
        finding.help(help);
    }
    if let Some((path, words)) = other {
        finding.label(cx.at(&path).span, words);
    }
    finding
}

/// The end of a path, from a step on.
fn shortened(path: &str) -> String {
    if path.len() <= LONGEST_PATH {
        return path.to_owned();
    }
    let starts = path.match_indices('.').map(|(at, _)| at);
    let mut ends = starts.filter_map(|at| path.get(at..)).filter(|end| end.len() < LONGEST_PATH);
    ends.next().map_or_else(|| path.to_owned(), |end| format!("…{}", end.trim_start_matches('.')))
}
