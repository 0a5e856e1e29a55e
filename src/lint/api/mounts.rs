//! Mounts of volumes into containers.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, VolumeMount};

use super::Sink;
use super::sink::shown;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go`, 1.34. Volumes that are
/// not declared are forbidden-pod-field.
pub(super) fn check(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
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
    }
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, device) in container.volume_devices.iter().flatten().enumerate() {
        let path = path.clone().key("volumeDevices").index(index);
        sink.text(path.clone().key("name"), &device.name);
        place(&device.device_path, path.key("devicePath"), &mut known, sink);
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
        sink.invalid(list.clone().key("mountPropagation"), "Bidirectional needs a privileged container")
            .at(at)
            .help("set securityContext.privileged in this container, or write HostToContainer");
        return;
    }
    sink.one_of(at, kind, &["None", "HostToContainer", "Bidirectional"]);
}
