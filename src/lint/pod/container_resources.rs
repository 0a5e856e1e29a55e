//! What containers declare of cpu and memory, read from the text: a value that cannot be read is still a declaration.

use super::idle::is_idle;
use super::init_containers::is_init;
use crate::lint::engine::context::Context;
use crate::lint::engine::finding::Place;
use crate::placement::Quantity;
use crate::yaml::edit::to_json;
use crate::yaml::{FieldPath, Node, Span, Value};

/// The resources that requests and limits are asked for.
pub(crate) const CPU: &str = "cpu";
/// See [`CPU`].
pub(crate) const MEMORY: &str = "memory";

/// A container and what it declares.
#[derive(Clone, Debug)]
pub(crate) struct ContainerResources<'a> {
    /// The container.
    pub(crate) path: FieldPath,
    /// Whether it is over before the agent starts; a sidecar is not.
    pub(crate) is_init: bool,
    /// Whether it only keeps the pod alive.
    pub(crate) is_idle: bool,
    /// `resources`, if they are written.
    node: Option<Node<'a>>,
    /// The `resources` of the pod as a whole.
    whole: Option<Node<'a>>,
}

/// Every container of the workload, in the order of their start.
pub(crate) fn container_resources<'a>(cx: &Context<'a>) -> Vec<ContainerResources<'a>> {
    let whole = cx.object.node().at(&FieldPath::parse("spec.template.spec.resources"));
    let containers = cx.containers().into_iter().map(|(path, container)| ContainerResources {
        is_init: is_init(&path, container),
        is_idle: is_idle(container),
        node: cx.object.node().at(&path.clone().key("resources")),
        whole,
        path,
    });
    containers.collect()
}

impl ContainerResources<'_> {
    /// Whether the container requests a resource: by itself, by its limit, or through the pod as a whole.
    pub(crate) fn requests(&self, resource: &str) -> bool {
        [self.node, self.whole]
            .into_iter()
            .any(|node| declares(node, "requests", resource) || declares(node, "limits", resource))
    }

    /// Whether the container, or the pod as a whole, has a limit for a resource.
    pub(crate) fn limits(&self, resource: &str) -> bool {
        [self.node, self.whole].into_iter().any(|node| declares(node, "limits", resource))
    }

    /// Whether the container's own limit becomes its request, because neither it nor the pod as a whole has one.
    pub(crate) fn inherits(&self, resource: &str) -> bool {
        let requested = [self.node, self.whole].into_iter().any(|node| declares(node, "requests", resource));
        self.has_own_limit(resource) && !requested
    }

    /// Whether the container itself has a limit for a resource; a placeholder is none.
    pub(crate) fn has_own_limit(&self, resource: &str) -> bool {
        let limits = self.node.and_then(|node| node.get("limits"));
        limits.and_then(|limits| limits.get(resource)).is_some_and(|limit| !limit.is_null())
    }

    /// The container's own limit for a resource, as a piece of YAML.
    pub(crate) fn limit(&self, resource: &str) -> Option<String> {
        Some(to_json(self.node?.get("limits")?.get(resource)?).to_string())
    }

    /// Whether nothing here lifts the pod out of the class `BestEffort`: no amount of cpu or memory above 0
    /// (`ComputePodQOS` in `pkg/apis/core/v1/helper/qos/qos.go`, 1.34).
    pub(crate) fn is_best_effort(&self) -> bool {
        let lists = ["requests", "limits"].into_iter();
        let mut pairs = lists.flat_map(|list| [(list, CPU), (list, MEMORY)]);
        pairs.all(|(list, resource)| {
            [self.node, self.whole]
                .into_iter()
                .all(|node| !declares(node, list, resource) || is_zero(node, list, resource))
        })
    }

    /// What stands for the container: its name.
    pub(crate) fn span(&self, cx: &Context<'_>) -> Span {
        cx.at(&self.path.clone().key("name")).span
    }

    /// What the container does not request.
    pub(crate) fn unrequested(&self) -> Vec<&'static str> {
        [CPU, MEMORY].into_iter().filter(|resource| !self.requests(resource)).collect()
    }
}

/// Whether a resource is written. A placeholder in place of a block may hold anything, so that it counts.
fn declares(resources: Option<Node<'_>>, list: &str, resource: &str) -> bool {
    let Some(resources) = resources else { return false };
    if matches!(resources.value, Value::String(_)) {
        return true;
    }
    match resources.get(list) {
        Some(list) => {
            matches!(list.value, Value::String(_)) || list.get(resource).is_some_and(|v| !v.is_null())
        }
        None => false,
    }
}

fn is_zero(resources: Option<Node<'_>>, list: &str, resource: &str) -> bool {
    let value = resources.and_then(|resources| resources.get(list)?.get(resource));
    value.is_some_and(|node| match node.value {
        Value::Number(number) => matches!(number, crate::yaml::Number::Int(0)),
        Value::String(text) => text.parse::<Quantity>().is_ok_and(|amount| amount.is_zero()),
        _ => false,
    })
}

/// The containers that lack a request, if one of them stays and works: what only prepares a pod or keeps it alive is
/// reserved enough by what the others request.
pub(crate) fn without_requests<'r, 'a>(all: &'r [ContainerResources<'a>]) -> Vec<&'r ContainerResources<'a>> {
    let lacking: Vec<_> = all.iter().filter(|container| !container.unrequested().is_empty()).collect();
    let is_brief = lacking.iter().all(|container| container.is_init || container.is_idle);
    if is_brief { Vec::new() } else { lacking }
}

/// `the container`, `1 of 3 containers`: how many are concerned, of how many.
pub(crate) fn count_words(concerned: usize, all: usize) -> String {
    match (concerned, all) {
        (1, 1) => "the container".to_owned(),
        (concerned, all) => format!("{concerned} of {all} containers"),
    }
}

/// The resources of the pod as a whole or of the only container, else the list of containers.
pub(crate) fn resources_place(cx: &Context<'_>) -> Place {
    let spec = FieldPath::parse("spec.template.spec");
    let whole = spec.clone().key("resources");
    let first = spec.clone().key("containers").index(0).key("resources");
    let is_only = cx.containers().len() == 1;
    if cx.object.node().at(&whole).is_some() {
        cx.at_key(&whole)
    } else if is_only && cx.object.node().at(&first).is_some() {
        cx.at_key(&first)
    } else {
        cx.at_key(&spec.key("containers"))
    }
}
