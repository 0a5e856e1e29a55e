//! Names, labels and annotations, and the numbers of the DaemonSet itself.

use std::collections::BTreeMap;

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `TotalAnnotationSizeLimitB` in apimachinery `pkg/api/validation/objectmeta.go`, 1.34.
const MOST_ANNOTATION_BYTES: usize = 256 * 1024;

/// `ValidateObjectMeta` in apimachinery `pkg/api/validation/objectmeta.go`, 1.34; `ValidatePodTemplateSpec` and
/// `ValidateDaemonSetSpec` in `pkg/apis/core` and `pkg/apis/apps/validation/validation.go`.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let metadata = &cx.daemon_set.metadata;
    let path = FieldPath::parse("metadata");
    name(metadata.name.as_deref(), metadata.generate_name.as_deref(), sink);
    sink.form(path.clone().key("namespace"), metadata.namespace.as_deref().unwrap_or_default(), Form::Label);
    labels(metadata.labels.as_ref(), &path.clone().key("labels"), sink);
    annotations(metadata.annotations.as_ref(), &path.key("annotations"), sink);
    if let Some(metadata) = &cx.spec.template.metadata {
        let path = FieldPath::parse("spec.template.metadata");
        labels(metadata.labels.as_ref(), &path.clone().key("labels"), sink);
        annotations(metadata.annotations.as_ref(), &path.key("annotations"), sink);
    }
    let spec = FieldPath::parse("spec");
    sink.range(spec.clone().key("minReadySeconds"), cx.spec.min_ready_seconds.map(i64::from), 0, i64::MAX);
    sink.range(spec.key("revisionHistoryLimit"), cx.spec.revision_history_limit.map(i64::from), 0, i64::MAX);
}

fn name(name: Option<&str>, generated: Option<&str>, sink: &mut Sink<'_>) {
    let path = FieldPath::parse("metadata.name");
    match (name.unwrap_or_default(), generated.unwrap_or_default()) {
        ("", "") => {
            if let Some(fault) = sink.required(path) {
                fault.help("give the DaemonSet a name");
            }
        }
        ("", generated) => {
            // The server puts random letters behind it.
            sink.form(FieldPath::parse("metadata.generateName"), &format!("{generated}x"), Form::Subdomain);
        }
        (name, _) => sink.form(path, name, Form::Subdomain),
    }
}

/// `ValidateLabels` in apimachinery `pkg/apis/meta/v1/validation/validation.go`, 1.34, which names the map.
pub(super) fn labels(labels: Option<&BTreeMap<String, String>>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (key, value) in labels.into_iter().flatten() {
        let at = path.clone().entry(key);
        if !Form::Key.fits(key) && !has_placeholder(key) {
            sink.invalid(path.clone(), format!("{} cannot be a key", shown(key)))
                .at(at.clone())
                .help(Form::Key.advice());
        }
        if !Form::Value.fits(value) && !has_placeholder(value) {
            sink.invalid(path.clone(), format!("{} cannot be a value", shown(value)))
                .at(at)
                .help(Form::Value.advice());
        }
    }
}

/// `ValidateAnnotations` in apimachinery `pkg/api/validation/objectmeta.go`, 1.34: keys count in lower case.
fn annotations(annotations: Option<&BTreeMap<String, String>>, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut size = 0;
    for (key, value) in annotations.into_iter().flatten() {
        size += key.len() + value.len();
        if !Form::Key.fits(&key.to_ascii_lowercase()) && !has_placeholder(key) {
            sink.invalid(path.clone(), format!("{} cannot be a key", shown(key)))
                .at(path.clone().entry(key))
                .help(Form::Key.advice());
        }
    }
    if size > MOST_ANNOTATION_BYTES {
        sink.invalid(path.clone(), format!("{size} bytes; at most {MOST_ANNOTATION_BYTES}"))
            .help("move large texts into a ConfigMap");
    }
}
