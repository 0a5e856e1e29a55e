//! Agents that their node cannot do without: nothing else on it starts before they run.
//!
//! The mark is a folder in which only a plugin of the kubelet or of the container runtime has business, mounted so that
//! it can be written, a startup taint of the agent's own, or an image that every node needs.

use k8s_openapi::api::core::v1::PodSpec;

use super::host_access::{host_paths, is_in, is_written};
use super::node_services::node_service;
use super::one_shot::is_one_shot;
use super::purpose::{Purpose, purpose};
use crate::lint::engine::context::Context;
use crate::yaml::FieldPath;

/// Folders of plugins, with what an agent does there.
const PLUGIN_FOLDERS: [(&str, &str); 5] = [
    ("/opt/cni/bin", "it installs a CNI plugin: without it no pod starts"),
    ("/etc/cni/net.d", "it configures the pod network: without it no pod starts"),
    (ALL_PLUGINS, "it is a plugin of the kubelet: without it no volume is mounted"),
    ("/var/lib/kubelet/plugins_registry", "it registers a plugin with the kubelet: pods wait for it"),
    ("/var/lib/kubelet/device-plugins", "it offers devices to the kubelet: pods wait for them"),
];

/// The folder that holds the folder of each plugin.
const ALL_PLUGINS: &str = "/var/lib/kubelet/plugins";

/// Parts of taint domains that name no agent.
const COMMON_WORDS: [&str; 14] = [
    "node",
    "agent",
    "startup",
    "taint",
    "cluster",
    "kubernetes",
    "amazonaws",
    "azure",
    "google",
    "cloud",
    "ready",
    "www",
    "com",
    "csi",
];

/// The field that shows that the node depends on the agent, and how.
pub(crate) fn node_critical(cx: &Context<'_>) -> Option<(FieldPath, &'static str)> {
    let pod = cx.pod_spec()?;
    let found = by_folder(pod)
        .or_else(|| Some((own_startup_taint(cx, pod)?, "nothing starts on the node before it is up")))
        .or_else(|| node_service(cx))?;
    // What is done once leaves on the node what pods wait for.
    let is_once = is_one_shot(pod) || purpose(cx) == Purpose::Once;
    (!is_once).then_some(found)
}

/// Whether the pods have a priority of their own.
pub(crate) fn has_priority(pod: &PodSpec) -> bool {
    pod.priority.is_some() || pod.priority_class_name.as_deref().is_some_and(|name| !name.is_empty())
}

fn by_folder(pod: &PodSpec) -> Option<(FieldPath, &'static str)> {
    host_paths(pod).find_map(|(at, path)| {
        let (_, words) = PLUGIN_FOLDERS.iter().find(|(folder, _)| is_in(path, folder))?;
        // A backup agent looks through the folders of all plugins; a plugin has one of its own in there.
        if path == ALL_PLUGINS {
            return None;
        }
        is_written(pod, &at).then_some((at, *words))
    })
}

/// A toleration for a taint that keeps everything off the node until this very agent is ready
/// (`ebs.csi.aws.com/agent-not-ready`, `node.cilium.io/agent-not-ready`).
fn own_startup_taint(cx: &Context<'_>, pod: &PodSpec) -> Option<FieldPath> {
    let index = pod.tolerations.iter().flatten().position(|toleration| {
        let key = toleration.key.as_deref().unwrap_or_default();
        let Some((domain, name)) = key.split_once('/') else { return false };
        name.ends_with("not-ready") && domain != "node.kubernetes.io" && is_owned(cx, pod, domain)
    })?;
    Some(FieldPath::parse("spec.template.spec.tolerations").index(index).key("key"))
}

/// Whether the name of the agent or one of its images shares a telling word with the domain.
fn is_owned(cx: &Context<'_>, pod: &PodSpec, domain: &str) -> bool {
    let is_telling = |word: &&str| word.len() >= 3 && !COMMON_WORDS.contains(word);
    let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
    let names = images.chain(cx.object.id.name.as_deref());
    let own: Vec<&str> =
        names.flat_map(|name| name.split(['/', '-', '.', ':', '@'])).filter(is_telling).collect();
    let mut words = domain.split(['.', '-']).filter(is_telling);
    words.any(|word| own.iter().any(|own| word == *own || (own.len() >= 4 && word.starts_with(own))))
}
