//! missing-requests: containers for which the scheduler reserves nothing.

use crate::lint::pod::container_resources::{
    CPU, ContainerResources, MEMORY, container_resources, count_words, without_requests,
};
use crate::lint::pod::node_critical::has_priority;
use crate::lint::pod::one_shot::is_one_shot;
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
A container, a sidecar or an init container has no request for cpu or none for memory. A limit counts as the request, because
the API server copies it; so do requests and limits of the pod as a whole (spec.template.spec.resources). There is one finding
per DaemonSet, with a label at each container, which also says where the container has no memory limit. If no container has any
request or limit, the pods are BestEffort and the finding says so. Nothing is reported if only init containers lack requests:
they are over before the agent starts, and what the other containers request is reserved for them as well. The same goes for
containers that only keep the pod alive (the image pause, `sleep infinity`). A pod that does its work once and then sleeps is a
note.",
        why: "\
What is not requested is not reserved. The scheduler and the autoscaler fill each node to the brim as if the agent were not
there, on all nodes at once, and the agent then lives on what is left over. Under memory pressure the kubelet evicts pods that
use more than they request, and without a request that is every byte; BestEffort pods are evicted first, also by the kernel
(their OOM score is the worst there is). Pods with a priority class come behind those of lower priority, and those of
system-node-critical and system-cluster-critical are spared: for them it is only that nothing is reserved. The agent comes back
to the same node, under the same pressure, and is evicted again: `The node was low on resource: memory. Container agent was
using 180Mi, request is 0`. That happens on the busiest nodes, whose logs and metrics are wanted most. Without a cpu request the
agent gets a share of 2 against 1024 for each core that others ask for, and probes of it time out.",
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
    let concerned = without_requests(&all);
    // What starts first is over first: the finding stands at what stays.
    let stays = concerned.iter().find(|container| !container.is_init && !container.is_idle);
    let Some(first) = stays.or(concerned.first()) else { return };
    let is_best_effort = all.iter().all(ContainerResources::is_best_effort);
    // With a class of its own the pod comes behind those of lower priority.
    let consequence = if has_priority(cx.pod) { "nothing is reserved" } else { "first to be evicted" };
    let message = match (is_best_effort, all.len()) {
        (true, 1) => format!("BestEffort: no requests and no limits, {consequence}"),
        (true, count) => format!("BestEffort: none of {count} containers has requests, {consequence}"),
        (false, count) => {
            let containers = count_words(concerned.len(), count);
            if concerned.iter().all(|container| container.unrequested() == first.unrequested()) {
                format!("no request for {} on {containers}", what(&concerned, "or"))
            } else {
                format!("requests are incomplete on {containers}")
            }
        }
    };
    let place = cx.place(first.span(cx), &first.path);
    let finding = out.report(place, message).help(help(&concerned));
    // What it did stays done if it is evicted.
    if is_one_shot(cx.pod) {
        finding.severity(Severity::Note);
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

/// The resources that some of the containers lack a request for.
fn what(concerned: &[&ContainerResources<'_>], conjunction: &str) -> String {
    let lacking = |resource| concerned.iter().any(|container| container.unrequested().contains(&resource));
    match (lacking(CPU), lacking(MEMORY)) {
        (true, false) => CPU.to_owned(),
        (false, true) => MEMORY.to_owned(),
        _ => format!("{CPU} {conjunction} {MEMORY}"),
    }
}

/// The number is the author's to know: what one agent uses says nothing of another.
fn help(concerned: &[&ContainerResources<'_>]) -> String {
    let what = what(concerned, "and");
    let has_limits = concerned.iter().all(|container| container.limits(MEMORY) || container.is_idle);
    let limit = if has_limits { "" } else { ", and a memory limit above" };
    format!("set requests for {what} to what it uses (`kubectl top pods --containers`){limit}")
}

/// What a container lacks; its limit belongs here, too, so that missing-limits need not repeat the container.
fn label(container: &ContainerResources<'_>) -> String {
    let kind = if container.is_init { " (init container)" } else { "" };
    let limit = if container.limits(MEMORY) || container.is_idle { "" } else { ", no memory limit" };
    format!("no request for {}{limit}{kind}", container.unrequested().join(" and "))
}
