//! missing-requests: containers for which the scheduler reserves nothing.

use crate::lint::pod::container_resources::{
    CPU, ContainerResources, MEMORY, container_resources, count_words,
};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-requests",
    summary: "a container requests no cpu or no memory",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container, a sidecar or an init container has no request for cpu or none for memory. A limit counts as the request,
because the API server copies it; so do requests and limits of the pod as a whole (spec.template.spec.resources).
There is one finding a DaemonSet, with a label at each container. If no container has any request or limit, the pods
are BestEffort and the finding says so. If only init containers lack requests it is a note: they are over before the
agent starts, and what the other containers request is reserved for them, too. The same goes for containers that only
keep the pod alive (the image pause, `sleep infinity`): whoever evicts them stops nothing.",
        why: "\
What is not requested is not reserved. The scheduler and the autoscaler fill each node to the brim as if the agent
were not there, on all nodes at once, and the agent then lives on what is left over. Under memory pressure the kubelet
evicts pods that use more than they request, and without a request that is every byte; BestEffort pods are evicted
first, also by the kernel (their OOM score is the worst there is). The agent comes back to the same node, under the
same pressure, and is evicted again: `The node was low on resource: memory. Container agent was using 180Mi, request
is 0`. That happens on the busiest nodes, whose logs and metrics are wanted most. Without a cpu request the agent gets
a share of 2 against 1024 for each core that others ask for, and probes of it time out.",
        remedy: "\
Measure one pod on a busy node (`kubectl top pods --containers`), and request what it uses on a usual day: cpu as the
average, memory as the peak. Agents of all kinds ask for 100m and 100Mi in the middle, and nine of ten for less than
250m and 400Mi. Keep it tight: every DaemonSet asks on every node, and the sum is gone for workloads.",
        bad: "
containers:
  - name: exporter
    image: registry.example/exporter:1.8.2
",
        good: "
containers:
  - name: exporter
    image: registry.example/exporter:1.8.2
    resources:
      requests: {cpu: 50m, memory: 64Mi}
      limits: {memory: 128Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = container_resources(cx);
    let concerned: Vec<&ContainerResources<'_>> =
        all.iter().filter(|container| missing(container).is_some()).collect();
    let Some(first) = concerned.first() else { return };
    let best_effort = all.iter().all(ContainerResources::is_best_effort);
    let place = cx.place(first.span(cx), &first.path);
    let finding = out.report(place, message(&concerned, all.len(), best_effort)).help(
        "request what it uses (`kubectl top pods --containers`); a common start:\n\
         resources: {requests: {cpu: 50m, memory: 64Mi}}",
    );
    let only_idles = all.iter().filter(|container| !container.is_init).all(|container| container.is_idle);
    let is_brief = concerned.iter().all(|container| container.is_init || container.is_idle);
    if is_brief && (only_idles || !best_effort) {
        finding.severity(Severity::Note);
    }
    finding.fix(
        Applicability::Unsafe,
        "request 50m of cpu and 64Mi of memory where nothing is said",
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

fn message(concerned: &[&ContainerResources<'_>], all: usize, best_effort: bool) -> String {
    if best_effort {
        return match all {
            1 => "BestEffort: no requests and no limits, first to be evicted".to_owned(),
            _ => format!("BestEffort: none of {all} containers has requests, first to be evicted"),
        };
    }
    let mut what: Vec<&str> = concerned.iter().filter_map(|container| missing(container)).collect();
    what.dedup();
    let what = match what[..] {
        [one] => one,
        _ => "cpu or memory",
    };
    if concerned.iter().all(|container| container.is_init) {
        let s = if concerned.len() == 1 { "" } else { "s" };
        return format!("{} init container{s} without a request for {what}", concerned.len());
    }
    format!("no request for {what} on {}", count_words(concerned.len(), all))
}

/// What a container does not request.
fn missing(container: &ContainerResources<'_>) -> Option<&'static str> {
    match (container.requests(CPU), container.requests(MEMORY)) {
        (true, true) => None,
        (false, true) => Some("cpu"),
        (true, false) => Some("memory"),
        (false, false) => Some("cpu and memory"),
    }
}

/// A common start for what a container does not request.
fn template(cx: &DaemonSetContext<'_>, container: &ContainerResources<'_>) -> Option<Patch> {
    let missing = [(CPU, "50m"), (MEMORY, "64Mi")].into_iter();
    let missing: Vec<_> = missing.filter(|(resource, _)| !container.requests(resource)).collect();
    cx.declare(&container.path.clone().key("resources").key("requests"), &missing)
}

fn label(container: &ContainerResources<'_>) -> String {
    let what = missing(container).unwrap_or_default();
    let kind = if container.is_init { " (init container)" } else { "" };
    format!("no request for {what}{kind}")
}
