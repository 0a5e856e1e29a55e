//! label-absent-from-inventory: a required label that no node and no pool has.

use crate::lint::cluster::absent_labels::{absent, found_words, is_hardware};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::known_taints::{CONTROL_PLANE, FORMER_CONTROL_PLANE};
use crate::lint::knowledge::node_labels::{is_arch, is_os, meant_label, renamed};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "label-absent-from-inventory",
    summary: "a required node label or value is on no node and no pool",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[Yields::by_itself("no-eligible-node"), Yields::by_itself("mistyped-node-label")],
    page: Page {
        what: "\
An entry of nodeSelector, or a requirement of the required node affinity, asks for a label that no node and no pool of
the inventory (--nodes) has, or for values that it has nowhere. Of several values one is enough. Pools leave labels of
the platform open (topology.kubernetes.io/zone, nvidia.com/gpu.present); these are not reported.

Where the DaemonSet lands nowhere because of it, no-eligible-node says so. What remains are alternatives: a term of the
affinity that is dead while others still match. Labels of hardware, operating systems, architectures and control planes
are left out, and former names: manifests name those of every cluster they are made for.",
        why: "\
A label that does not exist is no error for Kubernetes: the selector just matches fewer nodes. After a label is renamed
(pool to node-pool, failure-domain.beta.kubernetes.io/zone to topology.kubernetes.io/zone) the term that used it is
dead, and the nodes that it stood for lose their agent one by one as they are replaced. Nothing is Pending, no event is
written.",
        remedy: "\
Write the label as the nodes have it (`kubectl get nodes --show-labels`), label the nodes, or remove the alternative if
such nodes are gone.",
        bad: "
nodeSelectorTerms:
  - matchExpressions:
      - {key: node-pool, operator: In, values: [general]}
  - matchExpressions:
      - {key: pool, operator: In, values: [gpu]}            # the former name of the label
",
        good: "
nodeSelectorTerms:
  - matchExpressions:
      - {key: node-pool, operator: In, values: [general, gpu]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    if run.fleet.is_empty() || (!coverage.lands_anywhere() && cx.runs("no-eligible-node")) {
        return;
    }
    let places = Places::all(&run.fleet);
    let mut absent = absent(cx.pod, &places).into_iter().filter(|one| {
        let is_mistyped = cx.runs("mistyped-node-label") && meant_label(one.key).is_some();
        !(is_of_many_clusters(one.key) || is_mistyped)
    });
    let Some(first) = absent.next() else { return };
    let noun = if places.nodes.is_empty() { "pool" } else { "node" };
    let message = match &first.values[..] {
        [value] => format!("no {noun} has {}={value}", first.key),
        _ => format!("no {noun} has {} as it is required here", first.key),
    };
    let finding = out
        .report(cx.at(&first.path), message)
        .marker(found_words(first.key, &places))
        .help("write the label as the nodes have it, or remove the requirement");
    for other in absent {
        finding.label(cx.at(&other.path).span, found_words(other.key, &places));
    }
}

/// Whether manifests name the label beside others that stand for the same on other clusters: operating systems,
/// architectures, hardware, roles, and labels with a former name.
fn is_of_many_clusters(key: &str) -> bool {
    let is_role = key == CONTROL_PLANE || key == FORMER_CONTROL_PLANE;
    is_os(key) || is_arch(key) || is_hardware(key) || is_role || renamed(key).is_some()
}
