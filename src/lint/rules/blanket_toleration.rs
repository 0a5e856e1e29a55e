//! blanket-toleration: a toleration for taints that nobody has thought of.

use k8s_openapi::api::core::v1::NodeSelectorTerm;

use crate::lint::pod::node_scope::required_terms;
use crate::lint::prelude::*;
use crate::placement::{Toleration, TolerationOperator};

pub(super) static RULE: Rule = Rule {
    id: "blanket-toleration",
    summary: "a toleration without a key covers taints of every kind",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration has the operator Exists and no key, and no required affinity excludes any nodes (NotIn or DoesNotExist in
every term). The effect may be left out or not. Off by default: two of five agents in the field tolerate everything,
and the infrastructure of a node (CNI, CSI, kube-proxy) has to.",
        why: "\
A taint is how a node says what does not belong on it, and the blanket overrules all of them, those of next year
included. The pods go to nodes that cannot run them: Fargate and other virtual nodes, where they stay Pending for ever
and block the upgrade of an add-on; nodes that an autoscaler has just tainted to remove; GPU nodes, whose owner paid
for the memory that the agent takes; nodes that an operator tainted because their disk is failing.",
        remedy: "\
Name the taints: the control plane's, and those of your pools (`kubectl get nodes -o
custom-columns=N:.metadata.name,T:.spec.taints`). If the agent does belong on every machine, keep the blanket and
exclude what is no machine, as aws-node and the EBS CSI driver do: eks.amazonaws.com/compute-type NotIn [fargate, hybrid, auto].",
        bad: "
tolerations:
  - operator: Exists
",
        good: "
tolerations:
  - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let tolerations = cx.pod.tolerations.iter().flatten().map(Toleration::from).enumerate();
    let blankets: Vec<(FieldPath, Toleration)> = tolerations
        .filter(|(_, one)| one.key.is_empty() && one.operator == TolerationOperator::Exists)
        .map(|(index, one)| (FieldPath::parse("spec.template.spec.tolerations").index(index), one))
        .collect();
    let Some((first, toleration)) = blankets.first() else { return };
    if excludes_nodes(cx) {
        return;
    }
    let effect = match (&toleration.effect, &blankets[1..]) {
        (Some(effect), []) => format!(" with the effect {effect}"),
        _ => String::new(),
    };
    let finding = out
        .report(
            cx.at(first),
            format!("tolerates every taint{effect}, virtual nodes and drained ones included"),
        )
        .help("name the taints that are meant, or exclude nodes by required affinity (NotIn)");
    for (path, _) in &blankets[1..] {
        finding.label(cx.at(path).span, "so does this");
    }
}

/// Whether every alternative of the required affinity keeps off some nodes.
fn excludes_nodes(cx: &DaemonSetContext<'_>) -> bool {
    let terms = required_terms(cx.pod);
    let excludes = |term: &NodeSelectorTerm| {
        let mut expressions = term.match_expressions.iter().flatten();
        expressions.any(|one| matches!(one.operator.as_str(), "NotIn" | "DoesNotExist"))
    };
    !terms.is_empty() && terms.iter().all(excludes)
}
