//! Mounts of volumes into containers.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Container, PodSpec, Volume, VolumeMount};

use super::Sink;
use super::sink::shown;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go`, 1.37. Volumes that are
/// not declared are forbidden-pod-field.
pub(super) fn check(pod: &PodSpec, container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let is_privileged =
        container.security_context.as_ref().and_then(|context| context.privileged) == Some(true);
    let list = path.clone().key("volumeMounts");
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        sink.text(path.clone().key("name"), &mount.name);
        place(&mount.mount_path, path.clone().key("mountPath"), &mut known, sink);
        sub_path(mount, &list, &path, sink);
        propagation(mount, is_privileged, &list, &path, sink);
        recursive_read_only(mount, &list, &path, sink);
    }
    devices(pod, container, path, sink);
}

/// Volumes as they are, without a file system.
fn devices(pod: &PodSpec, container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let list = path.clone().key("volumeDevices");
    let mounts = container.volume_mounts.as_deref().unwrap_or_default();
    let mounted: BTreeSet<&str> = mounts.iter().map(|mount| mount.name.as_str()).collect();
    let mount_paths: BTreeSet<&str> = mounts.iter().map(|mount| mount.mount_path.as_str()).collect();
    // Of volumes with one name the first counts.
    let volumes: BTreeMap<&str, &Volume> =
        pod.volumes.iter().flatten().rev().map(|volume| (volume.name.as_str(), volume)).collect();
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, device) in container.volume_devices.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        let (name, at) = (path.clone().key("name"), path.key("devicePath"));
        if sink.text(name.clone(), &device.name) {
            if let Some(first) = names.get(device.name.as_str()) {
                sink.invalid(name.clone(), format!("{} is there twice", shown(&device.name)))
                    .other(first.clone(), "it is here, too");
            }
            names.insert(&device.name, name.clone());
        }
        let volume = volumes.get(device.name.as_str());
        let is_claim =
            |volume: &Volume| volume.persistent_volume_claim.is_some() || volume.ephemeral.is_some();
        if volume.is_some_and(|volume| !is_claim(volume)) {
            sink.invalid(name.clone(), format!("{} is no persistent volume", shown(&device.name)))
                .help("take a persistentVolumeClaim or an ephemeral volume, or mount it");
        }
        if !device.name.is_empty() && mounted.contains(device.name.as_str()) {
            sink.invalid(name, format!("{} is mounted, too", shown(&device.name)))
                .help("keep the device or the mount");
        }
        if device.device_path.split('/').any(|part| part == "..") {
            sink.invalid(at.clone(), "must not contain ..");
        }
        if !device.device_path.is_empty() && mount_paths.contains(device.device_path.as_str()) {
            sink.invalid(at.clone(), "a volume is mounted here, too");
        }
        place(&device.device_path, at, &mut known, sink);
    }
}

/// `validateMountRecursiveReadOnly`; the server names the list without the index.
fn recursive_read_only(mount: &VolumeMount, list: &FieldPath, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(word) = mount.recursive_read_only.as_deref() else { return };
    let at = path.clone().key("recursiveReadOnly");
    let field = list.clone().key("recursiveReadOnly");
    if !matches!(word, "Enabled" | "IfPossible") {
        sink.named_word(&field, at, Some(word), &["Disabled", "Enabled", "IfPossible"]);
        return;
    }
    if mount.read_only != Some(true) {
        sink.invalid(at.clone(), "only with `readOnly: true`")
            .named(&field)
            .help("set `readOnly: true` beside it");
    }
    let propagation = mount.mount_propagation.as_deref();
    if propagation.is_some_and(|propagation| propagation != "None") {
        sink.invalid(at, "not with mountPropagation")
            .named(&field)
            .other(path.clone().key("mountPropagation"), "must be None, or absent");
    }
}

/// Paths are compared as texts: `/a` and `/a/` are two.
fn place<'a>(text: &'a str, path: FieldPath, known: &mut BTreeMap<&'a str, FieldPath>, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), text) || has_placeholder(text) {
        return;
    }
    if let Some(first) = known.get(text) {
        sink.invalid(path, format!("{} is mounted twice", shown(text)))
            .other(first.clone(), "it is mounted here, too")
            .help("keep one of them, or mount the other elsewhere");
    } else {
        known.insert(text, path);
    }
}

/// The server names the list without the index.
fn sub_path(mount: &VolumeMount, list: &FieldPath, path: &FieldPath, sink: &mut Sink<'_>) {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let (plain, expression) = (given(&mount.sub_path), given(&mount.sub_path_expr));
    if !plain.is_empty() && !expression.is_empty() {
        sink.invalid(path.clone().key("subPathExpr"), "subPath and subPathExpr together")
            .help("keep one of them");
        return;
    }
    for (field, text) in [("subPath", plain), ("subPathExpr", expression)] {
        let what = if text.starts_with('/') {
            "must be relative"
        } else if text.split('/').any(|part| part == "..") {
            "must not contain .."
        } else {
            continue;
        };
        sink.invalid(list.clone().key(field), what)
            .at(path.clone().key(field))
            .help("write the path within the volume");
    }
}

fn propagation(
    mount: &VolumeMount,
    is_privileged: bool,
    list: &FieldPath,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let kind = mount.mount_propagation.as_deref();
    let at = path.clone().key("mountPropagation");
    if kind == Some("Bidirectional") && !is_privileged {
        sink.invalid(at, "Bidirectional needs a privileged container")
            .named(list.clone().key("mountPropagation"))
            .help("set securityContext.privileged in this container, or write HostToContainer");
        return;
    }
    let field = list.clone().key("mountPropagation");
    sink.named_word(&field, at, kind, &["None", "HostToContainer", "Bidirectional"]);
}
