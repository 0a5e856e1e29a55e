//! Services of the run, and the pods that they select.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::manifest::{ManifestSet, Object};
use crate::yaml::{Entry, FieldPath, Mapping, Node, Value};

/// The Services of a run.
#[derive(Debug, Default)]
pub(crate) struct Services {
    /// By namespace and the first label that they ask for; a Service may ask for several values.
    by_label: HashMap<Option<String>, ByLabel>,
    /// By namespace and name.
    by_name: HashMap<Option<String>, HashSet<String>>,
}

/// Objects by a label.
type ByLabel = HashMap<(String, String), Vec<usize>>;

impl Services {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut services = Self::default();
        for (index, service) in objects_of(set, "", "Service") {
            if let Some(name) = &service.id.name {
                services.by_name.entry(service.id.namespace.clone()).or_default().insert(name.clone());
            }
            let first = selector(service).and_then(|selector| selector.entries.first());
            // A value that is not a text matches no label.
            let first =
                first.and_then(|first| Some((first.key.to_owned(), first.value.as_str()?.to_owned())));
            if let Some(label) = first {
                let of_namespace = services.by_label.entry(service.id.namespace.clone()).or_default();
                of_namespace.entry(label).or_default().push(index);
            }
        }
        services
    }

    /// Whether there is a Service of the name in a namespace, as both are written.
    pub(crate) fn has(&self, namespace: Option<&str>, name: &str) -> bool {
        let of_namespace = self.by_name.get(&namespace.map(str::to_owned));
        of_namespace.is_some_and(|names| names.contains(name))
    }

    /// The Services that select the pods of a workload, with their indexes.
    ///
    /// The namespaces must be written alike: what kubectl would fill in is not known.
    pub(crate) fn selecting<'a>(&self, set: &'a ManifestSet, workload: &Object) -> Vec<(usize, &'a Object)> {
        let metadata = workload.pod_template().and_then(|template| template.metadata.as_ref());
        let Some(labels) = metadata.and_then(|metadata| metadata.labels.as_ref()) else { return Vec::new() };
        let Some(near) = self.by_label.get(&workload.id.namespace) else { return Vec::new() };
        let asking = labels.iter().filter_map(|(key, value)| near.get(&(key.clone(), value.clone())));
        let mut services: Vec<usize> = asking.flatten().copied().collect();
        services.sort_unstable();
        let services = services.into_iter().map(|index| (index, &set.objects[index]));
        services.filter(|(_, service)| selects(service, labels)).collect()
    }
}

/// The objects of a kind, whatever the version.
pub(crate) fn objects_of<'a>(
    set: &'a ManifestSet,
    group: &'a str,
    kind: &'a str,
) -> impl Iterator<Item = (usize, &'a Object)> {
    set.of_kind(group, kind)
}

/// A text of an object, if it is one.
pub(crate) fn text_at<'a>(node: Node<'a>, path: &'static str) -> Option<&'a str> {
    node.at(&FieldPath::parse(path))?.as_str()
}

/// Whether a Service selects pods with these labels; without a selector it selects none.
fn selects(service: &Object, labels: &BTreeMap<String, String>) -> bool {
    selector(service).is_some_and(|selector| {
        let has = |entry: Entry<'_>| labels.get(entry.key).map(String::as_str) == entry.value.as_str();
        !selector.entries.is_empty() && selector.entries.iter().all(has)
    })
}

fn selector(service: &Object) -> Option<Mapping<'_>> {
    service.node().at(&FieldPath::parse("spec.selector")).and_then(Node::as_map)
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

/// Which routes of a run lead to which Services: the first one, by the namespace and name of the Service.
#[derive(Debug, Default)]
pub(crate) struct Routes(HashMap<Option<String>, HashMap<String, (usize, usize)>>);

impl Routes {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut found = Self::default();
        let kinds = ROUTES.iter().flat_map(|(group, kind)| objects_of(set, group, kind));
        for (order, (index, route)) in kinds.enumerate() {
            let mut names = Vec::new();
            if let Some(spec) = route.node().get("spec") {
                add_backends(spec, &mut names);
            }
            let of_namespace = found.0.entry(route.id.namespace.clone()).or_default();
            for name in names {
                of_namespace.entry(name.to_owned()).or_insert((order, index));
            }
        }
        found
    }

    /// The first route that leads to one of the Services.
    pub(crate) fn first_to(&self, services: &[(usize, &Object)]) -> Option<usize> {
        let routes = services.iter().filter_map(|(_, service)| {
            let name = service.id.name.as_deref()?;
            self.0.get(&service.id.namespace)?.get(name).copied()
        });
        routes.min().map(|(_, index)| index)
    }
}

/// Looks through a route for backends: `service.name` and `serviceName` of an Ingress, `backendRefs` of the Gateway
/// API, `to` of `OpenShift`, `services` of Traefik.
fn add_backends<'a>(node: Node<'a>, names: &mut Vec<&'a str>) {
    match node.value {
        Value::List(items) => items.iter().for_each(|item| add_backends(item, names)),
        Value::Map(mapping) => {
            for entry in mapping.entries {
                match entry.key {
                    "serviceName" => names.extend(entry.value.as_str()),
                    "service" | "to" => names.extend(text_at(entry.value, "name")),
                    "backendRefs" | "services" => {
                        let list = entry.value.as_list();
                        names.extend(list.into_iter().flatten().filter_map(|item| text_at(item, "name")));
                    }
                    _ => add_backends(entry.value, names),
                }
            }
        }
        _ => {}
    }
}
