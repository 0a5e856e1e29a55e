//! Warnings of the server about ports and files that meet.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ContainerPort, ProjectedVolumeSource, Volume, VolumeProjection};

use super::Sink;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::FieldPath;

/// The parts of `warningsForPodSpecAndMeta` in `pkg/api/pod/warnings.go`, 1.37 on ports, and
/// `warningsForOverlappingVirtualPaths`. Of init containers come first, as the server visits them.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    ports(cx, sink);
    for (index, volume) in cx.pod.volumes.iter().flatten().enumerate() {
        let path = FieldPath::parse("spec.template.spec.volumes").index(index);
        files(volume, &path, sink);
    }
}

fn ports(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let mut numbers: BTreeMap<(i32, &str), Vec<(FieldPath, &ContainerPort)>> = BTreeMap::new();
    let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (container_path, container) in cx.containers() {
        let mut own: Vec<&str> = Vec::new();
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let path = container_path.clone().key("ports").index(index);
            let host = port.host_port.unwrap_or_default();
            let has_address = port.host_ip.as_ref().is_some_and(|address| !address.is_empty());
            if has_address && host == 0 {
                sink.invalid(path.clone().key("hostIP"), "not without hostPort")
                    .named(&path)
                    .help("remove it, or set hostPort");
            }
            let protocol = port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
            let others = numbers.entry((port.container_port, protocol)).or_default();
            let first = others.iter().find_map(|(at, other)| Some((at, meeting(port, other)?)));
            if let Some((first, words)) = first.filter(|(first, _)| !is_refused(cx, first, &path)) {
                sink.invalid(path.clone(), format!("{protocol} {} {words}", port.container_port))
                    .other(first.clone(), "the other one")
                    .help("declare a port once in a pod");
            }
            others.push((path.clone(), port));
            let name = port.name.as_deref().unwrap_or_default();
            if name.is_empty() || own.contains(&name) {
                continue;
            }
            own.push(name);
            if let Some(first) = names.get(name) {
                sink.invalid(path.clone().key("name"), format!("a second port {}", shown(name)))
                    .named(path)
                    .other(first.clone(), "Services and probes that ask for it get this one")
                    .help("give each port of a pod a name of its own");
            } else {
                names.insert(name, path);
            }
        }
    }
}

/// Whether pods are refused for the two: on the network of the node, unless one is of an init container.
fn is_refused(cx: &DaemonSetContext<'_>, one: &FieldPath, other: &FieldPath) -> bool {
    let regular = FieldPath::parse("spec.template.spec.containers");
    let is_regular = |path: &FieldPath| path.segments().starts_with(regular.segments());
    cx.pod.host_network == Some(true) && is_regular(one) && is_regular(other)
}

/// How two ports with one number and protocol meet, if they do.
fn meeting(one: &ContainerPort, other: &ContainerPort) -> Option<&'static str> {
    let address = |port: &ContainerPort| port.host_ip.clone().unwrap_or_default();
    let host = |port: &ContainerPort| port.host_port.unwrap_or_default();
    let (a, b) = (address(one), address(other));
    if a == b && host(one) == host(other) {
        return Some("is declared twice");
    }
    if host(one) == 0 || host(other) == 0 {
        return Some("is declared twice, once as a port of the node");
    }
    (host(one) == host(other) && a.is_empty() != b.is_empty())
        .then_some("is declared twice, once for one address of the node")
}

/// A file, or a directory of files, with the place where it is written.
type File = (String, FieldPath);

fn files(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let list = |source: &'static str| path.clone().key(source).key("items");
    let start = sink.len();
    let mut kind = String::new();
    if let Some(source) = &volume.config_map {
        alone(source.items.iter().flatten().map(|item| item.path.as_str()), &list("configMap"), sink);
        kind = format!("ConfigMap {:?}", source.name);
    }
    if let Some(source) = &volume.secret {
        alone(source.items.iter().flatten().map(|item| item.path.as_str()), &list("secret"), sink);
        kind = format!("Secret {:?}", source.secret_name.as_deref().unwrap_or_default());
    }
    if let Some(source) = &volume.downward_api {
        alone(source.items.iter().flatten().map(|item| item.path.as_str()), &list("downwardAPI"), sink);
        "DownwardAPI".clone_into(&mut kind);
    }
    if let Some(source) = &volume.projected {
        projected(source, &path.clone().key("projected").key("sources"), sink);
        "Projected".clone_into(&mut kind);
    }
    // The server names the volume, not its field.
    sink.rename_from(start, &format!("volume {:?} ({kind})", volume.name));
}

fn alone<'a>(paths: impl Iterator<Item = &'a str>, list: &FieldPath, sink: &mut Sink<'_>) {
    let mut known = Vec::new();
    for file in listed(paths, list) {
        meets(file, &mut known, sink);
    }
}

fn listed<'a>(paths: impl Iterator<Item = &'a str>, list: &FieldPath) -> Vec<File> {
    let indexed = paths.enumerate();
    let files = indexed
        .map(|(index, path)| (path.trim_end_matches('/').to_owned(), list.clone().index(index).key("path")));
    files.collect()
}

fn meets(file: File, known: &mut Vec<File>, sink: &mut Sink<'_>) {
    let (path, at) = &file;
    let is_within = |one: &str, other: &str| format!("{one}/").starts_with(&format!("{other}/"));
    let first = known.iter().find(|(other, _)| {
        !path.is_empty() && !other.is_empty() && (is_within(path, other) || is_within(other, path))
    });
    if let Some((other, first)) = first {
        sink.invalid(at.clone(), format!("{} meets {}", shown(path), shown(other)))
            .matters()
            .other(first.clone(), "one of them hides the other")
            .help("write them to paths of their own");
    }
    known.push(file);
}

/// Paths that are the same are refused in projected volumes; here one lies within the other.
fn projected(volume: &ProjectedVolumeSource, list: &FieldPath, sink: &mut Sink<'_>) {
    let mut known = Vec::new();
    for (index, source) in volume.sources.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        if *source == VolumeProjection::default() {
            sink.invalid(path, "a source of nothing").help("name a source, or remove the item");
            continue;
        }
        for file in files_of(source, &path) {
            let is_same = known.iter().any(|(other, _): &File| *other == file.0);
            if is_same {
                continue;
            }
            meets(file, &mut known, sink);
        }
    }
}

fn files_of(source: &VolumeProjection, path: &FieldPath) -> Vec<File> {
    let list = |name: &'static str| path.clone().key(name).key("items");
    if let Some(config) = source.config_map.as_ref().filter(|config| config.items.is_some()) {
        return listed(config.items.iter().flatten().map(|item| item.path.as_str()), &list("configMap"));
    }
    if let Some(secret) = source.secret.as_ref().filter(|secret| secret.items.is_some()) {
        return listed(secret.items.iter().flatten().map(|item| item.path.as_str()), &list("secret"));
    }
    if let Some(fields) = source.downward_api.as_ref().filter(|fields| fields.items.is_some()) {
        return listed(fields.items.iter().flatten().map(|item| item.path.as_str()), &list("downwardAPI"));
    }
    let one = |name: &'static str, file: &str| {
        let at = path.clone().key(name).key("path");
        vec![(file.trim_end_matches('/').to_owned(), at)]
    };
    if let Some(token) = &source.service_account_token {
        return one("serviceAccountToken", &token.path);
    }
    source
        .cluster_trust_bundle
        .as_ref()
        .map_or_else(Vec::new, |bundle| one("clusterTrustBundle", &bundle.path))
}
