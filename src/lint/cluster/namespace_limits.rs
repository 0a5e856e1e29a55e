//! LimitRanges and ResourceQuotas of a run, and what they make of pods.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Container, LimitRange, LimitRangeItem, PodSpec, ResourceQuota, ResourceQuotaSpec,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;

use super::referable::Referable;
use crate::coverage::LimitRangeDefaults;
use crate::lint::engine::context::RunContext;
use crate::placement::{Quantity, ResourceList, pod_requests};

/// Amounts by resource, as the API has them.
pub(crate) type Amounts = BTreeMap<String, ApiQuantity>;

/// The limits of namespaces.
#[derive(Debug)]
pub(crate) struct NamespaceLimits<'a> {
    run: &'a RunContext<'a>,
    /// Which objects are applied together; built once something is limited at all.
    referable: Option<Referable<'a>>,
    ranges: Vec<(usize, LimitRange)>,
    quotas: Vec<(usize, ResourceQuotaSpec)>,
}

impl<'a> NamespaceLimits<'a> {
    pub(crate) fn new(run: &'a RunContext<'a>) -> Self {
        let ranges = run.set.typed::<LimitRange>("", "LimitRange");
        let ranges: Vec<_> = ranges.map(|(index, _, range)| (index, range)).collect();
        let quotas = run.set.typed::<ResourceQuota>("", "ResourceQuota");
        let quotas: Vec<_> = quotas.filter_map(|(index, _, quota)| Some((index, quota.spec?))).collect();
        let is_needed = !ranges.is_empty() || !quotas.is_empty();
        Self { run, referable: is_needed.then(|| Referable::new(run)), ranges, quotas }
    }

    /// Whether the run limits nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.quotas.is_empty()
    }

    /// The LimitRanges of the namespace of a DaemonSet, with their indexes.
    pub(crate) fn ranges(&self, daemon_set: usize) -> impl Iterator<Item = (usize, &LimitRange)> {
        let all = self.ranges.iter().filter(move |(index, _)| self.applies(daemon_set, *index));
        all.map(|(index, range)| (*index, range))
    }

    /// The ResourceQuotas of the namespace of a DaemonSet, with their indexes.
    pub(crate) fn quotas(&self, daemon_set: usize) -> impl Iterator<Item = (usize, &ResourceQuotaSpec)> {
        let all = self.quotas.iter().filter(move |(index, _)| self.applies(daemon_set, *index));
        all.map(|(index, quota)| (*index, quota))
    }

    /// Whether an object limits a DaemonSet. A repository holds one namespace in several states; those that stand elsewhere
    /// count where the run is about one cluster.
    fn applies(&self, daemon_set: usize, limit: usize) -> bool {
        let set = self.run.set;
        let (object, other) = (&set.objects[daemon_set], &set.objects[limit]);
        let is_near = self.run.coverage.is_some()
            || set.is_live(other.file)
            || self.referable.as_ref().is_some_and(|referable| referable.is_beside(object, limit));
        is_near && set.namespace_of(object) == set.namespace_of(other)
    }

    /// The pod of a DaemonSet as admission leaves it.
    pub(crate) fn admitted(&self, daemon_set: usize, pod: &PodSpec) -> PodSpec {
        let mut admitted = pod.clone();
        let mut defaults = LimitRangeDefaults::default();
        for (_, range) in self.ranges(daemon_set) {
            defaults.add(range.clone());
        }
        defaults.apply(&mut admitted);
        admitted
    }
}

fn containers(pod: &mut PodSpec) -> impl Iterator<Item = &mut Container> {
    pod.init_containers.iter_mut().flatten().chain(pod.containers.iter_mut())
}

/// What a pod as a whole asks for, and the sum of its limits.
pub(crate) fn sums(pod: &PodSpec) -> (ResourceList, ResourceList) {
    let mut limited = pod.clone();
    for container in containers(&mut limited) {
        let resources = container.resources.get_or_insert_default();
        resources.requests.clone_from(&resources.limits);
    }
    (pod_requests(pod), pod_requests(&limited))
}

/// An amount of a list, if it can be read.
pub(crate) fn amount(amounts: Option<&Amounts>, name: &str) -> Option<Quantity> {
    amounts?.get(name)?.0.parse().ok()
}

/// Why a limit refuses amounts, in words that follow the resource: `limit 3 is above the maximum 2`.
///
/// `minConstraint`, `maxConstraint` and `limitRequestRatioConstraint` in `plugin/pkg/admission/limitranger/admission.go`, 1.37.
pub(crate) fn refusal(
    item: &LimitRangeItem,
    request: &dyn Fn(&str) -> Option<Quantity>,
    limit: &dyn Fn(&str) -> Option<Quantity>,
) -> Option<String> {
    for (name, least) in item.min.iter().flatten() {
        let Ok(least) = least.0.parse::<Quantity>() else { continue };
        match (request(name), limit(name)) {
            (None, _) => return Some(format!("{name}: no request, the minimum is {least}")),
            (Some(request), _) if request < least => {
                return Some(format!("{name}: request {request} is below the minimum {least}"));
            }
            (_, Some(limit)) if limit < least => {
                return Some(format!("{name}: limit {limit} is below the minimum {least}"));
            }
            _ => {}
        }
    }
    for (name, most) in item.max.iter().flatten() {
        let Ok(most) = most.0.parse::<Quantity>() else { continue };
        match (request(name), limit(name)) {
            (_, None) => return Some(format!("{name}: no limit, the maximum is {most}")),
            (_, Some(limit)) if limit > most => {
                return Some(format!("{name}: limit {limit} is above the maximum {most}"));
            }
            (Some(request), _) if request > most => {
                return Some(format!("{name}: request {request} is above the maximum {most}"));
            }
            _ => {}
        }
    }
    for (name, most) in item.max_limit_request_ratio.iter().flatten() {
        let Ok(most) = most.0.parse::<Quantity>() else { continue };
        let (Some(request), Some(limit)) = (request(name), limit(name)) else {
            return Some(format!("{name}: no request or no limit, of which the ratio is held to {most}"));
        };
        let allowed = i128::from(request.ceil_milli()) * i128::from(most.ceil_milli()) / 1000;
        if request.is_zero() || i128::from(limit.ceil_milli()) > allowed {
            return Some(format!("{name}: limit {limit} is more than {most} times the request {request}"));
        }
    }
    None
}
