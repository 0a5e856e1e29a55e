//! Fields of the pod and its resources that variables and files can show.

use k8s_openapi::api::core::v1::{ObjectFieldSelector, ResourceFieldSelector};

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::placeholder::has_placeholder;
use crate::placement::Quantity;
use crate::yaml::FieldPath;

/// `validEnvDownwardAPIFieldPathExpressions` in `pkg/apis/core/validation/validation.go`, 1.37, and the old name of
/// `spec.nodeName` that is still converted.
pub(super) const OF_VARIABLES: [&str; 10] = [
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

/// `validVolumeDownwardAPIFieldPathExpressions`.
pub(super) const OF_VOLUMES: [&str; 5] =
    ["metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"];

/// `validContainerResourceFieldPathExpressions`.
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
];

/// `validContainerResourceFieldPathPrefixesWithDownwardAPIHugePages`.
const HUGE_PAGES: [&str; 2] = ["requests.hugepages-", "limits.hugepages-"];

/// `validContainerResourceDivisorForMemory`, the same as for storage and huge pages.
const DIVISORS: [&str; 13] =
    ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// `validateObjectFieldSelector` in `pkg/apis/core/validation/validation.go`, 1.37. Of a key in brackets the server names
/// the whole reference.
pub(super) fn field(reference: &ObjectFieldSelector, known: &[&str], path: &FieldPath, sink: &mut Sink<'_>) {
    let text = reference.field_path.as_str();
    let at = path.clone().key("fieldPath");
    let version = reference.api_version.as_deref().unwrap_or_default();
    if !matches!(version, "" | "v1") && !has_placeholder(version) {
        sink.invalid(path.clone().key("apiVersion"), format!("no pods of version {}", shown(version)))
            .named(&at)
            .help("remove it: it is v1");
        return;
    }
    if !sink.text(at.clone(), text) || has_placeholder(text) {
        return;
    }
    match subscript(text) {
        Some(("metadata.labels", key)) => subscripted(key, key, path, at, sink),
        Some(("metadata.annotations", key)) => subscripted(key, &key.to_ascii_lowercase(), path, at, sink),
        Some((map, _)) => {
            sink.invalid(at, format!("{map} has no keys"));
        }
        None if known.contains(&text) => {}
        None => {
            sink.invalid(at, format!("no field {} here", shown(text)))
                .help(format!("take one of {}, or one label: metadata.labels['x']", known.join(", ")));
        }
    }
}

fn subscripted(key: &str, checked: &str, path: &FieldPath, at: FieldPath, sink: &mut Sink<'_>) {
    if !Form::Key.fits(checked) {
        sink.invalid(at, format!("{} cannot be a key", shown(key))).named(path).help(Form::Key.advice());
    }
}

/// `SplitMaybeSubscriptedPath` in `pkg/fieldpath/fieldpath.go`.
fn subscript(text: &str) -> Option<(&str, &str)> {
    let (map, key) = text.strip_suffix("']")?.split_once("['")?;
    (!map.is_empty()).then_some((map, key))
}

/// `validateContainerResourceFieldSelector`.
pub(super) fn resource(
    reference: &ResourceFieldSelector,
    is_of_volume: bool,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let resource = reference.resource.as_str();
    if is_of_volume && reference.container_name.as_ref().is_none_or(String::is_empty) {
        if let Some(fault) = sink.required(path.clone().key("containerName")) {
            fault.help("name the container whose resources are meant");
        }
    } else if sink.text(path.clone().key("resource"), resource) {
        let is_known =
            RESOURCES.contains(&resource) || HUGE_PAGES.iter().any(|start| resource.starts_with(start));
        if !is_known && !has_placeholder(resource) {
            sink.invalid(path.clone().key("resource"), format!("no resource {} here", shown(resource)))
                .help(format!("take one of {}", RESOURCES.join(", ")));
        }
    }
    divisor(reference, path.clone().key("divisor"), sink);
}

/// `validateContainerResourceDivisor`: the server compares the amounts as it writes them.
fn divisor(reference: &ResourceFieldSelector, path: FieldPath, sink: &mut Sink<'_>) {
    let divisor = reference.divisor.as_ref().and_then(|divisor| divisor.0.parse::<Quantity>().ok());
    let Some(divisor) = divisor.filter(|divisor| !divisor.is_zero()) else { return };
    let resource = reference.resource.as_str();
    let known: &[&str] = match resource.split_once('.') {
        Some(("limits" | "requests", "cpu")) => &["1m", "1"],
        Some(("limits" | "requests", "memory" | "ephemeral-storage")) => &DIVISORS,
        _ if HUGE_PAGES.iter().any(|start| resource.starts_with(start)) => &DIVISORS,
        _ => return,
    };
    let written = divisor.to_string();
    if !known.contains(&written.as_str()) {
        sink.invalid(path, format!("{resource} cannot be divided by {written}"))
            .help(format!("write one of {}", known.join(", ")));
    }
}
