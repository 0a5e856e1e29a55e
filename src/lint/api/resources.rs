//! Requests and limits.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;

use super::Sink;
use super::names::Form;
use crate::lint::engine::context::DaemonSetContext;
use crate::placement::{Quantity, ResourceList, pod_requests};
use crate::yaml::FieldPath;

/// Names without a domain that containers can ask for.
const STANDARD: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

const HUGE_PAGES: &str = "hugepages-";

/// `ValidateContainerResourceRequirements` and `validatePodResources` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    for (path, container) in cx.containers() {
        if let Some(resources) = &container.resources {
            block(resources, &path.key("resources"), sink);
        }
    }
    let spec = FieldPath::parse("spec.template.spec");
    overhead(cx, &spec.clone().key("overhead"), sink);
    if let Some(whole) = &cx.pod.resources {
        pod_level(cx, whole, &spec.key("resources"), sink);
    }
}

/// `validateOverhead`, which takes the map for limits.
fn overhead(cx: &DaemonSetContext<'_>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (name, quantity) in cx.pod.overhead.iter().flatten() {
        let start = sink.len();
        entry(name, quantity, path, sink);
        sink.rename_from(start, &format!("{path}.limits[{name}]"));
    }
}

fn block(resources: &ResourceRequirements, path: &FieldPath, sink: &mut Sink<'_>) {
    for (list, amounts) in [("limits", &resources.limits), ("requests", &resources.requests)] {
        for (name, quantity) in amounts.iter().flatten() {
            entry(name, quantity, &path.clone().key(list), sink);
        }
    }
    beside_limits(resources, path, sink);
    huge_pages_alone(resources, path, sink);
}

fn huge_pages_alone(resources: &ResourceRequirements, path: &FieldPath, sink: &mut Sink<'_>) {
    let names =
        || resources.limits.iter().chain(&resources.requests).flatten().map(|(name, _)| name.as_str());
    if names().any(|name| name.starts_with(HUGE_PAGES))
        && !names().any(|name| matches!(name, "cpu" | "memory"))
    {
        sink.invalid(path.clone(), "huge pages without cpu or memory")
            .help("request cpu or memory beside them");
    }
}

/// `validateContainerResourceName` and `ValidateResourceQuantityValue`.
fn entry(name: &str, quantity: &ApiQuantity, map: &FieldPath, sink: &mut Sink<'_>) {
    if !is_resource(name) {
        sink.invalid_entry(map, name, "no resource of containers").help(match name {
            "gpu" => "write the full name, such as nvidia.com/gpu".to_owned(),
            "storage" => "write ephemeral-storage".to_owned(),
            _ => format!("write one of {}, or a name with a domain", STANDARD.join(", ")),
        });
    }
    let Some(amount) = read(quantity) else { return };
    if let Some(size) = name.strip_prefix(HUGE_PAGES) {
        let is_multiple = size.parse::<Quantity>().is_ok_and(|size| is_multiple(amount, size));
        if !is_multiple {
            sink.invalid_entry(map, name, format!("{} is no multiple of the page size", quantity.0))
                .help("write whole pages, and the size of a page behind `hugepages-`");
        }
    }
    if amount.is_negative() {
        sink.invalid_entry(map, name, "must not be negative");
    } else if is_extended(name) && !amount.is_whole() {
        sink.invalid_entry(map, name, format!("{} is no whole number", quantity.0))
            .help("devices are handed out as a whole");
    }
}

/// `IsHugePageResourceValueDivisible` in `pkg/apis/core/helper/helpers.go`, 1.37.
fn is_multiple(amount: Quantity, page: Quantity) -> bool {
    let size = page.ceil_value();
    page.is_whole() && size > 0 && amount.ceil_value() % size == 0
}

pub(super) fn read(quantity: &ApiQuantity) -> Option<Quantity> {
    quantity.0.parse().ok()
}

pub(super) fn amount(list: Option<&BTreeMap<String, ApiQuantity>>, name: &str) -> Option<Quantity> {
    read(list?.get(name)?)
}

/// `IsStandardContainerResourceName` and `IsExtendedResourceName` in `pkg/apis/core/helper/helpers.go`, 1.37.
fn is_resource(name: &str) -> bool {
    if !name.contains('/') {
        return STANDARD.contains(&name) || name.starts_with(HUGE_PAGES);
    }
    let is_native = name.contains("kubernetes.io/");
    Form::Key.fits(name) && (is_native || is_extended(name))
}

fn is_extended(name: &str) -> bool {
    name.contains('/')
        && !name.contains("kubernetes.io/")
        && !name.starts_with("requests.")
        && Form::Key.fits(&format!("requests.{name}"))
}

/// Requests against limits; the server names `requests` without the resource.
fn beside_limits(resources: &ResourceRequirements, path: &FieldPath, sink: &mut Sink<'_>) {
    for (name, quantity) in resources.requests.iter().flatten() {
        let Some(request) = read(quantity) else { continue };
        let at = path.clone().key("requests").entry(name);
        let cannot_exceed = is_extended(name) || name.starts_with(HUGE_PAGES);
        let Some(written) = resources.limits.as_ref().and_then(|limits| limits.get(name)) else {
            if cannot_exceed {
                sink.invalid(path.clone().key("limits"), format!("no limit for {name}, which is requested"))
                    .at(at)
                    .help("write it as a limit: the request follows from it");
            }
            continue;
        };
        let Some(limit) = read(written) else { continue };
        let what = if cannot_exceed && request != limit {
            "must be equal to the limit"
        } else if request > limit {
            "must not be above the limit"
        } else {
            continue;
        };
        sink.invalid(path.clone().key("requests"), format!("{name} {} {what} {}", quantity.0, written.0))
            .at(at)
            .other(path.clone().key("limits").entry(name), "the limit")
            .help("raise the limit, or request less");
    }
}

/// `validatePodResources` and `validatePodResourceConsistency`: cpu, memory and huge pages only; since 1.34 for everyone.
///
/// In the template only what is written counts as a request; what pods make of limits is checked in [`pods`](super::pods).
fn pod_level(cx: &DaemonSetContext<'_>, whole: &ResourceRequirements, path: &FieldPath, sink: &mut Sink<'_>) {
    if cx.pod.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    for (list, amounts) in [("limits", &whole.limits), ("requests", &whole.requests)] {
        for (name, quantity) in amounts.iter().flatten() {
            let map = path.clone().key(list);
            if matches!(name.as_str(), "cpu" | "memory") || name.starts_with(HUGE_PAGES) {
                entry(name, quantity, &map, sink);
            } else {
                sink.invalid_entry(&map, name, "not for the pod as a whole")
                    .help("write it in a container; pods take cpu, memory and huge pages");
            }
        }
    }
    beside_limits(whole, path, sink);
    huge_pages_alone(whole, path, sink);
    let sum = pod_requests(&without_limits(cx.pod));
    below_sum(whole, &sum, path, sink);
    for (container_path, container) in cx.containers() {
        let is_init = container_path.parent().is_some_and(|list| list.last_key() == Some("initContainers"));
        let limits = container.resources.as_ref().and_then(|resources| resources.limits.as_ref());
        for (name, quantity) in limits.into_iter().flatten().filter(|_| !is_init) {
            let (Some(own), Some(most)) = (read(quantity), amount(whole.limits.as_ref(), name)) else {
                continue;
            };
            if own > most {
                let map = container_path.clone().key("resources").key("limits");
                let field = container_path.to_string().replace("spec.template.spec.", "");
                sink.invalid_entry(&map, name, format!("above {most}, the limit of the pod"))
                    .named(format!("{path}.{field}[{name}].limits"))
                    .other(path.clone().key("limits").entry(name), "the limit of the pod");
            }
        }
    }
}

/// The pod with nothing but the requests that its containers write.
pub(super) fn without_limits(pod: &PodSpec) -> PodSpec {
    let mut pod = pod.clone();
    pod.resources = None;
    pod.overhead = None;
    let containers = pod.containers.iter_mut().chain(pod.init_containers.iter_mut().flatten());
    for resources in containers.filter_map(|container| container.resources.as_mut()) {
        resources.limits = None;
    }
    pod
}

/// What the pod as a whole asks for must not be below what its containers ask for.
pub(super) fn below_sum(
    whole: &ResourceRequirements,
    sum: &ResourceList,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    for (name, quantity) in whole.requests.iter().flatten() {
        let (Some(own), Some(sum)) = (read(quantity), sum.get(name)) else { continue };
        if own < sum {
            let map = path.clone().key("requests");
            sink.invalid_entry(&map, name, format!("below {sum}, the sum of its containers"))
                .help("raise it, or request less in the containers");
        }
    }
}
