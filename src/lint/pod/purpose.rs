//! What a node agent is for, as far as its names and what it mounts tell.

use k8s_openapi::api::core::v1::PodSpec;

use super::agent_class::{AgentClass, agent_class};
use super::host_access::{host_paths, is_in, is_written};
use super::image::ImageReference;
use super::node_scope::needs_device;
use super::one_shot::is_one_shot;
use crate::lint::engine::context::Context;
use crate::lint::knowledge::agent_words::{
    HARDWARE, NETWORK, OBSERVER, ONCE, REMOVAL, STORAGE, Words, words,
};
use crate::placement::Toleration;

/// What an agent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It does something to a node once, takes something off it, or is there for a test.
    Once,
    /// It drives, hands out or watches hardware that few nodes have.
    Hardware,
    /// Pods of the node have no network without it.
    Network,
    /// It serves the volumes of workloads.
    Storage,
    /// It offers devices of the node to workloads.
    Devices,
    /// It reads logs or metrics, or watches over the security of its node.
    Observer,
    /// Nothing tells.
    Unknown,
}

/// The domains of taints that keep others off nodes with special hardware.
const HARDWARE_DOMAINS: [&str; 6] =
    ["nvidia.com", "amd.com", "habana.ai", "aws.amazon.com/neuron", "google.com/tpu", "gpu.intel.com"];

/// Where plugins of the kubelet offer devices.
const DEVICE_PLUGINS: &str = "/var/lib/kubelet/device-plugins";

/// Where drivers write what a runtime has to give to a container that claimed a device.
const DEVICE_SPECS: [&str; 3] = ["/var/run/cdi", "/run/cdi", "/etc/cdi"];

/// Folders in which volume plugins of both kinds live.
const VOLUME_PLUGINS: [&str; 3] = [
    "/var/lib/kubelet/plugins",
    "/usr/libexec/kubernetes/kubelet-plugins/volume",
    "/var/lib/kubelet/volumeplugins",
];

/// What only those read that collect logs or metrics.
const OBSERVED: [&str; 5] =
    ["/var/log", "/var/lib/docker/containers", "/proc", "/sys/fs/cgroup", "/sys/kernel/debug"];

/// What the agent of a workload is for.
pub(crate) fn purpose(cx: &Context<'_>) -> Purpose {
    let Some(pod) = cx.pod_spec() else { return Purpose::Unknown };
    let has = |words: &Words| names(cx, pod).iter().any(|name| words.are_in(name));
    let mounts =
        |folders: &[&str]| host_paths(pod).any(|(_, path)| folders.iter().any(|folder| is_in(path, folder)));
    let class = agent_class(cx).map(|(class, _)| class);
    let own_name = cx.object.id.name.as_deref().unwrap_or_default().to_ascii_lowercase();
    match () {
        () if ONCE.are_in(&own_name) => Purpose::Once,
        () if has(&HARDWARE) || is_for_hardware(pod) || mounts(&DEVICE_SPECS) => Purpose::Hardware,
        () if matches!(class, Some(AgentClass::Network | AgentClass::Dns)) => Purpose::Network,
        () if is_one_shot(pod) => Purpose::Once,
        () if class == Some(AgentClass::Storage) || mounts(&VOLUME_PLUGINS) || has_word(cx, pod, "csi") => {
            Purpose::Storage
        }
        () if has(&NETWORK) => Purpose::Network,
        () if has(&OBSERVER) => Purpose::Observer,
        () if has(&STORAGE) => Purpose::Storage,
        () if mounts(&[DEVICE_PLUGINS]) => Purpose::Devices,
        () if mounts(&OBSERVED) || reads_root(pod) => Purpose::Observer,
        () => Purpose::Unknown,
    }
}

/// Whether the pod has all files of the node and cannot write them, as exporters and scanners do.
fn reads_root(pod: &PodSpec) -> bool {
    host_paths(pod).any(|(at, path)| path == "/" && !is_written(pod, &at))
}

/// Whether the agent comes to take something off its node.
pub(crate) fn is_removal(cx: &Context<'_>) -> bool {
    let name = cx.object.id.name.as_deref().unwrap_or_default().to_ascii_lowercase();
    REMOVAL.are_in(&name)
}

/// The name of the workload and those of the images of its containers, in lower case.
fn names(cx: &Context<'_>, pod: &PodSpec) -> Vec<String> {
    let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
    let paths = images.filter_map(ImageReference::parse).map(|image| image.path);
    cx.object.id.name.as_deref().into_iter().chain(paths).map(str::to_ascii_lowercase).collect()
}

fn has_word(cx: &Context<'_>, pod: &PodSpec, word: &str) -> bool {
    names(cx, pod).iter().any(|name| words(name).any(|known| known == word))
}

/// Whether the pods ask for a device, or tolerate the taint of nodes that have one.
fn is_for_hardware(pod: &PodSpec) -> bool {
    let mut tolerations = pod.tolerations.iter().flatten().map(Toleration::from);
    needs_device(pod)
        || tolerations
            .any(|toleration| HARDWARE_DOMAINS.iter().any(|domain| toleration.key.starts_with(domain)))
}
