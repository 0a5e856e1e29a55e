//! blanket-toleration-hits-virtual-nodes: pods that are wanted where no machine can run them.

use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::inventory::NodePool;
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::engine::snippet::scalar;
use crate::lint::knowledge::known_taints::{VIRTUAL_LABELS, is_virtual, is_virtual_pool};
use crate::lint::pod::node_constraints::constraints;
use crate::lint::prelude::*;
use crate::placement::{ComparisonOperators, Taint, Toleration};

pub(super) static RULE: Rule = Rule {
    id: "blanket-toleration-hits-virtual-nodes",
    summary: "the DaemonSet tolerates its way onto nodes without a machine",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    // Alternatives that let in any operating system let in virtual nodes, too.
    yields_to: &[Yields::on_object("ored-os-or-arch-terms")],
    page: Page {
        what: "\
The inventory (--nodes) has nodes or pools without a machine, and the controller wants a pod of the DaemonSet there:
Fargate (label eks.amazonaws.com/compute-type=fargate or its taint, an eksctl fargateProfile), virtual-kubelet (label
type=virtual-kubelet, taints of virtual-kubelet.io) and kwok (label type=kwok, taints of kwok.x-k8s.io). A DaemonSet
that selects such nodes by these labels is left alone.",
        why: "\
Virtual nodes are tainted so that nothing lands on them by accident, and `- operator: Exists` overrules every taint. A
Fargate node runs the one pod it was made for: the pods of the DaemonSet stay Pending there for ever, with `Pod not
supported on Fargate` or `Too many pods`. numberReady never reaches desiredNumberScheduled, so that `kubectl rollout
status` and Helm --wait time out, the update of a managed add-on fails, and the alert on missing agents always fires.
Each of the waiting pods counts against maxUnavailable.",
        remedy: "\
Exclude the virtual nodes by required affinity, as aws-node and the EBS CSI driver do. NotIn also matches nodes
without the label, so that nothing else changes. Or name the taints that are meant instead of tolerating all.",
        bad: "
tolerations:
  - operator: Exists
",
        good: "
tolerations:
  - operator: Exists
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: eks.amazonaws.com/compute-type, operator: NotIn, values: [fargate]}
            - {key: type, operator: NotIn, values: [virtual-kubelet]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
            "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    if selects_virtual_nodes(cx) {
        return;
    }
    let mut places = Places::wanted(coverage, &run.fleet);
    places.nodes.retain(|node| is_virtual(node));
    places.pools = virtual_pools(coverage, &run.fleet);
    if places.is_empty() {
        return;
    }
    let (path, marker) = culprit(cx, &places);
    let at = if path.last_key() == Some("containers") { cx.at_key(&path) } else { cx.at(&path) };
    out.report(at, format!("wants pods on {} without a machine: they stay Pending", places.count()))
        .marker(format!("{marker}: {}", places.names()))
        .help(format!("exclude them by required affinity:\n{}", exclusion(&places)));
}

/// Whether the DaemonSet asks for virtual nodes by one of their labels.
fn selects_virtual_nodes(cx: &DaemonSetContext<'_>) -> bool {
    constraints(cx.pod).iter().any(|one| {
        let mut known = VIRTUAL_LABELS.iter();
        one.is_positive()
            && known
                .any(|(key, values)| one.key == *key && one.values.iter().any(|value| values.contains(value)))
    })
}

/// The virtual pools on which it lands. What a pool leaves open may be the very label that keeps the DaemonSet off.
fn virtual_pools<'a>(coverage: &DaemonSetCoverage, fleet: &'a Fleet) -> Vec<&'a NodePool> {
    let keys = coverage.pod.label_keys();
    let reads_marker = VIRTUAL_LABELS.iter().any(|(key, _)| keys.contains(key));
    let least = if reads_marker { Matches::All } else { Matches::Some };
    let pools = fleet.pools().iter().zip(coverage.pools());
    let landed = pools.filter(|(pool, verdict)| is_virtual_pool(pool) && verdict.matches >= least);
    landed.map(|(pool, _)| pool).collect()
}

/// The toleration that covers the taint of these nodes; the containers if they have none.
fn culprit(cx: &DaemonSetContext<'_>, places: &Places<'_>) -> (FieldPath, &'static str) {
    let spec = FieldPath::parse("spec.template.spec");
    let of_nodes = places.nodes.iter().flat_map(|node| &node.taints);
    let taints: Vec<&Taint> = of_nodes.chain(places.pools.iter().flat_map(|pool| &pool.taints)).collect();
    let written: Vec<Toleration> = cx.pod.tolerations.iter().flatten().map(Toleration::from).collect();
    let covering = taints
        .iter()
        .find_map(|taint| written.iter().position(|one| one.tolerates(taint, ComparisonOperators::Off)));
    match covering {
        Some(index) if written[index].key.is_empty() => {
            (spec.key("tolerations").index(index), "covers their taints with all others")
        }
        Some(index) => (spec.key("tolerations").index(index), "covers their taint"),
        None => (spec.key("containers"), "nothing keeps the pods off"),
    }
}

/// The requirement that excludes these nodes, by the labels that they have.
fn exclusion(places: &Places<'_>) -> String {
    let mut lines = Vec::new();
    for (key, values) in VIRTUAL_LABELS {
        for value in values {
            let on_nodes = places.nodes.iter().any(|node| node.labels.get(key).is_some_and(|is| is == value));
            let on_pools = places.pools.iter().any(|pool| {
                pool.values(key).is_some_and(|written| written.contains(*value))
                    || pool.taints.iter().any(|taint| taint.key == key && taint.value == *value)
            });
            if on_nodes || on_pools {
                lines.push(format!("- {{key: {key}, operator: NotIn, values: [{}]}}", scalar(value)));
            }
        }
    }
    if lines.is_empty() {
        return "- {key: type, operator: NotIn, values: [virtual-kubelet, kwok]}".to_owned();
    }
    lines.join("\n")
}
