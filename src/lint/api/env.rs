//! Environment variables.

use k8s_openapi::api::core::v1::{Container, EnvFromSource, EnvVar, EnvVarSource, FileKeySelector};

use super::names::Form;
use super::sink::shown;
use super::{Sink, downward};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::{has_placeholder, is_operator_asset};
use crate::yaml::FieldPath;

/// `ValidateEnv` and `ValidateEnvFrom` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, env) in container.env.iter().flatten().enumerate() {
        let path = path.clone().key("env").index(index);
        name(env, path.clone().key("name"), sink);
        if let Some(source) = &env.value_from {
            value_from(env, source, &path.key("valueFrom"), sink);
        }
    }
    let list = path.clone().key("envFrom");
    for (index, source) in container.env_from.iter().flatten().enumerate() {
        env_from(source, &list, &list.clone().index(index), sink);
    }
}

/// What has none of the sources, or both, is told of the list.
fn env_from(source: &EnvFromSource, list: &FieldPath, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.form(path.clone().key("prefix"), source.prefix.as_deref().unwrap_or_default(), Form::Variable);
    let names = [
        ("configMapRef", source.config_map_ref.as_ref().map(|config| config.name.as_str())),
        ("secretRef", source.secret_ref.as_ref().map(|secret| secret.name.as_str())),
    ];
    for (field, name) in names {
        let Some(name) = name else { continue };
        let path = path.clone().key(field).key("name");
        if sink.text(path.clone(), name) {
            sink.form(path, name, Form::Subdomain);
        }
    }
    match (&source.config_map_ref, &source.secret_ref) {
        (Some(_), Some(_)) => {
            sink.invalid(path.clone(), "configMapRef and secretRef together")
                .named(list)
                .help("make two items of it");
        }
        (None, None) => {
            sink.invalid(path.clone(), "neither configMapRef nor secretRef")
                .named(list)
                .help("name a ConfigMap or a Secret");
        }
        _ => {}
    }
}

/// Since 1.32 any printable character but `=` (gate `RelaxedEnvironmentVariableValidation`).
fn name(env: &EnvVar, path: FieldPath, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), &env.name) {
        return;
    }
    if !Form::Variable.fits(&env.name) && !has_placeholder(&env.name) {
        sink.invalid(path, format!("{} cannot be the name of a variable", shown(&env.name)))
            .help("write name and value apart: {name: A, value: b}");
    }
}

/// `validateEnvVarValueFrom` in `pkg/apis/core/validation/validation.go`, 1.37.
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
    } else if env.value.as_ref().is_some_and(|value| !value.is_empty()) {
        sink.invalid(path.clone(), "value and valueFrom together").help("keep one of them");
    } else if count > 1 {
        sink.invalid(path.clone(), "more than one source").help("keep one of them");
    }
    if let Some(field) = &source.field_ref {
        downward::field(field, &downward::OF_VARIABLES, &path.clone().key("fieldRef"), sink);
    }
    if let Some(field) = &source.resource_field_ref {
        downward::resource(field, false, &path.clone().key("resourceFieldRef"), sink);
    }
    if let Some(key) = &source.config_map_key_ref {
        data_key(&key.name, &key.key, &path.clone().key("configMapKeyRef"), sink);
    }
    if let Some(key) = &source.secret_key_ref {
        data_key(&key.name, &key.key, &path.clone().key("secretKeyRef"), sink);
    }
    if let Some(key) = &source.file_key_ref {
        file_key(key, &path.clone().key("fileKeyRef"), sink);
    }
}

/// `validateConfigMapKeySelector` and `validateSecretKeySelector`.
fn data_key(name: &str, key: &str, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.name(path.clone().key("name"), name, Form::Subdomain);
    let path = path.clone().key("key");
    if sink.text(path.clone(), key) {
        sink.form(path, key, Form::DataKey);
    }
}

/// `validateFileKeySelector`; servers before 1.35 drop the field.
fn file_key(file: &FileKeySelector, path: &FieldPath, sink: &mut Sink<'_>) {
    if sink.text(path.clone().key("key"), &file.key) {
        sink.form(path.clone().key("key"), &file.key, Form::Variable);
    }
    if sink.text(path.clone().key("volumeName"), &file.volume_name) {
        sink.form(path.clone().key("volumeName"), &file.volume_name, Form::Label);
    }
    if sink.text(path.clone().key("path"), &file.path) && file.path.split('/').any(|part| part == "..") {
        sink.invalid(path.clone().key("path"), "must not contain ..");
    }
}

/// `validateFileKeyRefVolumes` in `pkg/apis/core/validation/validation.go`, 1.37: an emptyDir of the pod.
pub(super) fn file_key_volumes(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    if is_operator_asset(cx.pod) {
        return;
    }
    for (path, container) in cx.containers() {
        for (index, env) in container.env.iter().flatten().enumerate() {
            let Some(file) = env.value_from.as_ref().and_then(|source| source.file_key_ref.as_ref()) else {
                continue;
            };
            let path = path.clone().key("env").index(index).key("valueFrom").key("fileKeyRef");
            let at = path.key("volumeName");
            let volume = cx.pod.volumes.iter().flatten().find(|volume| volume.name == file.volume_name);
            match volume {
                None if has_placeholder(&file.volume_name) => {}
                None => {
                    sink.invalid(at, format!("no volume {}", shown(&file.volume_name)))
                        .help("name an emptyDir of the pod");
                }
                Some(volume) if volume.empty_dir.is_none() && super::volumes::has_source(volume) => {
                    sink.invalid(at, format!("the volume {} is no emptyDir", shown(&file.volume_name)))
                        .help("name an emptyDir of the pod");
                }
                Some(_) => {}
            }
        }
    }
}
