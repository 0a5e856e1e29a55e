//! legacy-master-selector: a DaemonSet that looks for control plane nodes by a label they no longer have.

use crate::lint::knowledge::known_taints::{CONTROL_PLANE, FORMER_CONTROL_PLANE};
use crate::lint::pod::node_constraints::{Constraint, constraints};
use crate::lint::pod::node_scope::{is_for_openshift, required_terms};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "legacy-master-selector",
    summary: "selects control plane nodes by the label that they had before 1.24",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
nodeSelector, or every term of the required node affinity, asks for the label node-role.kubernetes.io/master. If one
term does without it, such as a second one for node-role.kubernetes.io/control-plane, nothing is reported: terms are
alternatives. Nothing is said of OpenShift (told by the namespace, the name or the end of the path of the file), whose nodes
have both labels, nor if a node or pool of the inventory has the label.",
        why: "\
kubeadm stopped setting the label in 1.24, and kubeadm upgrade removes it from nodes that have it. From that moment
the DaemonSet matches no node: its pods are deleted, not only not created, and DESIRED is 0, which no alert compares
with anything. Reddit was down for 314 minutes on 14 March 2023 because the route reflectors of Calico were selected by
this label: the upgrade to 1.24 took it away, and with it the routes between all nodes of the cluster.",
        remedy: "\
Select node-role.kubernetes.io/control-plane. A manifest that must work on both sides of 1.24 lists the two labels as
two nodeSelectorTerms, each with Exists, as kOps does; nodeSelector cannot say \"or\". Mind the value: kubeadm sets the
label with an empty one, so that nodeSelector needs `\"\"`.",
        bad: "
nodeSelector:
  node-role.kubernetes.io/master: \"\"
",
        good: "
nodeSelector:
  node-role.kubernetes.io/control-plane: \"\"
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = constraints(cx.pod);
    let needed: Vec<&Constraint<'_>> =
        all.iter().filter(|one| one.key == FORMER_CONTROL_PLANE && one.is_positive()).collect();
    let in_selector = needed.iter().any(|one| one.term.is_none());
    let terms = required_terms(cx.pod).len();
    let in_every_term = terms > 0 && (0..terms).all(|term| needed.iter().any(|one| one.term == Some(term)));
    if !(in_selector || in_every_term) || is_for_openshift(cx) || is_known(cx) {
        return;
    }
    let Some((first, rest)) = needed.split_first() else { return };
    let beside = |one: &&Constraint<'_>| {
        all.iter().any(|other| other.key == CONTROL_PLANE && other.is_positive() && other.term == one.term)
    };
    let help = if needed.iter().any(beside) {
        "drop this label: beside the present one it asks for both, and the two were meant as alternatives"
            .to_owned()
    } else if in_selector {
        format!("select the present label:\n{CONTROL_PLANE}: \"\"")
    } else {
        format!(
            "add a term for the present label:\n- matchExpressions:\n    - {{key: {CONTROL_PLANE}, operator: Exists}}"
        )
    };
    let finding = out
        .report(first.key_place(cx), "control plane nodes do not have this label since 1.24")
        .marker("without it the DaemonSet runs nowhere")
        .help(help);
    let in_the_way = needed.iter().filter(|one| one.term.is_none() || in_every_term);
    let patches = in_the_way.map(|one| renamed(cx, &all, one));
    finding.fix(Applicability::Unsafe, "select the present label", Patch::all(patches));
    for constraint in rest {
        finding.label(constraint.key_place(cx).span, "asked for here as well");
    }
}

/// The requirement under the present name; nothing where that is asked for already, unless it is asked for in another way.
fn renamed(cx: &Context<'_>, all: &[Constraint<'_>], one: &Constraint<'_>) -> Option<Patch> {
    let mut present = all.iter().filter(|other| other.key == CONTROL_PLANE && other.term == one.term);
    match present.next() {
        None => one.with_key(cx, CONTROL_PLANE),
        Some(other) if other.is_positive() => cx.remove(&one.path),
        Some(_) => None,
    }
}

/// Whether a node or a pool of the inventory has the label after all.
fn is_known(cx: &DaemonSetContext<'_>) -> bool {
    let Some(coverage) = cx.run.coverage else { return false };
    let fleet = &coverage.fleet;
    fleet.nodes().iter().any(|node| node.labels.contains_key(FORMER_CONTROL_PLANE))
        || fleet.pools().iter().any(|pool| pool.labels.contains_key(FORMER_CONTROL_PLANE))
}
