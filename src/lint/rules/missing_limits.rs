//! missing-limits: containers that may take all memory of a node.

use crate::lint::pod::container_resources::{ContainerResources, MEMORY, container_resources, count_words};
use crate::lint::prelude::*;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "missing-limits",
    summary: "a container has no memory limit",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::by_itself("missing-requests")],
    page: Page {
        what: "\
A container, a sidecar or an init container has no memory limit, and neither has the pod as a whole
(spec.template.spec.resources.limits). It is a note: where the memory request is missing too, missing-requests already
warns, and one warning is enough. Where that rule is switched off, a container with neither is a warning here. There is
one finding a DaemonSet, with a label at each container. A missing cpu limit is not reported: throttling an agent on the
data path does more harm than the cpu it takes. A container that only keeps its pod alive (the image pause, `sleep infinity`)
needs no limit.",
        why: "\
An agent that leaks, or that buffers while its backend is away, does so on all nodes at the same time. Without a limit
it grows until the node itself is out of memory, and the kernel chooses whom to kill: often not the agent, but the
database beside it, or the kubelet, and then the node is NotReady. With a limit the agent alone is restarted, its pod
says OOMKilled, and an alert can name it.",
        remedy: "\
Set limits.memory to the peak that the agent needs with room to spare, often one and a half to two times the request.
Set the buffers of the agent below it (`storage.max_chunks_up`, `mem_limit`, GOMEMLIMIT), so that it slows down before
it is killed. A limit that is too low kills the agent on your largest nodes first: look at those.",
        bad: "
containers:
  - name: log-agent
    image: registry.example/log-agent:3.1.4
    resources:
      requests: {cpu: 100m, memory: 200Mi}
",
        good: "
containers:
  - name: log-agent
    image: registry.example/log-agent:3.1.4
    resources:
      requests: {cpu: 100m, memory: 200Mi}
      limits: {memory: 400Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = container_resources(cx);
    let concerned: Vec<&ContainerResources<'_>> =
        all.iter().filter(|container| !container.is_idle && !container.limits(MEMORY)).collect();
    let Some(first) = concerned.first() else { return };
    let place = cx.place(first.span(cx), &first.path);
    let finding = out
        .report(place, message(&concerned, all.len()))
        .help("set limits.memory to the peak it needs, so that a leak ends the agent and not the node");
    // Where requests are missing too, that is the finding to mend first; one warning is enough for one container.
    let is_reported = cx.runs("missing-requests");
    if !is_reported && concerned.iter().any(|container| is_unbounded(container)) {
        finding.severity(Severity::Warning);
    }
    finding.fix(
        Applicability::Unsafe,
        "limit memory to twice the request",
        Patch::all(concerned.iter().map(|container| template(cx, container))),
    );
    for container in &concerned {
        let text = label(container);
        if container.path == first.path {
            finding.marker(text);
        } else {
            finding.label(container.span(cx), text);
        }
    }
}

/// Whether nothing at all is said of the memory of a container that stays.
fn is_unbounded(container: &ContainerResources<'_>) -> bool {
    !container.is_init && !container.requests(MEMORY)
}

fn message(concerned: &[&ContainerResources<'_>], all: usize) -> String {
    if concerned.iter().all(|container| container.is_init) {
        let s = if concerned.len() == 1 { "" } else { "s" };
        return format!("{} init container{s} without a memory limit", concerned.len());
    }
    let what = if concerned.iter().all(|container| !container.requests(MEMORY)) {
        "memory request or limit"
    } else {
        "memory limit"
    };
    format!("no {what} on {}", count_words(concerned.len(), all))
}

/// A limit that leaves room above the request; a common start for both where there is none, since a limit alone would
/// count as the request.
fn template(cx: &DaemonSetContext<'_>, container: &ContainerResources<'_>) -> Option<Patch> {
    let resources = container.path.clone().key("resources");
    let request = cx.object.node().at(&resources.clone().key("requests").key(MEMORY));
    let limit = match request {
        Some(request) => doubled(request.as_str()?)?,
        None if container.requests(MEMORY) => return None,
        None => return both(cx, &resources),
    };
    cx.declare(&resources.key("limits"), &[(MEMORY, &limit)])
}

fn both(cx: &DaemonSetContext<'_>, resources: &FieldPath) -> Option<Patch> {
    let written = cx.object.node().at(resources).and_then(Node::as_map);
    if written.is_none_or(|map| map.entries.is_empty()) {
        return cx.set(resources, "requests:\n  memory: 64Mi\nlimits:\n  memory: 128Mi\n");
    }
    let of = |list: &'static str, amount| cx.declare(&resources.clone().key(list), &[(MEMORY, amount)]);
    Patch::all([of("requests", "64Mi"), of("limits", "128Mi")])
}

/// Twice a whole amount, in its own unit.
fn doubled(amount: &str) -> Option<String> {
    let digits = amount.find(|char: char| !char.is_ascii_digit()).unwrap_or(amount.len());
    let (number, unit) = amount.split_at(digits);
    let is_unit = matches!(unit, "k" | "Ki" | "M" | "Mi" | "G" | "Gi");
    let number: u32 = number.parse().ok().filter(|_| is_unit)?;
    Some(format!("{}{unit}", number.checked_mul(2)?))
}

fn label(container: &ContainerResources<'_>) -> String {
    let what =
        if container.requests(MEMORY) { "no memory limit" } else { "neither request nor limit of memory" };
    let kind = if container.is_init { " (init container)" } else { "" };
    format!("{what}{kind}")
}
