//! limit-range-conflict: a `LimitRange` that refuses the pods, or makes them ask for much.

use k8s_openapi::api::core::v1::{LimitRange, PodSpec};

use crate::lint::cluster::namespace_limits::{NamespaceLimits, amount, refusal, sums};
use crate::lint::engine::daemon_sets::{daemon_sets_if, object};
use crate::lint::pod::container_resources::resources_place;
use crate::lint::prelude::*;
use crate::placement::pod_requests;

pub(super) static RULE: Rule = Rule {
    id: "limit-range-conflict",
    summary: "the LimitRange of the namespace refuses the pods, or makes them request much",
    category: Category::Resources,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A LimitRange of the DaemonSet's namespace stands beside it (in its file, folder or kustomization, or anywhere where nodes are given), and once its
defaults are filled in a container, or the pod as a whole, is outside of a minimum, a maximum or a ratio of limit to request. And as a warning: the
manifest requests nothing of a resource, and the defaults make 500m of cpu or 512Mi of memory or more of it for each pod.",
        why: "\
The DaemonSet is accepted, and no pod of it is created: `Error creating: pods \"agent-x7k2p\" is forbidden: maximum cpu usage per Container is 1, but
limit is 2`, which only `kubectl describe daemonset` shows. Defaults are meant for applications. An agent that relies on them takes the same on each
node: 1 cpu of a LimitRange is half of a node of two, and autoscalers that count the manifest, as Karpenter does, make nodes on which it does not fit.",
        remedy: "\
Write the requests that the agent needs, and a memory limit, within the bounds; or move the agents into a namespace of their own without a LimitRange.",
        bad: "
kind: DaemonSet
metadata: {name: agent, namespace: agents}
spec:
  template:
    spec:
      containers:
        - {name: agent, image: \"registry.example/agent:1.4.0\"}
---
kind: LimitRange
metadata: {name: defaults, namespace: agents}
spec:
  limits:
    - {type: Container, defaultRequest: {cpu: \"1\"}, default: {cpu: \"2\"}}
",
        good: "
kind: DaemonSet
metadata: {name: agent, namespace: agents}
spec:
  template:
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.4.0
          resources: {requests: {cpu: 50m}, limits: {cpu: 200m}}
---
kind: LimitRange
metadata: {name: defaults, namespace: agents}
spec:
  limits:
    - {type: Container, defaultRequest: {cpu: \"1\"}, default: {cpu: \"2\"}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/policy/limit-range/",
            "https://kubernetes.io/docs/tasks/administer-cluster/manage-resources/cpu-default-namespace/",
        ],
    },
    check: Check::Run(check),
};

/// From here on defaults are worth a word: what `heavy-daemonset` calls heavy.
const MUCH: [(&str, i64); 2] = [("cpu", 500), ("memory", 512 * 1024 * 1024 * 1000)];

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let limits = NamespaceLimits::new(run);
    if limits.is_empty() {
        return;
    }
    for cx in daemon_sets_if(run, |index, _| limits.ranges(index).next().is_some()) {
        let admitted = limits.admitted(cx.index, cx.pod);
        for (index, range) in limits.ranges(cx.index) {
            if let Some((place, words)) = refused(&cx, &admitted, range) {
                let finding = out.report(place, format!("its LimitRange refuses the pods: {words}"));
                finding.server(Some(Server::RejectsPods)).help("write requests and limits within its bounds");
                finding.other_party(&object(run, index), &FieldPath::parse("spec.limits"), "the LimitRange");
            }
        }
        let range = limits.ranges(cx.index).next().map(|(index, _)| index);
        filled(run, &cx, &admitted, range, out);
    }
}

/// The first container, or the pod as a whole, that a `LimitRange` refuses.
fn refused(cx: &DaemonSetContext<'_>, admitted: &PodSpec, range: &LimitRange) -> Option<(Place, String)> {
    let items = range.spec.as_ref()?.limits.iter();
    let starting = admitted.init_containers.iter().flatten().map(|container| ("initContainers", container));
    let all: Vec<_> =
        starting.chain(admitted.containers.iter().map(|container| ("containers", container))).collect();
    let (requests, sum_of_limits) = sums(admitted);
    for item in items {
        if item.type_ == "Pod" && admitted.resources.is_none() {
            let words = refusal(item, &|name| requests.get(name), &|name| sum_of_limits.get(name));
            if let Some(words) = words {
                return Some((resources_place(cx), format!("{words}, of the pod")));
            }
        }
        for (list, container) in all.iter().filter(|_| item.type_ == "Container") {
            let resources = container.resources.as_ref();
            let (requests, limits) = (
                resources.and_then(|resources| resources.requests.as_ref()),
                resources.and_then(|resources| resources.limits.as_ref()),
            );
            let words = refusal(item, &|name| amount(requests, name), &|name| amount(limits, name));
            if let Some(words) = words {
                let own = cx.containers().into_iter().find(|(path, own)| {
                    own.name == container.name && path.to_string().contains(&format!(".{list}["))
                });
                let place = own.map(|(path, _)| cx.at(&path.key("resources")));
                return Some((place.unwrap_or_else(|| resources_place(cx)), words));
            }
        }
    }
    None
}

/// Reports what defaults make of a pod that asks for nothing.
fn filled(
    run: &RunContext<'_>,
    cx: &DaemonSetContext<'_>,
    admitted: &PodSpec,
    range: Option<usize>,
    out: &mut Findings,
) {
    let (written, made) = (pod_requests(cx.pod), pod_requests(admitted));
    let much: Vec<String> = MUCH
        .iter()
        .filter(|(name, _)| written.get(name).is_none_or(|amount| amount.is_zero()))
        .filter_map(|(name, much)| {
            let amount = made.get(name).filter(|amount| amount.ceil_milli() >= *much)?;
            Some(format!("{amount} {name}"))
        })
        .collect();
    if much.is_empty() {
        return;
    }
    let message = format!("its LimitRange makes each pod request {}", much.join(" and "));
    let finding = out.report(resources_place(cx), message).severity(Severity::Warning);
    finding.marker("requests nothing of it");
    finding.help("write the requests that the agent needs: defaults are meant for applications");
    if let Some(range) = range {
        finding.other_party(&object(run, range), &FieldPath::parse("spec.limits"), "the defaults");
    }
}
