//! Names, labels and annotations, and the numbers of the DaemonSet itself.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `TotalAnnotationSizeLimitB` in apimachinery `pkg/api/validation/objectmeta.go`, 1.37.
const MOST_ANNOTATION_BYTES: usize = 256 * 1024;

/// `ValidateObjectMeta` in apimachinery `pkg/api/validation/objectmeta.go`, 1.37; `ValidatePodTemplateSpec` and
/// `ValidateDaemonSetSpec` in `pkg/apis/core` and `pkg/apis/apps/validation/validation.go`.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let metadata = &cx.daemon_set.metadata;
    let path = FieldPath::parse("metadata");
    name(metadata.name.as_deref(), metadata.generate_name.as_deref(), sink);
    sink.form(path.clone().key("namespace"), metadata.namespace.as_deref().unwrap_or_default(), Form::Label);
    labels(metadata.labels.as_ref(), &path.clone().key("labels"), sink);
    let annotations = metadata.annotations.as_ref();
    annotation_keys(annotations, &path.clone().key("annotations"), "metadata.annotations", sink);
    generation(annotations, &path.clone().key("annotations"), sink);
    finalizers(metadata.finalizers.as_deref(), &path.clone().key("finalizers"), sink);
    owners(metadata.owner_references.as_deref(), &path.key("ownerReferences"), sink);
    if let Some(metadata) = &cx.spec.template.metadata {
        let path = FieldPath::parse("spec.template.metadata");
        named_labels(metadata.labels.as_ref(), &path.clone().key("labels"), "spec.template.labels", sink);
        let path = path.key("annotations");
        annotation_keys(metadata.annotations.as_ref(), &path, "spec.template.annotations", sink);
    }
    let spec = FieldPath::parse("spec");
    sink.range(spec.clone().key("minReadySeconds"), cx.spec.min_ready_seconds.map(i64::from), 0, i64::MAX);
    sink.range(spec.key("revisionHistoryLimit"), cx.spec.revision_history_limit.map(i64::from), 0, i64::MAX);
}

fn name(name: Option<&str>, generated: Option<&str>, sink: &mut Sink<'_>) {
    let path = FieldPath::parse("metadata.name");
    let (name, generated) = (name.unwrap_or_default(), generated.unwrap_or_default());
    if name.is_empty()
        && generated.is_empty()
        && let Some(fault) = sink.required(path.clone())
    {
        fault.help("give the DaemonSet a name");
    }
    sink.form(path, name, Form::Subdomain);
    // `maskTrailingDash`: the server puts random letters behind it, even where there is a name.
    let whole = match generated.strip_suffix('-') {
        Some(start) if !start.is_empty() => format!("{}a", start.get(..start.len() - 1).unwrap_or(start)),
        _ => generated.to_owned(),
    };
    sink.form(FieldPath::parse("metadata.generateName"), &whole, Form::Subdomain);
}

/// `ValidateLabels` in apimachinery `pkg/apis/meta/v1/validation/validation.go`, 1.37, which names the map.
pub(super) fn labels(labels: Option<&BTreeMap<String, String>>, path: &FieldPath, sink: &mut Sink<'_>) {
    named_labels(labels, path, &path.to_string(), sink);
}

/// The same where the server has another name for the map: `spec.template.labels`.
fn named_labels(
    labels: Option<&BTreeMap<String, String>>,
    path: &FieldPath,
    field: &str,
    sink: &mut Sink<'_>,
) {
    for (key, value) in labels.into_iter().flatten() {
        let at = path.clone().entry(key);
        if !Form::Key.fits(key) && !has_placeholder(key) {
            sink.invalid(at.clone(), format!("{} cannot be a key", shown(key)))
                .named(field)
                .help(Form::Key.advice());
        }
        if !Form::Value.fits(value) && !has_placeholder(value) {
            sink.invalid(at, format!("{} cannot be a value", shown(value)))
                .named(field)
                .help(Form::Value.advice());
        }
    }
}

/// `ValidateAnnotations` in apimachinery `pkg/api/validation/objectmeta.go`, 1.37: keys count in lower case.
pub(super) fn annotation_keys(
    annotations: Option<&BTreeMap<String, String>>,
    path: &FieldPath,
    field: &str,
    sink: &mut Sink<'_>,
) {
    let mut size = 0;
    for (key, value) in annotations.into_iter().flatten() {
        size += key.len() + value.len();
        if !Form::Key.fits(&key.to_ascii_lowercase()) && !has_placeholder(key) {
            sink.invalid(path.clone().entry(key), format!("{} cannot be a key", shown(key)))
                .named(field)
                .help(Form::Key.advice());
        }
    }
    if size > MOST_ANNOTATION_BYTES {
        sink.invalid(path.clone(), format!("{size} bytes; at most {MOST_ANNOTATION_BYTES}"))
            .named(field)
            .help("move large texts into a ConfigMap");
    }
}

/// `Convert_v1_DaemonSet_To_apps_DaemonSet` in `pkg/apis/apps/v1/conversion.go`, 1.37 reads an old field from here.
fn generation(annotations: Option<&BTreeMap<String, String>>, path: &FieldPath, sink: &mut Sink<'_>) {
    const KEY: &str = "deprecated.daemonset.template.generation";
    let Some(text) = annotations.and_then(|annotations| annotations.get(KEY)) else { return };
    let at = path.clone().entry(KEY);
    match text.parse::<i64>() {
        Ok(number) => sink.range(at, Some(number), 0, i64::MAX),
        Err(_) if has_placeholder(text) => {}
        Err(_) => {
            sink.invalid(at, format!("{} is no whole number", shown(text))).help("remove the annotation");
        }
    }
}

/// `ValidateFinalizers` in apimachinery, and `validateKubeFinalizerName` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn finalizers(list: Option<&[String]>, path: &FieldPath, sink: &mut Sink<'_>) {
    const STANDARD: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];
    for (index, name) in list.unwrap_or_default().iter().enumerate() {
        let is_known = Form::Key.fits(name) && (name.contains('/') || STANDARD.contains(&name.as_str()));
        if !is_known && !has_placeholder(name) {
            sink.invalid(path.clone().index(index), format!("{} cannot be a finalizer", shown(name)))
                .named(path)
                .help("write a name behind a domain: example.com/agent");
        }
    }
    let list = list.unwrap_or_default();
    let has = |wanted: &str| list.iter().any(|name| name == wanted);
    if has("orphan") && has("foregroundDeletion") {
        sink.invalid(path.clone(), "orphan and foregroundDeletion together");
    }
}

/// `ValidateOwnerReferences` in apimachinery `pkg/api/validation/objectmeta.go`, 1.37.
fn owners(list: Option<&[OwnerReference]>, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut controllers = 0;
    let list = list.unwrap_or_default();
    let mut known = BTreeSet::new();
    for (index, owner) in list.iter().enumerate() {
        let path = path.clone().index(index);
        let fields = [("apiVersion", &owner.api_version), ("kind", &owner.kind), ("name", &owner.name)];
        for (field, text) in fields.into_iter().chain([("uid", &owner.uid)]) {
            sink.text(path.clone().key(field), text);
        }
        if owner.api_version.matches('/').count() > 1 || owner.api_version.ends_with('/') {
            sink.invalid(path.clone().key("apiVersion"), "must be a group and a version");
        }
        if (owner.api_version.as_str(), owner.kind.as_str()) == ("v1", "Event") {
            sink.invalid(path, "an event owns nothing");
        }
        // The server drops what repeats.
        let fields = (&owner.api_version, &owner.kind, &owner.name, &owner.uid);
        let is_again = !known.insert((fields, owner.controller, owner.block_owner_deletion));
        controllers += usize::from(owner.controller == Some(true) && !is_again);
    }
    if controllers > 1 {
        sink.invalid(path.clone(), "more than one controller");
    }
}
