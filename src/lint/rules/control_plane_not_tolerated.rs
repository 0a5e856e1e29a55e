//! control-plane-not-tolerated: a DaemonSet for control plane nodes that their taint keeps out.

use crate::lint::knowledge::known_taints::CONTROL_PLANE;
use crate::lint::pod::node_constraints::{Constraint, constraints};
use crate::lint::pod::node_scope::required_terms;
use crate::lint::prelude::*;
use crate::placement::{Taint, TaintEffect, Tolerations};

pub(super) static RULE: Rule = Rule {
    id: "control-plane-not-tolerated",
    summary: "selects control plane nodes and does not tolerate their taint",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
nodeSelector, or every term of the required node affinity, asks for the label node-role.kubernetes.io/control-plane, and no
toleration covers the taint node-role.kubernetes.io/control-plane:NoSchedule. Reported without a list of nodes only: with one,
missing-tolerations and no-eligible-node know which taints there are. A selector for the value `true` is not reported: that is
k3s and RKE2, whose servers have the label and no taint.",
        why: "\
kubeadm, and what is built on it, sets the taint wherever it sets the label. So the two cancel each other out: the DaemonSet wants the very
nodes that turn it away, DESIRED is 0, and there is no event and no Pending pod. It works on a cluster of one node, from which
the taint was removed, and nowhere else.",
        remedy: "Tolerate the taint: `- {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}`.",
        bad: "
nodeSelector:
  node-role.kubernetes.io/control-plane: \"\"
",
        good: "
nodeSelector:
  node-role.kubernetes.io/control-plane: \"\"
tolerations:
  - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint",
            "https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#control-plane-node-isolation",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !cx.object.may_mention(CONTROL_PLANE) {
        return;
    }
    let taint =
        Taint { key: CONTROL_PLANE.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule };
    let knows_nodes = cx.run.coverage.is_some_and(|coverage| !coverage.fleet.is_empty());
    if knows_nodes || Tolerations::for_daemon_pod(cx.pod).tolerating(&taint).is_some() {
        return;
    }
    let all = constraints(cx.pod);
    let asking: Vec<&Constraint<'_>> = all.iter().filter(|one| asks_for_label(one)).collect();
    let in_selector = asking.iter().any(|one| one.term.is_none());
    let terms = required_terms(cx.pod).len();
    let in_every_term = terms > 0 && (0..terms).all(|term| asking.iter().any(|one| one.term == Some(term)));
    let Some(first) = asking.first().filter(|_| in_selector || in_every_term) else { return };
    let tolerations = FieldPath::parse("spec.template.spec.tolerations");
    let toleration = taint.toleration();
    let item = toleration.trim_start_matches("- ");
    let finding = out
        .report(first.key_place(cx), "selects control plane nodes, whose taint is not tolerated")
        .marker("runs nowhere")
        .help(format!("tolerate the taint:\n{toleration}"))
        .fix(
            Applicability::Unsafe,
            "tolerate the taint",
            cx.append_at(&tolerations, item, At::Before("containers")),
        );
    for (index, toleration) in cx.pod.tolerations.iter().flatten().enumerate() {
        if toleration.key.as_deref() == Some(CONTROL_PLANE) {
            finding.label(cx.at(&tolerations.clone().index(index)).span, "does not cover NoSchedule");
        }
    }
}

/// Whether a requirement asks for the label as kubeadm sets it.
fn asks_for_label(constraint: &Constraint<'_>) -> bool {
    let is_empty = constraint.values.iter().any(|value| value.is_empty());
    constraint.key == CONTROL_PLANE
        && (constraint.operator == "Exists" || (constraint.operator == "In" && is_empty))
}
