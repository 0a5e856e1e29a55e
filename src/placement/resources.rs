//! What a pod asks for in all.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;

use super::quantity::Quantity;

/// Amounts by resource name, in the order of the names. A resource with amount 0 is not a missing one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceList(BTreeMap<String, Quantity>);

impl From<&BTreeMap<String, ApiQuantity>> for ResourceList {
    /// Rounds to thousandths as the API does on the way in; an amount that cannot be read is left out.
    fn from(written: &BTreeMap<String, ApiQuantity>) -> Self {
        let read = |(name, text): (&String, &ApiQuantity)| {
            text.0.parse().ok().map(|amount: Quantity| (name.clone(), amount.rounded_to_milli()))
        };
        Self(written.iter().filter_map(read).collect())
    }
}

impl From<Option<&BTreeMap<String, ApiQuantity>>> for ResourceList {
    fn from(written: Option<&BTreeMap<String, ApiQuantity>>) -> Self {
        written.map(Self::from).unwrap_or_default()
    }
}

impl ResourceList {
    /// The amount of a resource, if it is named.
    pub fn get(&self, name: &str) -> Option<Quantity> {
        self.0.get(name).copied()
    }

    /// All amounts in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Quantity)> {
        self.0.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// Whether no resource is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets the amount of a resource.
    pub fn set(&mut self, name: &str, amount: Quantity) {
        self.0.insert(name.to_owned(), amount);
    }

    /// Adds every amount of the other list.
    pub fn add(&mut self, other: &Self) {
        for (name, amount) in &other.0 {
            *self.0.entry(name.clone()).or_default() += *amount;
        }
    }

    /// Raises every amount to that of the other list.
    pub fn raise_to(&mut self, other: &Self) {
        for (name, amount) in &other.0 {
            let own = self.0.entry(name.clone()).or_insert(*amount);
            if *amount > *own {
                *own = *amount;
            }
        }
    }

    /// Takes over the resources that only the other list names.
    fn fill_from(&mut self, other: &Self) {
        for (name, amount) in &other.0 {
            self.0.entry(name.clone()).or_insert(*amount);
        }
    }
}

/// Whether an init container keeps running beside the others.
pub(super) fn is_sidecar(container: &api::Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

/// What a pod asks of its node: the amounts that the scheduler and the kubelet reserve.
///
/// `PodRequests` in component-helpers `resource/helpers.go`, 1.34, on a pod whose gaps the API has filled in
/// (`SetDefaults_Pod` in `pkg/apis/core/v1/defaults.go`, 1.34): the greater of what runs at once and of what any init
/// container needs in its turn; amounts for the pod as a whole take the place of that; overhead comes on top. What
/// limit ranges and runtime classes add counts if it is in the spec.
pub(crate) fn pod_requests(spec: &api::PodSpec) -> ResourceList {
    let mut requests = container_requests(spec, &requests_of);
    if let Some(whole) = &spec.resources {
        replace_by_pod_level(&mut requests, whole);
    }
    requests.add(&ResourceList::from(spec.overhead.as_ref()));
    requests
}

/// `AggregateContainerRequests` in component-helpers `resource/helpers.go`, 1.34.
pub(super) fn container_requests(
    spec: &api::PodSpec,
    requests_of: &dyn Fn(&api::Container) -> ResourceList,
) -> ResourceList {
    let mut running = ResourceList::default();
    for container in &spec.containers {
        running.add(&requests_of(container));
    }
    let mut sidecars = ResourceList::default();
    let mut starting = ResourceList::default();
    for container in spec.init_containers.iter().flatten() {
        let mut own = requests_of(container);
        if is_sidecar(container) {
            running.add(&own);
            sidecars.add(&own);
            starting.raise_to(&sidecars);
        } else {
            own.add(&sidecars);
            starting.raise_to(&own);
        }
    }
    running.raise_to(&starting);
    running
}

/// The requests of a container; a resource with a limit alone requests its limit.
pub(super) fn requests_of(container: &api::Container) -> ResourceList {
    let Some(resources) = &container.resources else { return ResourceList::default() };
    let mut requests = ResourceList::from(resources.requests.as_ref());
    requests.fill_from(&ResourceList::from(resources.limits.as_ref()));
    requests
}

/// Puts the amounts for the pod as a whole in place of the sums (gate `PodLevelResources`, on by default from 1.34).
///
/// A request always counts. A limit alone counts as a request where no container names the resource, and for huge
/// pages in any case (`defaultPodRequests`, `defaultHugePagePodLimits` in `pkg/apis/core/v1/defaults.go`, 1.34).
fn replace_by_pod_level(requests: &mut ResourceList, whole: &api::ResourceRequirements) {
    let asked = ResourceList::from(whole.requests.as_ref());
    let limits = ResourceList::from(whole.limits.as_ref());
    for (name, limit) in limits.iter().filter(|(name, _)| is_pod_level(name)) {
        if requests.get(name).is_none() || is_huge_pages(name) {
            requests.set(name, limit);
        }
    }
    for (name, request) in asked.iter().filter(|(name, _)| is_pod_level(name)) {
        requests.set(name, request);
    }
}

/// `IsSupportedPodLevelResource` in component-helpers `resource/helpers.go`, 1.34.
pub(super) fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || is_huge_pages(name)
}

pub(super) fn is_huge_pages(name: &str) -> bool {
    name.starts_with("hugepages-")
}
