//! What a pod that is there takes while its resources are changed in place.

use k8s_openapi::api::core::v1 as api;

use super::resources::{ResourceList, container_requests, is_pod_level, pod_requests, requests_of};

/// What a pod takes of its node: the greatest of what it asks for, what the kubelet has promised it and what it has; what
/// it asks for does not count where the kubelet says that it can never have it.
///
/// `PodRequests` in component-helpers `resource/helpers.go`, 1.37, with `UseStatusResources`, as kube-scheduler calls it
/// for pods on nodes (`framework/types.go`).
pub(super) fn requests_of_running(spec: &api::PodSpec, status: Option<&api::PodStatus>) -> ResourceList {
    let Some(status) = status.filter(|status| tells_of_resources(status)) else { return pod_requests(spec) };
    let is_infeasible = is_infeasible(status);
    let written = |container: &api::Container| {
        if is_infeasible { ResourceList::default() } else { requests_of(container) }
    };
    let promised = |container: &api::Container| {
        let known = status_of(status, container).and_then(|known| known.allocated_resources.as_ref());
        known.map_or_else(|| written(container), ResourceList::from)
    };
    let actual = |container: &api::Container| {
        let known = status_of(status, container).and_then(|known| known.resources.as_ref());
        let known = known.and_then(|known| known.requests.as_ref());
        known.map_or_else(|| promised(container), ResourceList::from)
    };
    let whole = status.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    let mut requests;
    if let (Some(allocated), Some(actual)) = (&status.allocated_resources, whole) {
        requests = ResourceList::from(allocated);
        requests.raise_to(&ResourceList::from(actual));
    } else {
        requests = container_requests(spec, &promised);
        requests.raise_to(&container_requests(spec, &actual));
    }
    if !is_infeasible {
        requests.raise_to(&container_requests(spec, &requests_of));
    }
    replace_by_pod_level(&mut requests, spec, status, is_infeasible);
    requests.add(&ResourceList::from(spec.overhead.as_ref()));
    requests
}

/// `effectivePodLevelResources` and `applyPodLevelResources` in component-helpers `resource/helpers.go`, 1.37.
fn replace_by_pod_level(
    requests: &mut ResourceList,
    spec: &api::PodSpec,
    status: &api::PodStatus,
    is_infeasible: bool,
) {
    let written = spec.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    let Some(written) = written.filter(|written| written.keys().any(|name| is_pod_level(name))) else {
        return;
    };
    let mut effective = ResourceList::from(written);
    if let Some(actual) = &status.resources {
        if is_infeasible {
            effective = ResourceList::default();
        }
        effective.raise_to(&ResourceList::from(actual.requests.as_ref()));
        effective.raise_to(&ResourceList::from(status.allocated_resources.as_ref()));
    }
    for (name, amount) in effective.iter().filter(|(name, _)| is_pod_level(name)) {
        requests.set(name, amount);
    }
}

/// Whether a status says anything that a spec does not.
fn tells_of_resources(status: &api::PodStatus) -> bool {
    let tells = |container: &api::ContainerStatus| {
        container.allocated_resources.is_some() || container.resources.is_some()
    };
    let containers = status.container_statuses.iter().chain(&status.init_container_statuses);
    status.resources.is_some() || is_infeasible(status) || containers.flatten().any(tells)
}

fn status_of<'a>(status: &'a api::PodStatus, container: &api::Container) -> Option<&'a api::ContainerStatus> {
    let all = status.container_statuses.iter().chain(&status.init_container_statuses).flatten();
    all.into_iter().find(|known| known.name == container.name)
}

/// `IsPodResizeInfeasible` in component-helpers `resource/helpers.go`, 1.37.
fn is_infeasible(status: &api::PodStatus) -> bool {
    let mut conditions = status.conditions.iter().flatten();
    let pending = conditions.find(|condition| condition.type_ == "PodResizePending");
    pending.is_some_and(|pending| pending.reason.as_deref() == Some("Infeasible"))
}
