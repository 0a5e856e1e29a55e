//! Signs that a DaemonSet is for a managed cluster, whose control plane has no nodes that anything could land on.

use k8s_openapi::api::core::v1::PodSpec;

use super::host_access::host_paths;

/// Registries of what GKE installs on its own nodes.
const REGISTRIES: [&str; 2] = ["gke.gcr.io/", "gcr.io/gke-release/"];

/// The folder in which the nodes of GKE keep the kubelet.
const GKE_HOME: &str = "/home/kubernetes";

/// Whether the pod runs images of GKE, or mounts its folders. Labels prove nothing: agents for any cluster exclude Fargate
/// and virtual nodes by theirs.
pub(crate) fn is_for_managed_nodes(pod: &PodSpec) -> bool {
    let is_image = |image: &str| REGISTRIES.iter().any(|registry| image.starts_with(registry));
    pod.containers.iter().filter_map(|container| container.image.as_deref()).any(is_image)
        || host_paths(pod).any(|(_, path)| path.starts_with(GKE_HOME))
}
