//! A change as JSON, version 1.

use serde::Serialize;

use super::check_json::JsonFinding;
use super::cluster::{self, JsonCluster};
use super::coverage_json::JsonReason;
use super::diff::{DiffReport, requests};
use super::diff_update_json::JsonUpdate;
use super::json;
use crate::coverage::{DaemonSetDiff, Fate, Moved};
use crate::lint::Finding;
use crate::manifest::{ManifestSet, ObjectId};

/// Writes the change as one JSON document.
///
/// # Errors
/// None in practice: every key is a string.
pub fn render(report: &DiffReport<'_>) -> serde_json::Result<String> {
    let mut document = JsonDiff {
        version: 1,
        contexts: cluster::json(report.clusters),
        daemon_sets: Vec::new(),
        not_compared: Vec::new(),
        findings: JsonFindings { new: Vec::new(), gone: Vec::new() },
    };
    for section in report.sections {
        let context = section.cluster.map(|cluster| cluster.context.as_str());
        let changes = section.changes.iter().map(|change| JsonChange { context, ..change.into() });
        document.daemon_sets.extend(changes);
        document.not_compared.extend(section.not_compared.iter().map(|id| JsonName { context, ..id.into() }));
        document.findings.new.extend(findings(context, section.new_set, section.new));
        document.findings.gone.extend(findings(context, section.gone_set, section.gone));
    }
    json::render(&document)
}

fn findings<'a>(
    context: Option<&'a str>,
    set: &'a ManifestSet,
    findings: &'a [Finding],
) -> impl Iterator<Item = JsonFinding<'a>> {
    findings.iter().map(move |finding| JsonFinding::new(set, finding).of_context(context))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiff<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contexts: Vec<JsonCluster<'a>>,
    daemon_sets: Vec<JsonChange<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<JsonName<'a>>,
    findings: JsonFindings<'a>,
}

#[derive(Serialize)]
struct JsonName<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> From<&'a ObjectId> for JsonName<'a> {
    fn from(id: &'a ObjectId) -> Self {
        Self { context: None, namespace: id.namespace.as_deref(), name: id.name.as_deref() }
    }
}

#[derive(Serialize)]
struct JsonFindings<'a> {
    new: Vec<JsonFinding<'a>>,
    gone: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonChange<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    change: &'static str,
    desired: JsonBeforeAfter<usize>,
    gained: Vec<JsonMoved<'a>>,
    lost: Vec<JsonMoved<'a>>,
    requests: Vec<JsonRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_by: Option<&'a str>,
    #[serde(flatten)]
    update: Option<JsonUpdate<'a>>,
}

#[derive(Serialize)]
struct JsonBeforeAfter<T> {
    before: T,
    after: T,
}

#[derive(Serialize)]
struct JsonMoved<'a> {
    nodes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<JsonBeforeAfter<&'static str>>,
    reasons: Vec<JsonReason<'a>>,
}

#[derive(Serialize)]
struct JsonRequest {
    resource: String,
    before: String,
    after: String,
}

impl<'a> From<&'a DaemonSetDiff> for JsonChange<'a> {
    fn from(change: &'a DaemonSetDiff) -> Self {
        let requests = requests(change).into_iter().map(|(resource, before, after)| JsonRequest {
            resource,
            before: before.to_string(),
            after: after.to_string(),
        });
        Self {
            context: None,
            namespace: change.id.namespace.as_deref(),
            name: change.id.name.as_deref(),
            change: match change.fate {
                Fate::Added => "added",
                Fate::Removed => "removed",
                Fate::Kept => "changed",
            },
            desired: JsonBeforeAfter { before: change.desired.0, after: change.desired.1 },
            gained: change.gained.iter().map(JsonMoved::from).collect(),
            lost: change.lost.iter().map(JsonMoved::from).collect(),
            requests: requests.collect(),
            managed_by: change.managed_by.as_deref(),
            update: change.update.as_ref().map(JsonUpdate::from),
        }
    }
}

impl<'a> From<&'a Moved> for JsonMoved<'a> {
    fn from(moved: &'a Moved) -> Self {
        let matches =
            moved.pool.map(|(before, after)| JsonBeforeAfter { before: before.name(), after: after.name() });
        Self {
            nodes: &moved.names,
            pool: moved.pool.map(|_| true),
            matches,
            reasons: moved.reasons.iter().map(JsonReason::from).collect(),
        }
    }
}
