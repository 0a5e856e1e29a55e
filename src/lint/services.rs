//! Services of the run, and the pods that they select.

use std::collections::BTreeMap;

use super::context::Context;
use crate::manifest::{ManifestSet, Object};
use crate::yaml::{FieldPath, Node, Value};

/// The Services of the run that select the pods of a workload, with their indexes.
///
/// The namespaces must be written alike: what kubectl would fill in is not known.
pub(super) fn services_of<'a>(cx: &Context<'a>) -> Vec<(usize, &'a Object)> {
    let metadata = cx.object.pod_template().and_then(|template| template.metadata.as_ref());
    let Some(labels) = metadata.and_then(|metadata| metadata.labels.as_ref()) else { return Vec::new() };
    let namespace = &cx.object.id.namespace;
    let services = objects_of(cx.run.set, "", "Service");
    services.filter(|(_, service)| service.id.namespace == *namespace && selects(service, labels)).collect()
}

/// The objects of a kind, whatever the version.
pub(super) fn objects_of<'a>(
    set: &'a ManifestSet,
    group: &'a str,
    kind: &'a str,
) -> impl Iterator<Item = (usize, &'a Object)> {
    set.of_kind(group, kind)
}

/// A text of an object, if it is one.
pub(super) fn text_at<'a>(node: Node<'a>, path: &'static str) -> Option<&'a str> {
    node.at(&FieldPath::parse(path))?.as_str()
}

/// Whether a Service selects pods with these labels; without a selector it selects none.
fn selects(service: &Object, labels: &BTreeMap<String, String>) -> bool {
    let selector = service.node().at(&FieldPath::parse("spec.selector")).and_then(Node::as_map);
    selector.is_some_and(|selector| {
        !selector.entries.is_empty()
            && selector
                .entries
                .iter()
                .all(|entry| labels.get(entry.key).map(String::as_str) == entry.value.as_str())
    })
}

/// Kinds that lead traffic from outside to Services, by group and kind.
const ROUTES: [(&str, &str); 6] = [
    ("networking.k8s.io", "Ingress"),
    ("extensions", "Ingress"),
    ("gateway.networking.k8s.io", "HTTPRoute"),
    ("gateway.networking.k8s.io", "GRPCRoute"),
    ("route.openshift.io", "Route"),
    ("traefik.io", "IngressRoute"),
];

/// The objects of the run that lead traffic from outside to Services.
pub(super) fn routes(set: &ManifestSet) -> impl Iterator<Item = &Object> {
    ROUTES.iter().flat_map(|(group, kind)| objects_of(set, group, kind)).map(|(_, object)| object)
}

/// Whether a route names a Service of its own namespace as a backend.
pub(super) fn is_routed_to(route: &Object, service: &Object) -> bool {
    let Some(name) = service.id.name.as_deref() else { return false };
    route.id.namespace == service.id.namespace
        && route.node().get("spec").is_some_and(|spec| names_backend(spec, name))
}

/// Looks through a route for a backend: `service.name` and `serviceName` of an Ingress, `backendRefs` of the Gateway
/// API, `to` of `OpenShift`, `services` of Traefik.
fn names_backend(node: Node<'_>, name: &str) -> bool {
    let is_named = |node: Node<'_>| text_at(node, "name") == Some(name);
    match node.value {
        Value::List(items) => items.iter().any(|item| names_backend(item, name)),
        Value::Map(mapping) => mapping.entries.iter().any(|entry| match entry.key {
            "serviceName" => entry.value.as_str() == Some(name),
            "service" | "to" => is_named(entry.value),
            "backendRefs" | "services" => entry.value.as_list().is_some_and(|list| list.iter().any(is_named)),
            _ => names_backend(entry.value, name),
        }),
        _ => false,
    }
}
