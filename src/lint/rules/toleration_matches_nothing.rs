//! toleration-matches-nothing: a toleration whose key a taint has, and whose value or effect none has.

use std::collections::BTreeSet;

use crate::coverage::Fleet;
use crate::lint::knowledge::known_taints::{CONTROL_PLANE, FORMER_CONTROL_PLANE, is_transient};
use crate::lint::prelude::*;
use crate::placement::{
    ComparisonOperators, Taint, TaintEffect, Toleration, TolerationOperator, Tolerations,
};

pub(super) static RULE: Rule = Rule {
    id: "toleration-matches-nothing",
    summary: "the value or effect of a toleration fits no taint with its key",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::on_field("missing-tolerations")],
    page: Page {
        what: "\
With nodes or pools (--nodes): taints with the key of the toleration exist, the toleration covers none of them because its
value or effect is another, and no other toleration of the pod covers all of them. Without: a toleration of
node-role.kubernetes.io/control-plane or node-role.kubernetes.io/master with a value, such as \"true\". These taints
have no value, and Equal, the operator where none is written, compares it.

A key that no taint has is not reported: manifests name the taints of every cluster they are made for. Where
missing-tolerations shows the toleration beside the taint that it misses, this rule is silent.",
        why: "\
The toleration reads as if the agent ran on these nodes, and it does not. Nodes are labelled
node-role.kubernetes.io/control-plane=true by some installers, and the value is copied into the toleration; kubeadm's
taint has none. Or the taint is NoExecute, and the toleration NoSchedule. The API server accepts both, and the nodes are
left out without a word.",
        remedy: "\
Use operator: Exists and no value; leave the effect out, or write that of the taint. `kubectl describe node` shows
taints as key=value:Effect.",
        bad: "
tolerations:
  - key: node-role.kubernetes.io/control-plane
    operator: Equal
    value: \"true\"
    effect: NoSchedule
",
        good: "
tolerations:
  - key: node-role.kubernetes.io/control-plane
    operator: Exists
    effect: NoSchedule
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let known = cx.run.coverage.map(|run| known_taints(&run.fleet)).unwrap_or_default();
    let all = Tolerations::for_daemon_pod(cx.pod);
    let written = cx.pod.tolerations.iter().flatten().map(Toleration::from).enumerate();
    for (index, one) in written {
        let Some(taint) = missed_taint(&one, &all, &known) else { continue };
        let path = FieldPath::parse("spec.template.spec.tolerations").index(index);
        out.report(cx.at(&path), message(&taint, &known))
            .marker(format!("the taint is {taint}"))
            .help(format!("write the toleration as the taint is:\n{}", taint.toleration()));
    }
}

fn message(taint: &Taint, known: &BTreeSet<Taint>) -> &'static str {
    if known.contains(taint) {
        "covers no taint, though there are taints with this key"
    } else {
        "covers nothing: the taint of control plane nodes has no value"
    }
}

/// The taints of all nodes and pools, those of their start among them; none if a pool may have others.
fn known_taints(fleet: &Fleet) -> BTreeSet<Taint> {
    if fleet.pools().iter().any(|pool| pool.unknown.taints) {
        return BTreeSet::new();
    }
    let of_nodes = fleet.representatives().flat_map(|node| &node.taints);
    let of_pools = fleet.pools().iter().flat_map(|pool| pool.taints.iter().chain(&pool.startup_taints));
    of_nodes.chain(of_pools).filter(|taint| !is_transient(taint)).cloned().collect()
}

/// The taint that a toleration was meant for and misses.
fn missed_taint(one: &Toleration, all: &Tolerations, known: &BTreeSet<Taint>) -> Option<Taint> {
    let compares = matches!(
        one.operator,
        TolerationOperator::Unset | TolerationOperator::Equal | TolerationOperator::Exists
    );
    if one.key.is_empty() || !compares {
        return None;
    }
    let mut with_key: Vec<Taint> = known.iter().filter(|taint| taint.key == one.key).cloned().collect();
    if with_key.is_empty() {
        with_key.extend(role_taint(one));
    }
    if with_key.iter().any(|taint| one.tolerates(taint, ComparisonOperators::Off)) {
        return None;
    }
    with_key.into_iter().find(|taint| all.tolerating(taint).is_none())
}

/// The taint of control planes, which has no value anywhere, where a toleration has one.
fn role_taint(one: &Toleration) -> Option<Taint> {
    let is_role = [CONTROL_PLANE, FORMER_CONTROL_PLANE].contains(&one.key.as_str());
    let effect = one.effect.clone().unwrap_or(TaintEffect::NoSchedule);
    (is_role && !one.value.is_empty()).then(|| Taint { key: one.key.clone(), value: String::new(), effect })
}
