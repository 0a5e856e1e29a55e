//! missing-limits: containers that may take all memory of a node.

use crate::lint::pod::container_resources::{
    ContainerResources, MEMORY, container_resources, count_words, without_requests,
};
use crate::lint::prelude::*;

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
(spec.template.spec.resources.limits). It is a note, and there is one per DaemonSet, with a label at each container. A
container that lacks a request is left to missing-requests, whose finding names the limit as well; where that rule is
switched off, a container with neither request nor limit of memory is a warning here. A missing cpu limit is not reported:
throttling an agent on the data path does more harm than the cpu it takes. Init containers alone are not reported, since they
are over before the agent starts, nor is a container that only keeps its pod alive (the image pause, `sleep infinity`).",
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
    // One finding for one container: where requests are missing, that one names the limit as well.
    let is_reported = cx.runs("missing-requests");
    let told: Vec<&FieldPath> = if is_reported {
        without_requests(&all).into_iter().map(|container| &container.path).collect()
    } else {
        Vec::new()
    };
    let concerned: Vec<&ContainerResources<'_>> = all
        .iter()
        .filter(|container| {
            !container.is_idle && !container.limits(MEMORY) && !told.contains(&&container.path)
        })
        .collect();
    if concerned.iter().all(|container| container.is_init) {
        return;
    }
    let Some(first) = concerned.first() else { return };
    let place = cx.place(first.span(cx), &first.path);
    let finding = out
        .report(place, message(&concerned, all.len(), lacks_more(&all, &told)))
        .help("set limits.memory to the peak it needs, so that a leak ends the agent and not the node");
    if concerned.iter().any(|container| is_unbounded(container)) {
        finding.severity(Severity::Warning);
    }
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

/// Whether missing-requests names containers without a limit, too.
fn lacks_more(all: &[ContainerResources<'_>], told: &[&FieldPath]) -> bool {
    all.iter().any(|container| told.contains(&&container.path) && !container.limits(MEMORY))
}

fn message(concerned: &[&ContainerResources<'_>], all: usize, has_more: bool) -> String {
    let what = if concerned.iter().all(|container| !container.requests(MEMORY)) {
        "memory request or limit"
    } else {
        "memory limit"
    };
    match (has_more, concerned.len()) {
        (false, count) => format!("no {what} on {}", count_words(count, all)),
        (true, 1) => format!("no {what} on 1 container more"),
        (true, count) => format!("no {what} on {count} containers more"),
    }
}

fn label(container: &ContainerResources<'_>) -> String {
    let what =
        if container.requests(MEMORY) { "no memory limit" } else { "neither request nor limit of memory" };
    let kind = if container.is_init { " (init container)" } else { "" };
    format!("{what}{kind}")
}
