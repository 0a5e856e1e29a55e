//! Ephemeral volumes: the claim that is made for each pod.

use k8s_openapi::api::core::v1::{
    EphemeralVolumeSource, PersistentVolumeClaimSpec, TypedLocalObjectReference, TypedObjectReference,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::names::Form;
use super::resources::amount;
use super::sink::shown;
use super::{Sink, metadata, selectors};
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const MODES: [&str; 4] = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];

/// `validateEphemeralVolumeSource` and `ValidatePersistentVolumeClaimTemplate` in
/// `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(source: &EphemeralVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let path = path.clone().key("volumeClaimTemplate");
    let Some(template) = &source.volume_claim_template else {
        sink.required(path);
        return;
    };
    if let Some(metadata) = &template.metadata {
        template_metadata(metadata, &path.clone().key("metadata"), sink);
    }
    claim(&template.spec, &path.key("spec"), sink);
}

/// `ValidateTemplateObjectMeta`: labels and annotations alone; what has no such field in the API is dropped.
fn template_metadata(metadata: &ObjectMeta, path: &FieldPath, sink: &mut Sink<'_>) {
    metadata::labels(metadata.labels.as_ref(), &path.clone().key("labels"), sink);
    let notes = path.clone().key("annotations");
    metadata::annotation_keys(metadata.annotations.as_ref(), &notes, &notes.to_string(), sink);
    let is_text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let written = [
        ("name", is_text(&metadata.name)),
        ("generateName", is_text(&metadata.generate_name)),
        ("namespace", is_text(&metadata.namespace)),
        ("selfLink", is_text(&metadata.self_link)),
        ("uid", is_text(&metadata.uid)),
        ("resourceVersion", is_text(&metadata.resource_version)),
        ("generation", metadata.generation.is_some_and(|number| number != 0)),
        ("creationTimestamp", metadata.creation_timestamp.is_some()),
        ("deletionTimestamp", metadata.deletion_timestamp.is_some()),
        ("deletionGracePeriodSeconds", metadata.deletion_grace_period_seconds.is_some()),
        ("ownerReferences", metadata.owner_references.is_some()),
        ("finalizers", metadata.finalizers.is_some()),
        ("managedFields", metadata.managed_fields.is_some()),
    ];
    for (field, _) in written.into_iter().filter(|(_, is_written)| *is_written) {
        sink.invalid(path.clone().key(field), "not in the template of a claim")
            .named(path)
            .help("remove it: the claim is named after pod and volume");
    }
}

/// `ValidatePersistentVolumeClaimSpec`.
fn claim(spec: &PersistentVolumeClaimSpec, path: &FieldPath, sink: &mut Sink<'_>) {
    access_modes(spec.access_modes.as_deref().unwrap_or_default(), &path.clone().key("accessModes"), sink);
    selectors::check(spec.selector.as_ref(), &path.clone().key("selector"), sink);
    storage(spec, path, sink);
    for (field, class) in [
        ("storageClassName", &spec.storage_class_name),
        ("volumeAttributesClassName", &spec.volume_attributes_class_name),
    ] {
        sink.form(path.clone().key(field), class.as_deref().unwrap_or_default(), Form::Subdomain);
    }
    sink.word(path.clone().key("volumeMode"), spec.volume_mode.as_deref(), &["Block", "Filesystem"]);
    data_sources(spec, path, sink);
}

/// Of all modes the server names the list.
fn access_modes(modes: &[String], path: &FieldPath, sink: &mut Sink<'_>) {
    if modes.is_empty()
        && let Some(fault) = sink.required(path.clone())
    {
        fault.help("write `accessModes: [ReadWriteOnce]`");
    }
    for (index, mode) in modes.iter().enumerate() {
        sink.named_word(path, path.clone().index(index), Some(mode), &MODES);
    }
    let is_alone = |mode: &&String| mode.as_str() == "ReadWriteOncePod";
    let known = modes.iter().filter(|mode| MODES.contains(&mode.as_str()));
    if modes.iter().any(|mode| is_alone(&mode)) && !known.clone().all(|mode| is_alone(&mode)) {
        sink.invalid(path.clone(), "ReadWriteOncePod beside other modes").help("keep it alone");
    }
}

fn storage(spec: &PersistentVolumeClaimSpec, path: &FieldPath, sink: &mut Sink<'_>) {
    let requests = spec.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    let field = format!("{path}.resources[storage]");
    let at = path.clone().key("resources").key("requests").key("storage");
    if requests.is_none_or(|requests| !requests.contains_key("storage")) {
        if let Some(fault) = sink.required(at) {
            fault.named(field).help("say how large the volume is");
        }
        return;
    }
    if amount(requests, "storage").is_some_and(|amount| amount.is_zero() || amount.is_negative()) {
        sink.invalid(at, "must be above 0").named(field);
    }
}

fn data_sources(spec: &PersistentVolumeClaimSpec, path: &FieldPath, sink: &mut Sink<'_>) {
    if let Some(TypedLocalObjectReference { api_group, kind, name }) = &spec.data_source {
        source(api_group.as_deref(), kind, name, &path.clone().key("dataSource"), sink);
    }
    if let Some(TypedObjectReference { api_group, kind, name, namespace }) = &spec.data_source_ref {
        let path = path.clone().key("dataSourceRef");
        source(api_group.as_deref(), kind, name, &path, sink);
        sink.form(path.key("namespace"), namespace.as_deref().unwrap_or_default(), Form::Label);
    }
    let (Some(one), Some(other)) = (&spec.data_source, &spec.data_source_ref) else { return };
    let is_elsewhere = other.namespace.as_ref().is_some_and(|namespace| !namespace.is_empty());
    let is_same = (&one.api_group, &one.kind, &one.name) == (&other.api_group, &other.kind, &other.name);
    if is_elsewhere || !is_same {
        sink.invalid(path.clone().key("dataSource"), "not what dataSourceRef says")
            .named(path)
            .help("remove dataSource: dataSourceRef says it all");
    }
}

/// `validateDataSource` and `validateDataSourceRef`.
fn source(group: Option<&str>, kind: &str, name: &str, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.text(path.clone().key("name"), name);
    sink.text(path.clone().key("kind"), kind);
    let group = group.unwrap_or_default();
    sink.form(path.clone().key("apiGroup"), group, Form::Subdomain);
    if group.is_empty() && kind != "PersistentVolumeClaim" && !kind.is_empty() && !has_placeholder(kind) {
        sink.invalid(path.clone().key("kind"), format!("{} needs an apiGroup", shown(kind)))
            .named(path)
            .help("write the apiGroup, such as snapshot.storage.k8s.io");
    }
}
