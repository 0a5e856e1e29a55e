//! ineffective-toleration-seconds: a grace period that the DaemonSet controller takes away.

use crate::lint::prelude::*;
use crate::placement::{Toleration, automatic_tolerations};

pub(super) static RULE: Rule = Rule {
    id: "ineffective-toleration-seconds",
    summary: "the controller drops tolerationSeconds: DaemonSet pods stay for ever",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration of node.kubernetes.io/not-ready or node.kubernetes.io/unreachable with the operator Exists and the effect
NoExecute has tolerationSeconds. Only in this form, which is exactly the toleration that the DaemonSet controller gives
to each of its pods, is the number dropped; with another operator or without a key it stays, and evicts.",
        why: "\
In a Deployment these lines make pods leave a dead node after 30 seconds in place of 300. Copied into a DaemonSet they
do nothing: the controller replaces them with tolerations without a limit, since a DaemonSet pod has no other node to
go to. Whoever reads the manifest believes that the agent is restarted elsewhere, or that its alert will fire when the
pod is evicted; neither happens.",
        remedy: "Remove the toleration; the controller adds it, without a limit, to every pod.",
        bad: "
tolerations:
  - key: node.kubernetes.io/unreachable
    operator: Exists
    effect: NoExecute
    tolerationSeconds: 30
",
        good: "
tolerations: []
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let tolerations = cx.pod.tolerations.iter().flatten().map(Toleration::from).enumerate();
    let host_network = cx.pod.host_network.unwrap_or_default();
    let is_replaced = |one: &Toleration| {
        let is_evicting = one.effect.as_ref().is_some_and(|effect| effect.as_str() == "NoExecute");
        // Beside other effects the server refuses the field.
        is_evicting && automatic_tolerations(host_network).iter().any(|automatic| automatic.is_same(one))
    };
    let fields: Vec<FieldPath> = tolerations
        .filter(|(_, one)| one.seconds.is_some() && is_replaced(one))
        .map(|(index, _)| FieldPath::parse("spec.template.spec.tolerations").index(index))
        .map(|path| path.key("tolerationSeconds"))
        .collect();
    let Some((first, rest)) = fields.split_first() else { return };
    let finding = out
        .report(cx.at_key(first), "tolerationSeconds is dropped: the pod of a DaemonSet stays for ever")
        .help("remove the toleration: the controller adds it to every pod, without a limit")
        .fix(
            Applicability::Safe,
            "remove tolerationSeconds",
            Patch::all(fields.iter().map(|field| cx.remove(field))),
        );
    for field in rest {
        finding.label(cx.at_key(field).span, "dropped as well");
    }
}
