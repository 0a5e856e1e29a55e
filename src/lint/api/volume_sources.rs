//! The sources of volumes, each by its own rules.

use k8s_openapi::api::core::v1::{CSIVolumeSource, HostPathVolumeSource, ImageVolumeSource, Volume};

use super::names::Form;
use super::resources::read;
use super::sink::shown;
use super::volume_files::{downward_files, items, mode};
use super::{Sink, claim_templates, projected};
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `validHostPathTypes` in `pkg/apis/core/validation/validation.go`, 1.37.
const HOST_PATH_TYPES: [&str; 7] =
    ["DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];

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
