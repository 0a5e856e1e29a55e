//! Findings as JSON, version 1. Its own types: what scripts read does not move when the insides do.

use serde::Serialize;

use super::check::{CheckReport, Summary};
use super::cluster::{self, Clusters, JsonCluster};
use super::json;
use crate::lint::{Finding, Fix, Label, Server};
use crate::manifest::{ManifestSet, Object};
use crate::yaml::{SourceFile, Span};

/// Writes the findings as one JSON document: those of one report, or of one for each cluster that could be read.
///
/// # Errors
/// None in practice: every key is a string.
pub fn render(reports: &[CheckReport<'_>], clusters: Clusters<'_>) -> serde_json::Result<String> {
    let findings = reports.iter().flat_map(|report| {
        let context = report.cluster.map(|cluster| cluster.context.as_str());
        let findings = report.findings.iter();
        findings.map(move |finding| JsonFinding::new(report.set, finding).of_context(context))
    });
    let summary = reports.iter().map(Summary::new).sum::<Summary>().into();
    let contexts = cluster::json(clusters);
    json::render(&JsonReport { version: 1, contexts, findings: findings.collect(), summary })
}

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contexts: Vec<JsonCluster<'a>>,
    findings: Vec<JsonFinding<'a>>,
    summary: JsonSummary,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonFinding<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    rule: &'a str,
    severity: &'a str,
    category: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    file: &'a str,
    #[serde(flatten)]
    range: JsonRange,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<JsonObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<JsonLabel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix<'a>>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    applicability: &'a str,
    title: &'a str,
    edits: Vec<JsonEdit<'a>>,
}

/// A range of the bytes of the file, and what stands there instead.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonEdit<'a> {
    start_byte: usize,
    end_byte: usize,
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonRange {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonObject<'a> {
    api_version: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_by: Option<String>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    #[serde(flatten)]
    range: JsonRange,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonSummary {
    files: usize,
    documents: usize,
    daemon_sets: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    rejected: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_baseline: Option<usize>,
    skipped: usize,
}

impl<'a> JsonFinding<'a> {
    /// The same with the context of the cluster to which the object belongs.
    pub(super) fn of_context(self, context: Option<&'a str>) -> Self {
        Self { context, ..self }
    }

    pub(super) fn new(set: &'a ManifestSet, finding: &'a Finding) -> Self {
        let source = &set.files[finding.at.file];
        // Edits of a text that is no file could not be applied to anything.
        let fix = finding.fix.as_ref().filter(|_| !set.is_live(finding.at.file));
        // What the server says is told of the field that it names.
        let path = finding.field.clone().or_else(|| finding.at.path.as_ref().map(ToString::to_string));
        let path = path.filter(|path| !path.is_empty());
        Self {
            context: None,
            rule: finding.rule.id,
            severity: finding.severity.name(),
            category: finding.rule.category.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            file: source.name(),
            range: JsonRange::new(source, finding.at.span),
            path,
            object: finding.at.object.map(|index| JsonObject::new(set, &set.objects[index])),
            labels: finding.labels.iter().map(|label| JsonLabel::new(source, label)).collect(),
            server: finding.server.map(Server::name),
            fix: fix.and_then(|fix| JsonFix::new(source, fix)),
        }
    }
}

impl<'a> JsonFix<'a> {
    /// None where the bytes of the file are not those of the text.
    fn new(source: &SourceFile, fix: &'a Fix) -> Option<Self> {
        let before = source.bytes_before()?;
        let mut edits: Vec<_> = fix.patch.edits.iter().collect();
        edits.sort_by_key(|edit| edit.span);
        let edits = edits.into_iter().map(|edit| JsonEdit {
            start_byte: edit.span.start + before,
            end_byte: edit.span.end + before,
            text: &edit.text,
        });
        Some(Self { applicability: fix.applicability.name(), title: &fix.title, edits: edits.collect() })
    }
}

impl JsonRange {
    fn new(source: &SourceFile, span: Span) -> Self {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl<'a> JsonLabel<'a> {
    fn new(source: &SourceFile, label: &'a Label) -> Self {
        Self { range: JsonRange::new(source, label.span), message: &label.message }
    }
}

impl<'a> JsonObject<'a> {
    fn new(set: &ManifestSet, object: &'a Object) -> Self {
        let id = &object.id;
        Self {
            api_version: &id.api_version,
            kind: &id.kind,
            namespace: id.namespace.as_deref(),
            name: id.name.as_deref(),
            managed_by: set.managed_by(object).map(|managed_by| managed_by.by),
        }
    }
}

impl From<Summary> for JsonSummary {
    fn from(summary: Summary) -> Self {
        Self {
            files: summary.files,
            documents: summary.documents,
            daemon_sets: summary.daemon_sets,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            suppressed: summary.suppressed,
            rejected: summary.rejected,
            in_baseline: summary.in_baseline,
            skipped: summary.skipped,
        }
    }
}
