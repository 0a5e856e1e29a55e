//! The sources of volumes, each by its own rules.

use k8s_openapi::api::core::v1::{
    CSIVolumeSource, DownwardAPIVolumeFile, HostPathVolumeSource, ImageVolumeSource, KeyToPath, Volume,
};

use super::names::Form;
use super::resources::read;
use super::sink::shown;
use super::{Sink, claim_templates, downward, projected};
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `validHostPathTypes` in `pkg/apis/core/validation/validation.go`, 1.37.
const HOST_PATH_TYPES: [&str; 7] =
    ["DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];

/// `rwx` for all three.
const HIGHEST_MODE: i32 = 0o777;

/// Of drivers of CSI.
const LONGEST_DRIVER: usize = 63;

/// The functions named `validate…VolumeSource` in `pkg/apis/core/validation/validation.go`, 1.37.
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
        downward_files(source.items.as_deref(), &path.clone().key("downwardAPI"), sink);
    }
    if let Some(source) = &volume.projected {
        projected::check(source, &path.clone().key("projected"), sink);
    }
    if let Some(source) = &volume.persistent_volume_claim {
        sink.text(field("persistentVolumeClaim", "claimName"), &source.claim_name);
    }
    if let Some(source) = &volume.csi {
        csi(source, &path.clone().key("csi"), sink);
    }
    let limit = volume.empty_dir.as_ref().and_then(|source| source.size_limit.as_ref());
    if limit.and_then(read).is_some_and(|limit| limit.is_negative()) {
        sink.invalid(field("emptyDir", "sizeLimit"), "must not be negative").help("remove it, or raise it");
    }
    if let Some(source) = &volume.ephemeral {
        claim_templates::check(source, &path.clone().key("ephemeral"), sink);
    }
    if let Some(source) = &volume.image {
        image(source, &path.clone().key("image"), sink);
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

/// `validateCSIVolumeSource`; of the name of the secret the server names a field that is not there.
fn csi(source: &CSIVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let field = path.clone().key("driver");
    if sink.text(field.clone(), &source.driver) && !has_placeholder(&source.driver) {
        if source.driver.len() > LONGEST_DRIVER {
            sink.invalid(
                field.clone(),
                format!("{} characters; at most {LONGEST_DRIVER}", source.driver.len()),
            );
        }
        if !Form::Subdomain.fits(&source.driver.to_ascii_lowercase()) {
            sink.invalid(field, format!("{} cannot be a name", shown(&source.driver)))
                .help(Form::Subdomain.advice());
        }
    }
    let Some(secret) = &source.node_publish_secret_ref else { return };
    let at = path.clone().key("nodePublishSecretRef").key("name");
    if sink.text(at.clone(), &secret.name)
        && !Form::Subdomain.fits(&secret.name)
        && !has_placeholder(&secret.name)
    {
        sink.invalid(at, format!("{} cannot be a name", shown(&secret.name)))
            .named(path.clone().key("name"))
            .help(Form::Subdomain.advice());
    }
}

/// `validateImageVolumeSource`.
fn image(source: &ImageVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.text(path.clone().key("reference"), source.reference.as_deref().unwrap_or_default());
    let policy = source.pull_policy.as_deref();
    sink.one_of(path.clone().key("pullPolicy"), policy, &["Always", "IfNotPresent", "Never"]);
}

/// A relative path passes here, and fails on the node.
fn host_path(source: &HostPathVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let field = path.clone().key("path");
    if sink.text(field.clone(), &source.path) && source.path.split('/').any(|part| part == "..") {
        sink.invalid(field, "must not contain ..").help("write the path without a detour");
    }
    sink.one_of(path.clone().key("type"), source.type_.as_deref(), &HOST_PATH_TYPES);
}

pub(super) fn mode(mode: Option<i32>, path: FieldPath, sink: &mut Sink<'_>) {
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

/// `validateUserField`: servers without the gate drop it.
pub(super) fn items(items: Option<&[KeyToPath]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = path.clone().index(index);
        sink.text(path.clone().key("key"), &item.key);
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.key("mode"), sink);
    }
}

/// `validateDownwardAPIVolumeFile`; the server names the source without the item.
pub(super) fn downward_files(
    items: Option<&[DownwardAPIVolumeFile]>,
    source: &FieldPath,
    sink: &mut Sink<'_>,
) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = source.clone().key("items").index(index);
        let start = sink.len();
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.clone().key("mode"), sink);
        if let Some(field) = &item.field_ref {
            downward::field(field, &downward::OF_VOLUMES, &path.clone().key("fieldRef"), sink);
        } else if let Some(resource) = &item.resource_field_ref {
            downward::resource(resource, true, &path.clone().key("resourceFieldRef"), sink);
        }
        match (&item.field_ref, &item.resource_field_ref) {
            (None, None) => {
                if let Some(fault) = sink.required(path.clone().key("fieldRef")) {
                    fault.named(&path).help("name a field in fieldRef, or a resource in resourceFieldRef");
                }
            }
            (Some(_), Some(_)) => {
                sink.invalid(path.clone(), "fieldRef and resourceFieldRef together").help("keep one of them");
            }
            _ => {}
        }
        sink.shorten_from(start, &path.to_string(), &source.to_string());
    }
}

/// `validateLocalNonReservedPath` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn local_path(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
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
