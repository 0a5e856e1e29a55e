//! The sources of volumes, each by its own rules.

use k8s_openapi::api::core::v1::{
    DownwardAPIVolumeFile, HostPathVolumeSource, KeyToPath, ProjectedVolumeSource, Volume,
};

use super::Sink;
use super::sink::shown;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `validHostPathTypes` in `pkg/apis/core/validation/validation.go`, 1.34.
const HOST_PATH_TYPES: [&str; 7] =
    ["DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];

/// `rwx` for all three.
const HIGHEST_MODE: i32 = 0o777;

/// The functions named `validate…VolumeSource` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let field = |source: &'static str, name: &'static str| path.clone().key(source).key(name);
    if let Some(source) = &volume.host_path {
        host_path(source, &path.clone().key("hostPath"), sink);
    }
    if let Some(source) = &volume.config_map {
        sink.text(field("configMap", "name"), &source.name);
        mode(source.default_mode, field("configMap", "defaultMode"), sink);
        items(source.items.as_deref(), &field("configMap", "items"), sink);
    }
    if let Some(source) = &volume.secret {
        sink.text(field("secret", "secretName"), source.secret_name.as_deref().unwrap_or_default());
        mode(source.default_mode, field("secret", "defaultMode"), sink);
        items(source.items.as_deref(), &field("secret", "items"), sink);
    }
    if let Some(source) = &volume.downward_api {
        mode(source.default_mode, field("downwardAPI", "defaultMode"), sink);
        downward(source.items.as_deref(), &field("downwardAPI", "items"), sink);
    }
    if let Some(source) = &volume.projected {
        projected(source, &path.clone().key("projected"), sink);
    }
    if let Some(source) = &volume.persistent_volume_claim {
        sink.text(field("persistentVolumeClaim", "claimName"), &source.claim_name);
    }
    if let Some(source) = &volume.csi {
        sink.text(field("csi", "driver"), &source.driver);
    }
    if let Some(source) = &volume.nfs {
        sink.text(field("nfs", "server"), &source.server);
        let path = field("nfs", "path");
        if sink.text(path.clone(), &source.path)
            && !source.path.starts_with('/')
            && !has_placeholder(&source.path)
        {
            sink.invalid(path, "must start with /");
        }
    }
}

/// A relative path passes here, and fails on the node.
fn host_path(source: &HostPathVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let field = path.clone().key("path");
    if sink.text(field.clone(), &source.path) && source.path.split('/').any(|part| part == "..") {
        sink.invalid(field, "must not contain ..").help("write the path without a detour");
    }
    sink.one_of(path.clone().key("type"), source.type_.as_deref(), &HOST_PATH_TYPES);
}

fn mode(mode: Option<i32>, path: FieldPath, sink: &mut Sink<'_>) {
    let Some(mode) = mode.filter(|mode| !(0..=HIGHEST_MODE).contains(mode)) else { return };
    let digits = mode.to_string();
    let is_octal = digits.len() == 3 && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let fault = sink.invalid(path, format!("{mode} is {mode:#o}; at most 0777").replace("0o", "0"));
    if is_octal {
        fault.help(format!(
            "write 0{mode}: without the zero the number is decimal (in JSON write {})",
            decimal(&digits)
        ));
    } else {
        fault.help("write an octal number with a zero in front, such as 0644");
    }
}

/// An octal number as JSON has to write it.
fn decimal(digits: &str) -> i32 {
    i32::from_str_radix(digits, 8).unwrap_or_default()
}

fn items(items: Option<&[KeyToPath]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = path.clone().index(index);
        sink.text(path.clone().key("key"), &item.key);
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.key("mode"), sink);
    }
}

fn downward(items: Option<&[DownwardAPIVolumeFile]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = path.clone().index(index);
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.clone().key("mode"), sink);
        match (&item.field_ref, &item.resource_field_ref) {
            (None, None) => {
                sink.required(path.key("fieldRef"));
            }
            (Some(_), Some(_)) => {
                sink.invalid(path, "fieldRef and resourceFieldRef together").help("keep one of them");
            }
            _ => {}
        }
    }
}

fn projected(source: &ProjectedVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    mode(source.default_mode, path.clone().key("defaultMode"), sink);
    for (index, source) in source.sources.iter().flatten().enumerate() {
        let path = path.clone().key("sources").index(index);
        let field = |source: &'static str, name: &'static str| path.clone().key(source).key(name);
        if let Some(secret) = &source.secret {
            sink.text(field("secret", "name"), &secret.name);
            items(secret.items.as_deref(), &field("secret", "items"), sink);
        }
        if let Some(config) = &source.config_map {
            sink.text(field("configMap", "name"), &config.name);
            items(config.items.as_deref(), &field("configMap", "items"), sink);
        }
        if let Some(fields) = &source.downward_api {
            downward(fields.items.as_deref(), &field("downwardAPI", "items"), sink);
        }
        if let Some(token) = &source.service_account_token {
            sink.text(field("serviceAccountToken", "path"), &token.path);
            let seconds = field("serviceAccountToken", "expirationSeconds");
            sink.range(seconds, token.expiration_seconds, 600, 1 << 32);
        }
    }
}

/// `validateLocalNonReservedPath` in `pkg/apis/core/validation/validation.go`, 1.34.
fn local_path(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), text) {
        return;
    }
    if text.starts_with('/') {
        sink.invalid(path, format!("{} must be relative", shown(text)))
            .help("write the path within the volume");
    } else if text.starts_with("..") || text.split('/').any(|part| part == "..") {
        sink.invalid(path, "must not contain ..").help("write the path within the volume");
    }
}
