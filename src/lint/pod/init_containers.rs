//! Which containers are over before the agent starts.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::yaml::FieldPath;

/// All containers of a pod without their places, for a look that costs nothing.
pub(crate) fn all_containers(pod: &PodSpec) -> impl Iterator<Item = &Container> {
    pod.init_containers.iter().flatten().chain(&pod.containers)
}

/// Whether a container is listed among the init containers, as sidecars are, too.
pub(crate) fn is_listed_as_init(path: &FieldPath) -> bool {
    path.parent().is_some_and(|list| list.last_key() == Some("initContainers"))
}

/// Whether an init container keeps running (KEP-753).
pub(crate) fn is_sidecar(container: &Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

/// Whether a container is over before the agent starts.
pub(crate) fn is_init(path: &FieldPath, container: &Container) -> bool {
    is_listed_as_init(path) && !is_sidecar(container)
}
