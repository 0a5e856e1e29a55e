//! Agents that every pod on their node depends on, identified by what they mount and by the names of their images.

use k8s_openapi::api::core::v1::PodSpec;

use super::host_access::{host_paths, is_in};
use crate::lint::engine::context::Context;
use crate::yaml::FieldPath;

/// What stops on a node while the agent is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentClass {
    /// CNI plugins and service proxies: pods that start get no network, or no way to Services.
    Network,
    /// CSI node plugins: pods with volumes neither start nor end.
    Storage,
    /// Caches of DNS on the node: names do not resolve.
    Dns,
}

impl AgentClass {
    /// The agent in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Network => "network agent",
            Self::Storage => "storage agent",
            Self::Dns => "DNS agent",
        }
    }

    /// What pods of a node go without while it is away.
    pub(crate) fn loss(self) -> &'static str {
        match self {
            Self::Network => "new pods and Services have no network meanwhile",
            Self::Storage => "pods with volumes can neither start nor stop meanwhile",
            Self::Dns => "names do not resolve meanwhile",
        }
    }
}

/// Folders that only CNI plugins have a reason to mount.
const CNI_FOLDERS: [&str; 3] = ["/etc/cni/net.d", "/opt/cni/bin", "/etc/cni/multus"];

/// Where the kubelet finds the sockets of CSI plugins. Plugins for devices (DRA) register here, too.
const PLUGIN_FOLDERS: [&str; 2] = ["/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry"];

/// Where a CSI plugin mounts volumes into pods; no other plugin has business there.
const POD_FOLDERS: [&str; 2] = ["/var/lib/kubelet/pods", "/var/lib/kubelet"];

/// Names of images, the last part of their path, that say what runs.
const IMAGES: [(&str, AgentClass); 5] = [
    ("kube-proxy", AgentClass::Network),
    ("kube-router", AgentClass::Network),
    ("csi-node-driver-registrar", AgentClass::Storage),
    ("k8s-dns-node-cache", AgentClass::Dns),
    ("node-local-dns", AgentClass::Dns),
];

/// The class of an agent and the field that tells; none if pods of the node do not depend on it.
pub(crate) fn agent_class(cx: &Context<'_>) -> Option<(AgentClass, FieldPath)> {
    let pod = cx.pod_spec()?;
    by_path(pod).or_else(|| by_image(cx))
}

fn by_path(pod: &PodSpec) -> Option<(AgentClass, FieldPath)> {
    let paths: Vec<(FieldPath, &str)> = host_paths(pod).collect();
    let first =
        |folders: &[&str]| paths.iter().find(|(_, path)| folders.iter().any(|folder| is_in(path, folder)));
    if let Some((at, _)) = first(&CNI_FOLDERS) {
        return Some((AgentClass::Network, at.clone()));
    }
    let (at, _) = first(&PLUGIN_FOLDERS)?;
    paths.iter().any(|(_, path)| POD_FOLDERS.contains(path)).then(|| (AgentClass::Storage, at.clone()))
}

fn by_image(cx: &Context<'_>) -> Option<(AgentClass, FieldPath)> {
    cx.containers().into_iter().find_map(|(path, container)| {
        let name = image_name(container.image.as_deref()?);
        let (_, class) = IMAGES.iter().find(|(known, _)| *known == name)?;
        Some((*class, path.key("image")))
    })
}

/// The last part of an image's path, without tag and digest.
fn image_name(image: &str) -> &str {
    let without_digest = image.split('@').next().unwrap_or(image);
    let last = without_digest.rsplit('/').next().unwrap_or(without_digest);
    last.split(':').next().unwrap_or(last)
}
