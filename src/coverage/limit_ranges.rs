//! What LimitRanges fill into the containers of a pod.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, LimitRange, LimitRangeItem, PodSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

type Amounts = BTreeMap<String, Quantity>;

/// The defaults of a namespace.
#[derive(Debug, Default)]
pub(crate) struct LimitRangeDefaults {
    limits: Amounts,
    requests: Amounts,
}

impl LimitRangeDefaults {
    /// Takes in a LimitRange. Each of them fills in what those before it left open; of the items of one the last counts
    /// (`defaultContainerResourceRequirements` in `plugin/pkg/admission/limitranger/admission.go`, 1.37).
    pub(crate) fn add(&mut self, range: LimitRange) {
        let mut own = Self::default();
        let items = range.spec.map(|spec| spec.limits).unwrap_or_default();
        for item in items.into_iter().filter(|item| item.type_ == "Container") {
            let filled = Self::of_item(item);
            own.limits.extend(filled.limits);
            own.requests.extend(filled.requests);
        }
        fill(&mut self.limits, &own.limits);
        fill(&mut self.requests, &own.requests);
    }

    /// What the server fills into a LimitRange itself (`SetDefaults_LimitRangeItem` in `pkg/apis/core/v1/defaults.go`, 1.37).
    fn of_item(item: LimitRangeItem) -> Self {
        let mut limits = item.default.unwrap_or_default();
        fill(&mut limits, &item.max.unwrap_or_default());
        let mut requests = item.default_request.unwrap_or_default();
        fill(&mut requests, &limits);
        fill(&mut requests, &item.min.unwrap_or_default());
        Self { limits, requests }
    }

    /// Fills in all containers (`mergePodResourceRequirements` in `plugin/pkg/admission/limitranger/admission.go`, 1.37).
    pub(crate) fn apply(&self, spec: &mut PodSpec) {
        let starting = spec.init_containers.iter_mut().flatten();
        for container in spec.containers.iter_mut().chain(starting) {
            self.apply_to(container);
        }
    }

    /// A request that is not there takes the limit that is, before admission; only then come the defaults.
    fn apply_to(&self, container: &mut Container) {
        let resources = container.resources.get_or_insert_default();
        let limits = resources.limits.get_or_insert_default();
        let requests = resources.requests.get_or_insert_default();
        fill(requests, limits);
        fill(limits, &self.limits);
        fill(requests, &self.requests);
    }
}

fn fill(amounts: &mut Amounts, from: &Amounts) {
    for (name, amount) in from {
        amounts.entry(name.clone()).or_insert_with(|| amount.clone());
    }
}
