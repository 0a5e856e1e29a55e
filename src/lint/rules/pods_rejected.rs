//! pods-rejected: a DaemonSet that the API server takes, and whose pods it refuses.

use crate::lint::api::{faults_of_pods, report};
use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "pods-rejected",
    summary: "the API server takes the DaemonSet and refuses every pod of it",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    yields_to: &[Yields::on_field("dangling-reference")],
    options: &[],
    page: Page {
        what: "\
What the API server looks at only when the DaemonSet controller creates the pods: on the host network one port in two containers
(each containerPort becomes a port of the node), spaces around an image, limits of the pod as a whole that are below what its containers
request, a priority or a preemptionPolicy that no class gives, a priorityClassName that
starts with `system-` and is none of the two that exist, overhead without a RuntimeClass, finalizers without a domain,
schedulingGates beside nodeName, and matchLabelKeys that repeat a key of the labelSelector. A runtimeClassName whose RuntimeClass is not in
the input is a note: it may be in the cluster.
Where the DaemonSet itself is refused, api-rejects says so.",
        why: "\
`kubectl apply` succeeds, and no pod ever appears: DESIRED 10, CURRENT 0, with nothing but FailedCreate events on the DaemonSet
(`Pod \"agent-x7k2p\" is invalid: spec.containers[1].ports[0].hostPort: Duplicate value: \"TCP//9100\"`). An update takes the old pods
away one after another first, as maxUnavailable allows.",
        remedy: "Do as the help says; `kubectl describe daemonset` shows the events.",
        bad: "
hostNetwork: true
containers:
  - name: agent
    image: registry.example/agent:2.1.0
    ports: [{name: metrics, containerPort: 9100}]
  - name: proxy
    image: registry.example/proxy:1.0.3
    ports: [{name: http, containerPort: 9100}]
",
        good: "
hostNetwork: true
containers:
  - name: agent
    image: registry.example/agent:2.1.0
    ports: [{name: metrics, containerPort: 9100}]
  - name: proxy
    image: registry.example/proxy:1.0.3
    ports: [{name: http, containerPort: 9101}]
",
        links: &[
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// A `RuntimeClass` may stand in another file.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    cx.pod.runtime_class_name.is_some() || !faults_of_pods(cx).is_empty()
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::RejectsPods);
    for fault in faults_of_pods(cx) {
        report(cx, fault, out);
    }
    runtime_class(cx, out);
}

/// The admission plugin `RuntimeClass` refuses pods of a class that is not there.
fn runtime_class(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some(name) = cx.pod.runtime_class_name.as_deref().filter(|name| !name.is_empty()) else { return };
    let mut classes = cx.run.set.of_kind("node.k8s.io", "RuntimeClass");
    let is_there = classes.any(|(_, class)| class.id.name.as_deref() == Some(name));
    if !is_there && !has_placeholder(name) {
        out.report(
            cx.at(&FieldPath::parse("spec.template.spec.runtimeClassName")),
            format!("no pods unless the cluster has the RuntimeClass {name}"),
        )
        .severity(Severity::Note)
        .help("install it with the agent, or make sure that every cluster has it");
    }
}
