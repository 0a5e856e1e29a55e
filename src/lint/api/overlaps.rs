//! Warnings of the server about ports and files that meet.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{ContainerPort, ProjectedVolumeSource, Volume, VolumeProjection};

use super::Sink;
use super::path_tree::PathTree;
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
    let mut numbers: BTreeMap<(i32, &str), Ports<'_>> = BTreeMap::new();
    let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (container_path, container) in cx.containers() {
        let mut own: BTreeSet<&str> = BTreeSet::new();
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let path = container_path.clone().key("ports").index(index);
            let host = port.host_port.unwrap_or_default();
            if !address(port).is_empty() && host == 0 {
                sink.invalid(path.clone().key("hostIP"), "not without hostPort")
                    .named(&path)
                    .help("remove it, or set hostPort");
            }
            let protocol = port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
            let others = numbers.entry((port.container_port, protocol)).or_default();
            let first = others.add(port, path.clone());
            if let Some((first, words)) = first.filter(|(first, _)| !is_refused(cx, first, &path)) {
                sink.invalid(path.clone(), format!("{protocol} {} {words}", port.container_port))
                    .other(first, "the other one")
                    .help("declare a port once in a pod");
            }
            let name = port.name.as_deref().unwrap_or_default();
            if name.is_empty() || !own.insert(name) {
                continue;
            }
            if let Some(first) = names.get(name) {
                sink.invalid(path.clone().key("name"), format!("a second port {}", shown(name)))
                    .named(path)
                    .other(first.clone(), "a Service that asks for it gets this one")
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

fn address(port: &ContainerPort) -> &str {
    port.host_ip.as_deref().unwrap_or_default()
}

/// The ports of one number and protocol, with the places of those that later ones may meet first.
#[derive(Default)]
struct Ports<'a> {
    places: Vec<FieldPath>,
    without_host_port: Option<usize>,
    /// By port and address of the node.
    by_claim: BTreeMap<(i32, &'a str), usize>,
    /// By port of the node, those for one of its addresses only.
    for_one_address: BTreeMap<i32, usize>,
}

impl<'a> Ports<'a> {
    /// Adds a port. Returns the place of the first one that it meets, and how.
    fn add(&mut self, port: &'a ContainerPort, path: FieldPath) -> Option<(FieldPath, &'static str)> {
        let (host, address) = (port.host_port.unwrap_or_default(), address(port));
        let same = self.by_claim.get(&(host, address)).map(|first| (*first, "is declared twice"));
        let partly = if host == 0 { (!self.places.is_empty()).then_some(0) } else { self.without_host_port };
        let partly = partly.map(|first| (first, "is declared twice, once as a port of the node"));
        let other =
            if address.is_empty() { self.for_one_address.get(&host) } else { self.by_claim.get(&(host, "")) };
        let other = other.map(|first| (*first, "is declared twice, once for one address of the node"));
        // Of several words for one pair the first say it best.
        let met = [same, partly, other].into_iter().flatten().min_by_key(|(first, _)| *first);
        let number = self.places.len();
        self.places.push(path);
        self.by_claim.entry((host, address)).or_insert(number);
        if host == 0 {
            self.without_host_port.get_or_insert(number);
        }
        if !address.is_empty() {
            self.for_one_address.entry(host).or_insert(number);
        }
        met.map(|(first, words)| (self.places[first].clone(), words))
    }
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
    meetings(&listed(paths, list), sink);
}

fn listed<'a>(paths: impl Iterator<Item = &'a str>, list: &FieldPath) -> Vec<File> {
    let indexed = paths.enumerate();
    let files = indexed
        .map(|(index, path)| (path.trim_end_matches('/').to_owned(), list.clone().index(index).key("path")));
    files.collect()
}

/// Reports each file that is another one before it, or lies around or within it.
fn meetings(files: &[File], sink: &mut Sink<'_>) {
    let files: Vec<&File> = files.iter().filter(|(path, _)| !path.is_empty()).collect();
    let mut tree = PathTree::new();
    for (path, at) in &files {
        let Some((other, first)) = tree.add(path).map(|number| files[number]) else { continue };
        sink.invalid(at.clone(), format!("{} meets {}", shown(path), shown(other)))
            .matters()
            .other(first.clone(), "one of them hides the other")
            .help("write them to paths of their own");
    }
}

/// Paths that are the same are refused in projected volumes; here one lies within the other.
fn projected(volume: &ProjectedVolumeSource, list: &FieldPath, sink: &mut Sink<'_>) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut files = Vec::new();
    for (index, source) in volume.sources.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        if *source == VolumeProjection::default() {
            sink.invalid(path, "a source of nothing").help("name a source, or remove the item");
            continue;
        }
        files.extend(files_of(source, &path).into_iter().filter(|(path, _)| known.insert(path.clone())));
    }
    meetings(&files, sink);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_port_that_is_met_is_the_one_that_a_comparison_of_all_finds() {
        let claims = [
            (0, ""),
            (80, ""),
            (80, "10.0.0.1"),
            (80, "10.0.0.2"),
            (81, ""),
            (81, "10.0.0.1"),
            (0, "10.0.0.1"),
        ];
        let ports: Vec<ContainerPort> = claims
            .iter()
            .map(|(host, address)| ContainerPort {
                host_port: Some(*host),
                host_ip: Some((*address).to_owned()),
                ..ContainerPort::default()
            })
            .collect();
        let meet = |one: (i32, &str), other: (i32, &str)| {
            one == other
                || one.0 == 0
                || other.0 == 0
                || (one.0 == other.0 && one.1.is_empty() != other.1.is_empty())
        };
        for start in 0..claims.len() {
            for step in 1..claims.len() {
                let order: Vec<usize> =
                    (0..2 * claims.len()).map(|at| (start + at * step) % claims.len()).collect();
                let mut known = Ports::default();
                for (at, &index) in order.iter().enumerate() {
                    let expected =
                        order.iter().take(at).position(|&other| meet(claims[index], claims[other]));
                    let found = known.add(&ports[index], FieldPath::root().index(at));
                    let expected = expected.map(|at| FieldPath::root().index(at));
                    assert_eq!(found.map(|(first, _)| first), expected, "{order:?} at {at}");
                }
            }
        }
    }
}
