//! What a pod can reach of its node beyond its own sandbox: the mark of a node agent.
//!
//! Every rule that asks "is this a node agent?" asks here, so that all of them mean the same. The answer is a list of
//! fields, each of which is proof by itself, in the order of the text books: paths, network, processes, devices.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::lint::engine::context::Context;
use crate::yaml::{FieldPath, Segment};

/// A field that reaches out of the pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostAccess {
    /// The field.
    pub path: FieldPath,
    /// What it gives.
    pub kind: HostAccessKind,
}

/// What a field gives of the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostAccessKind {
    /// A file or folder of the node; device plugins and container runtimes are reached this way, too.
    Path(String),
    /// The node's network.
    Network,
    /// The node's processes.
    Processes,
    /// Everything, devices included.
    Privileged,
    /// A port of the node.
    Port(i32),
}

impl HostAccessKind {
    /// Whether it marks a node agent. A port alone does not: an ingress takes one, too.
    pub(crate) fn is_agent(&self) -> bool {
        !matches!(self, Self::Port(_))
    }

    /// Whether it is about this one node: its files, processes or devices. The network is often used by a few replicas
    /// of an operator or ingress, on whatever nodes.
    pub(crate) fn is_local(&self) -> bool {
        !matches!(self, Self::Port(_) | Self::Network)
    }

    /// The access in words that follow a subject: `mounts /var/log of the node`.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Path(path) => format!("mounts {path} of the node"),
            Self::Network => "uses the network of the node".to_owned(),
            Self::Processes => "sees the processes of the node".to_owned(),
            Self::Privileged => "runs privileged on the node".to_owned(),
            Self::Port(port) => format!("takes port {port} of the node"),
        }
    }
}

/// Files that pods of any kind borrow from the node; they make no agent.
const HARMLESS_PATHS: [&str; 8] = [
    "/etc/localtime",
    "/etc/timezone",
    "/usr/share/zoneinfo",
    "/etc/ssl",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/etc/pki",
];

/// Whether the pods have to do with the node itself, as those of an agent do.
pub(crate) fn is_agent(cx: &Context<'_>) -> bool {
    host_access(cx).iter().any(|access| access.kind.is_agent())
}

/// Every field by which the pod of a workload reaches its node. `emptyDir` and other volumes of the pod do not count,
/// nor does the clock or the certificates of the node.
pub(crate) fn host_access(cx: &Context<'_>) -> Vec<HostAccess> {
    let Some(pod) = cx.pod_spec() else { return Vec::new() };
    let mut found: Vec<HostAccess> = host_paths(pod)
        .filter(|(_, path)| !HARMLESS_PATHS.iter().any(|known| is_in(path, known)))
        .map(|(at, path)| HostAccess { path: at, kind: HostAccessKind::Path(path.to_owned()) })
        .collect();
    let flags = [
        ("hostNetwork", pod.host_network, HostAccessKind::Network),
        ("hostPID", pod.host_pid, HostAccessKind::Processes),
    ];
    let set = flags.into_iter().filter(|(_, flag, _)| *flag == Some(true));
    found.extend(set.map(|(name, _, kind)| HostAccess { path: spec_path().key(name), kind }));
    for (path, container) in cx.containers() {
        found.extend(container_access(&path, container, pod.host_network == Some(true)));
    }
    found
}

/// The paths of the node that the pod has as volumes, with the place of each; without the slash at the end.
pub(crate) fn host_paths(pod: &PodSpec) -> impl Iterator<Item = (FieldPath, &str)> {
    let volumes = pod.volumes.iter().flatten().enumerate();
    volumes.filter_map(|(index, volume)| {
        let path = volume.host_path.as_ref()?.path.as_str();
        let at = spec_path().key("volumes").index(index).key("hostPath").key("path");
        let trimmed = path.trim_end_matches('/');
        Some((at, if trimmed.is_empty() { path } else { trimmed }))
    })
}

/// Whether a container mounts the volume of a host path without `readOnly`: what only looks is no plugin.
pub(crate) fn is_written(pod: &PodSpec, host_path: &FieldPath) -> bool {
    let index = host_path.segments().iter().find_map(|segment| match segment {
        Segment::Index(index) => Some(*index),
        Segment::Key(_) => None,
    });
    let Some(volume) = index.and_then(|index| pod.volumes.as_ref()?.get(index)) else { return false };
    let containers = pod.containers.iter().chain(pod.init_containers.iter().flatten());
    let mut mounts = containers.flat_map(|container| container.volume_mounts.iter().flatten());
    mounts.any(|mount| mount.name == volume.name && mount.read_only != Some(true))
}

/// Whether a path is the folder or lies in it.
pub(crate) fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn container_access(path: &FieldPath, container: &Container, host_network: bool) -> Vec<HostAccess> {
    let mut found = Vec::new();
    let context = container.security_context.as_ref();
    if context.and_then(|context| context.privileged) == Some(true) {
        let path = path.clone().key("securityContext").key("privileged");
        found.push(HostAccess { path, kind: HostAccessKind::Privileged });
    }
    // On the host network every port is one of the node, so that the field says nothing new.
    let ports = container.ports.iter().flatten().enumerate().filter(|_| !host_network);
    found.extend(ports.filter_map(|(index, port)| {
        let path = path.clone().key("ports").index(index).key("hostPort");
        let number = port.host_port.filter(|number| *number > 0)?;
        Some(HostAccess { path, kind: HostAccessKind::Port(number) })
    }));
    found
}

fn spec_path() -> FieldPath {
    FieldPath::parse("spec.template.spec")
}
