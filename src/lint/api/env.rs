//! Environment variables.

use k8s_openapi::api::core::v1::{Container, EnvVar, EnvVarSource};

use super::Sink;
use super::sink::shown;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `validEnvDownwardAPIFieldPathExpressions` in `pkg/apis/core/validation/validation.go`, 1.34, and the old name of
/// `spec.nodeName` that is still converted.
const FIELD_PATHS: [&str; 10] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
    "spec.host",
];

/// `ValidateEnv` and `ValidateEnvFrom` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, env) in container.env.iter().flatten().enumerate() {
        let path = path.clone().key("env").index(index);
        name(env, path.clone().key("name"), sink);
        if let Some(source) = &env.value_from {
            value_from(env, source, &path.key("valueFrom"), sink);
        }
    }
    for (index, source) in container.env_from.iter().flatten().enumerate() {
        let path = path.clone().key("envFrom").index(index);
        match (&source.config_map_ref, &source.secret_ref) {
            (Some(_), Some(_)) => {
                sink.invalid(path, "configMapRef and secretRef together").help("make two items of it");
            }
            (None, None) => {
                sink.invalid(path, "neither configMapRef nor secretRef").help("name a ConfigMap or a Secret");
            }
            _ => {}
        }
    }
}

/// Since 1.32 any printable character but `=` (gate `RelaxedEnvironmentVariableValidation`).
fn name(env: &EnvVar, path: FieldPath, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), &env.name) {
        return;
    }
    let is_legal = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'=';
    if !env.name.bytes().all(is_legal) && !has_placeholder(&env.name) {
        sink.invalid(path, format!("{} cannot be the name of a variable", shown(&env.name)))
            .help("write name and value apart: {name: A, value: b}");
    }
}

/// `validateEnvVarValueFrom` in `pkg/apis/core/validation/validation.go`, 1.34.
fn value_from(env: &EnvVar, source: &EnvVarSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let written = [
        source.field_ref.is_some(),
        source.resource_field_ref.is_some(),
        source.config_map_key_ref.is_some(),
        source.secret_key_ref.is_some(),
        source.file_key_ref.is_some(),
    ];
    let count = written.into_iter().filter(|is_written| *is_written).count();
    if count == 0 {
        sink.required(path.clone());
    } else if count > 1 {
        sink.invalid(path.clone(), "more than one source").help("keep one of them");
    } else if env.value.as_ref().is_some_and(|value| !value.is_empty()) {
        sink.invalid(path.clone(), "value and valueFrom together").help("keep one of them");
    }
    if let Some(field) = &source.field_ref {
        field_path(&field.field_path, path.clone().key("fieldRef").key("fieldPath"), sink);
    }
    if let Some(key) = &source.config_map_key_ref {
        sink.text(path.clone().key("configMapKeyRef").key("key"), &key.key);
    }
    if let Some(key) = &source.secret_key_ref {
        sink.text(path.clone().key("secretKeyRef").key("key"), &key.key);
    }
    if let Some(field) = &source.resource_field_ref {
        sink.text(path.clone().key("resourceFieldRef").key("resource"), &field.resource);
    }
}

fn field_path(field: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), field) {
        return;
    }
    let is_entry = |map: &str| {
        field
            .strip_prefix(map)
            .is_some_and(|rest| rest.starts_with("['") && rest.ends_with("']") && rest.len() > 4)
    };
    let is_known =
        FIELD_PATHS.contains(&field) || is_entry("metadata.labels") || is_entry("metadata.annotations");
    if !is_known && !has_placeholder(field) {
        sink.invalid(path, format!("no field {} for variables", shown(field)))
            .help("take one of metadata.name, metadata.namespace, metadata.labels['x'], spec.nodeName, status.hostIP, …");
    }
}
