//! quota-refuses-pods: a `ResourceQuota` that lets none of the pods in, or not all of them.

use k8s_openapi::api::core::v1::{PodSpec, ResourceQuotaSpec};

use crate::inventory::Distribution;
use crate::lint::cluster::namespace_limits::{Amounts, NamespaceLimits, amount, sums};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::cluster::platforms::has_pods;
use crate::lint::engine::daemon_sets::{daemon_sets_if, object};
use crate::lint::pod::container_resources::resources_place;
use crate::lint::prelude::*;
use crate::placement::Quantity;

pub(super) static RULE: Rule = Rule {
    id: "quota-refuses-pods",
    summary: "a ResourceQuota of the namespace refuses the pods, or some of them",
    category: Category::Resources,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A ResourceQuota of the DaemonSet's namespace stands beside it (in its file, folder or kustomization, or anywhere where nodes are given), its scopes match the
pods, and it allows no pod, or less than one pod asks for; or it counts cpu or memory of which a container states no request or limit (after the defaults of a
LimitRange). As a warning: the nodes on which the DaemonSet is wanted need more pods, or more of a resource, than it allows. On GKE, a warning
also where the pods have the class system-node-critical or system-cluster-critical outside of kube-system and no quota of the namespace is for that class.",
        why: "\
The DaemonSet is accepted, and its pods are not: `Error creating: pods \"agent-x7k2p\" is forbidden: exceeded quota: critical, requested: pods=1, used:
pods=0, limited: pods=0`, `failed quota: compute: must specify limits.memory for: agent`, or on GKE `insufficient quota to match these scopes:
[{PriorityClass In [system-node-critical system-cluster-critical]}]`. DESIRED is 5, CURRENT 0, and only `kubectl describe daemonset` shows why. A quota
that was enough for five nodes stops the sixth.",
        remedy: "\
Raise the quota, or take the agents out of it: a namespace of their own without a quota, or with one whose scopeSelector is for their PriorityClass. State requests
and limits where a quota counts them. On GKE add a ResourceQuota with `scopeSelector` In [system-node-critical] and enough pods.",
        bad: "
kind: DaemonSet
metadata: {name: agent, namespace: agents}
spec:
  template:
    spec:
      priorityClassName: system-node-critical
---
kind: ResourceQuota
metadata: {name: critical, namespace: agents}
spec:
  hard: {pods: \"0\"}
  scopeSelector:
    matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]
",
        good: "
kind: DaemonSet
metadata: {name: agent, namespace: agents}
spec:
  template:
    spec:
      priorityClassName: system-node-critical
---
kind: ResourceQuota
metadata: {name: critical, namespace: agents}
spec:
  hard: {pods: \"1000\"}
  scopeSelector:
    matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]
",
        links: &[
            "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
        ],
    },
    check: Check::Run(check),
};

/// The classes that GKE lets into namespaces with a quota for them only.
const SYSTEM: [&str; 2] = ["system-node-critical", "system-cluster-critical"];

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let limits = NamespaceLimits::new(run);
    let has_nodes = run.coverage.is_some();
    for cx in daemon_sets_if(run, |index, _| has_nodes || limits.quotas(index).next().is_some()) {
        let admitted = limits.admitted(cx.index, cx.pod);
        for (index, quota) in limits.quotas(cx.index).filter(|(_, quota)| matches(quota, &admitted)) {
            let Some((severity, words)) = judge(&cx, quota, &admitted) else { continue };
            let name = run.set.objects[index].id.name.as_deref().unwrap_or_default();
            let finding = out.report(place(&cx, quota), format!("the quota {name} {words}"));
            finding.severity(severity).help("raise the quota, or take the agents out of it; see the page");
            if severity == Severity::Error {
                finding.server(Some(Server::RejectsPods));
            }
            finding.other_party(&object(run, index), &FieldPath::parse("spec.hard"), "the quota");
        }
        let is_for_class =
            limits.quotas(cx.index).any(|(_, quota)| is_for_class(quota) && matches(quota, &admitted));
        if !is_for_class {
            on_gke(&cx, out);
        }
    }
}

/// Where the pods name their class, if the quota is about that; else where they ask for resources.
fn place(cx: &DaemonSetContext<'_>, quota: &ResourceQuotaSpec) -> Place {
    let class = FieldPath::parse("spec.template.spec.priorityClassName");
    if is_for_class(quota) && cx.object.node().at(&class).is_some() {
        cx.at(&class)
    } else {
        resources_place(cx)
    }
}

/// The scopes of a quota, each with its operator and values.
fn scopes(quota: &ResourceQuotaSpec) -> impl Iterator<Item = (&str, &str, &[String])> {
    let plain = quota.scopes.iter().flatten().map(|scope| (scope.as_str(), "Exists", &[][..]));
    let selector =
        quota.scope_selector.iter().flat_map(|selector| selector.match_expressions.iter().flatten());
    plain.chain(selector.map(|one| {
        (one.scope_name.as_str(), one.operator.as_str(), one.values.as_deref().unwrap_or_default())
    }))
}

fn is_for_class(quota: &ResourceQuotaSpec) -> bool {
    scopes(quota).any(|(scope, ..)| scope == "PriorityClass")
}

/// Whether a quota counts a pod: all of its scopes match (`podMatchesScopeFunc` in `pkg/quota/v1/evaluator/core/pods.go`, 1.37).
fn matches(quota: &ResourceQuotaSpec, pod: &PodSpec) -> bool {
    scopes(quota).all(|(scope, operator, values)| match scope {
        "Terminating" => pod.active_deadline_seconds.is_some(),
        "NotTerminating" => pod.active_deadline_seconds.is_none(),
        "BestEffort" => is_best_effort(pod),
        "NotBestEffort" => !is_best_effort(pod),
        "PriorityClass" => {
            let class = pod.priority_class_name.as_deref().filter(|class| !class.is_empty());
            let is_listed = class.is_some_and(|class| values.iter().any(|value| value == class));
            match operator {
                "In" => is_listed,
                "NotIn" => !is_listed,
                "Exists" => class.is_some(),
                "DoesNotExist" => class.is_none(),
                _ => false,
            }
        }
        _ => false,
    })
}

fn is_best_effort(pod: &PodSpec) -> bool {
    let (requests, limits) = sums(pod);
    let is_none =
        |name| [&requests, &limits].iter().all(|list| list.get(name).is_none_or(|one| one.is_zero()));
    is_none("cpu") && is_none("memory")
}

/// What a quota makes of the pods, in words that follow its name.
fn judge(cx: &DaemonSetContext<'_>, quota: &ResourceQuotaSpec, pod: &PodSpec) -> Option<(Severity, String)> {
    let hard = quota.hard.as_ref()?;
    let pods = ["pods", "count/pods"].iter().filter_map(|name| amount(Some(hard), name)).min();
    if pods.is_some_and(|pods| pods.ceil_value() < 1) {
        return Some((Severity::Error, "admits no pod".to_owned()));
    }
    if let Some(missing) = missing(hard, pod) {
        return Some((Severity::Error, missing));
    }
    let counted: Vec<(&str, Quantity, Quantity)> = hard
        .keys()
        .filter_map(|name| Some((name.as_str(), asked(name, pod)?, amount(Some(hard), name)?)))
        .collect();
    if let Some((name, asks, has)) = counted.iter().find(|(_, asks, has)| asks > has) {
        return Some((Severity::Error, format!("admits no pod: one asks for {asks} {name}, it has {has}")));
    }
    let nodes = nodes(cx).filter(|nodes| *nodes > 0)?;
    if let Some(pods) = pods.filter(|pods| pods.ceil_value() < nodes) {
        let noun = if pods.ceil_value() == 1 { "pod" } else { "pods" };
        return Some((Severity::Warning, format!("admits {pods} {noun}, {nodes} nodes need one")));
    }
    let short = counted.iter().find(|(_, asks, has)| {
        i128::from(asks.ceil_milli()) * i128::from(nodes) > i128::from(has.ceil_milli())
    });
    short.map(|(name, asks, has)| {
        (Severity::Warning, format!("has {has} {name}, {nodes} nodes need {asks} each"))
    })
}

fn nodes(cx: &DaemonSetContext<'_>) -> Option<i64> {
    let run = cx.run.coverage?;
    i64::try_from(cx.coverage()?.counts(&run.fleet).desired).ok()
}

/// What one pod asks of a resource that a quota counts.
fn asked(name: &str, pod: &PodSpec) -> Option<Quantity> {
    let (requests, limits) = sums(pod);
    if let Some(name) = name.strip_prefix("limits.") {
        return limits.get(name);
    }
    let name = name.strip_prefix("requests.").unwrap_or(name);
    if name == "pods" { None } else { requests.get(name) }
}

/// What a container has to state and does not (`Constraints` in `pkg/quota/v1/evaluator/core/pods.go`, 1.37).
fn missing(hard: &Amounts, pod: &PodSpec) -> Option<String> {
    const COUNTED: [&str; 6] =
        ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    if pod.resources.is_some() {
        return None;
    }
    let containers = pod.init_containers.iter().flatten().chain(&pod.containers);
    for container in containers {
        let resources = container.resources.as_ref();
        let lacks = |counted: &&str| {
            let limit = counted.strip_prefix("limits.");
            let name = limit.or(counted.strip_prefix("requests.")).unwrap_or(counted);
            let list = resources.and_then(|resources| match limit {
                Some(_) => resources.limits.as_ref(),
                None => resources.requests.as_ref(),
            });
            hard.contains_key(*counted) && list.is_none_or(|list| !list.contains_key(name))
        };
        if let Some(counted) = COUNTED.into_iter().find(lacks) {
            return Some(format!("admits no pod: {} must state {counted}", container.name));
        }
    }
    None
}

/// GKE limits the classes of the system: its API server has them as `limitedResources` of the plugin `ResourceQuota`, and a
/// quota for them in kube-system only.
fn on_gke(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let class = cx.pod.priority_class_name.as_deref().filter(|class| SYSTEM.contains(class));
    let wanted = Places::wanted(coverage, &run.fleet);
    let is_gke = |distribution: Option<Distribution>| distribution == Some(Distribution::Gke);
    let has_gke = wanted.nodes.iter().any(|node| is_gke(node.system.distribution))
        || wanted.pools.iter().any(|pool| is_gke(pool.system.distribution));
    let namespace = cx.run.set.namespace_of(cx.object);
    let Some(class) = class.filter(|_| has_gke && namespace != "kube-system") else { return };
    if !has_pods(coverage, &run.fleet) {
        let at = cx.at(&FieldPath::parse("spec.template.spec.priorityClassName"));
        out.report(at, format!("GKE admits {class} only where a ResourceQuota is for it"))
            .severity(Severity::Warning)
            .help(format!("add a ResourceQuota to {namespace} with a scopeSelector for this PriorityClass"));
    }
}
