//! missing-os-constraint: pods on nodes of an operating system that their images are not made for.

use k8s_openapi::api::core::v1::PodSpec;

use crate::coverage::{Matches, judge_pool};
use crate::inventory::{Node, NodePool};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::node_labels::is_os;
use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::node_constraints::constraints;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-os-constraint",
    summary: "the DaemonSet reaches nodes of another operating system",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The inventory (--nodes) has nodes or pools of another operating system, the controller wants pods of the DaemonSet
there, and neither nodeSelector nor required affinity speaks of kubernetes.io/os. A pod is taken to be for Linux, or for
what spec.os names, or for Windows if it has windowsOptions or mounts a path such as C:\\var\\log. A cluster with one
operating system has no findings.",
        why: "\
A DaemonSet without a selector runs on every node that it tolerates. On a Windows node the image of a Linux agent has no
matching manifest: `no match for platform in manifest`, ImagePullBackOff for ever. With spec.os set and no selector it
is `PodOSNotSupported`, and the controller creates the pod again and again: the scheduler does not read spec.os. The
node of the other system may be added years after the agent; the first sign is a rollout that does not end, because the
failing pods use up maxUnavailable.",
        remedy: "\
Add the label of the operating system to nodeSelector. Every node has it, so that nothing else changes. An agent for
both systems needs two DaemonSets, or an image for both.",
        bad: "
spec:
  tolerations:
    - operator: Exists
  containers:
    - name: agent
",
        good: "
spec:
  nodeSelector:
    kubernetes.io/os: linux
  tolerations:
    - operator: Exists
  containers:
    - name: agent
",
        links: &[
            "https://kubernetes.io/docs/concepts/windows/user-guide/#taints-and-tolerations",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-os",
            "https://kubernetes.io/docs/concepts/workloads/pods/#pod-os",
        ],
    },
    check: Check::DaemonSet(check),
};

const SYSTEM: &str = "kubernetes.io/os";

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    if constraints(cx.pod).iter().any(|one| is_os(one.key)) {
        return;
    }
    let (own, evidence) = own_system(cx.pod);
    let mut places = Places::wanted(coverage, &run.fleet).real();
    places.nodes.retain(|node| system(node).is_some_and(|os| os != own));
    places.pools.retain(|pool| {
        let mut others = others(pool, own);
        others.any(|os| judge_pool(&coverage.pod, &pool.narrowed(SYSTEM, os)).matches != Matches::None)
    });
    let Some(found) = first_system(&places, own) else { return };
    let spec = FieldPath::parse("spec.template.spec");
    let selector = spec.clone().key("nodeSelector");
    let path =
        if cx.object.node().at(&selector).is_some() { selector } else { spec.clone().key("containers") };
    let message = format!("reaches {} of {found}, and the pods are for {own}", places.count());
    let finding = out
        .report(cx.at_key(&path), message)
        .marker(format!("nothing asks for {SYSTEM}: {}", places.names()))
        .help(format!("select the operating system:\nnodeSelector:\n  {SYSTEM}: {own}"));
    if let Some(evidence) = evidence {
        finding.label(cx.at(&evidence).span, "the scheduler does not read this");
    }
}

/// The operating system that the pod is made for; with the field spec.os if that says so.
fn own_system(pod: &PodSpec) -> (&str, Option<FieldPath>) {
    if let Some(os) = &pod.os {
        return (&os.name, Some(FieldPath::parse("spec.template.spec.os.name")));
    }
    (if looks_like_windows(pod) { "windows" } else { "linux" }, None)
}

fn looks_like_windows(pod: &PodSpec) -> bool {
    let of_pod = pod.security_context.as_ref().is_some_and(|context| context.windows_options.is_some());
    let of_container = pod.containers.iter().any(|container| {
        container.security_context.as_ref().is_some_and(|context| context.windows_options.is_some())
    });
    let has_drive = |path: &str| path.as_bytes().get(1) == Some(&b':') || path.starts_with('\\');
    of_pod || of_container || host_paths(pod).any(|(_, path)| has_drive(path))
}

fn system(node: &Node) -> Option<&str> {
    let labels = &node.labels;
    labels.get(SYSTEM).or_else(|| labels.get("beta.kubernetes.io/os")).map(String::as_str)
}

/// The other systems that the pool is known to have.
fn others<'a>(pool: &'a NodePool, own: &'a str) -> impl Iterator<Item = &'a str> {
    let values = pool.values(SYSTEM).into_iter().flatten().map(String::as_str);
    values.filter(move |os| *os != own)
}

fn first_system(places: &Places<'_>, own: &str) -> Option<String> {
    let of_nodes = places.nodes.iter().find_map(|node| system(node));
    let found = of_nodes.or_else(|| places.pools.iter().find_map(|pool| others(pool, own).next()))?;
    Some(found.to_owned())
}
