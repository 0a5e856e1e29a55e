//! noexecute-not-tolerated: a blanket toleration that does not keep the pod from being evicted.

use crate::lint::pod::node_critical::node_critical;
use crate::lint::pod::purpose::{Purpose, purpose};
use crate::lint::prelude::*;
use crate::placement::{TaintEffect, Toleration, TolerationOperator};

pub(super) static RULE: Rule = Rule {
    id: "noexecute-not-tolerated",
    summary: "every NoSchedule taint is tolerated, and no NoExecute taint",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration without a key covers every taint with the effect NoSchedule, and no toleration of the pod names the effect
NoExecute. It is a note. Nothing is said of agents for logs, metrics and security, which may leave a node that is being
emptied, nor of pods that do something once: names, images and mounts tell. Where the pod tolerates some NoExecute taint by its key, the others are left out on purpose,
and nothing is reported. not-ready and unreachable need no toleration: the controller adds both, for NoExecute.",
        why: "\
`operator: Exists, effect: NoSchedule` reads like \"runs everywhere\". A taint with NoExecute still keeps the agent off,
and when it is added later it also evicts the pod that is running there: `TaintManagerEviction: Marking for deletion
Pod kube-system/flannel-x7k2p`. NoExecute is what people use to empty a node (maintenance=true:NoExecute), what some
distributions put on their servers (CriticalAddonsOnly=true:NoExecute on k3s, node-role.kubernetes.io/etcd:NoExecute on
RKE2), and what out-of-service handling uses. A node without its network agent cannot even be drained: pods that end
there hang in Terminating.",
        remedy: "\
Agents that other pods of the node need (CNI, CSI, kube-proxy) tolerate both effects: add `- operator: Exists, effect:
NoExecute`, or write `- operator: Exists` alone. If this one should leave a node that is being emptied, ignore the note with
that reason.",
        bad: "
tolerations:
  - operator: Exists
    effect: NoSchedule
",
        good: "
tolerations:
  - operator: Exists
    effect: NoSchedule
  - operator: Exists
    effect: NoExecute
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let tolerations: Vec<Toleration> = cx.pod.tolerations.iter().flatten().map(Toleration::from).collect();
    let is_blanket = |toleration: &Toleration| {
        toleration.key.is_empty() && toleration.operator == TolerationOperator::Exists
    };
    let names = |toleration: &Toleration, effect| toleration.effect == Some(effect);
    let no_execute = tolerations.iter().any(|toleration| {
        names(toleration, TaintEffect::NoExecute) || (is_blanket(toleration) && toleration.effect.is_none())
    });
    let blanket = tolerations.iter().position(|one| is_blanket(one) && names(one, TaintEffect::NoSchedule));
    let Some(index) = blanket.filter(|_| !no_execute && is_needed(cx)) else { return };
    let list = FieldPath::parse("spec.template.spec.tolerations");
    let item = "{operator: Exists, effect: NoExecute}";
    out.report(
        cx.at(&list.clone().index(index).key("effect")),
        "a NoExecute taint keeps it off a node, and evicts it where it runs",
    )
    .marker("covers every taint of this effect, none of NoExecute")
    .help(format!("tolerate both, if the agent belongs on every node:\n- {item}"))
    .fix(Applicability::Unsafe, "tolerate NoExecute taints as well", cx.append(&list, item));
}

/// Whether pods of the node cannot do without the agent, as far as can be told.
fn is_needed(cx: &DaemonSetContext<'_>) -> bool {
    let purpose = purpose(cx);
    let may_serve =
        matches!(purpose, Purpose::Network | Purpose::Storage | Purpose::Devices | Purpose::Unknown);
    may_serve || (purpose == Purpose::Hardware && node_critical(cx).is_some())
}
