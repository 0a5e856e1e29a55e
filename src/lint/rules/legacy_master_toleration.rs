//! legacy-master-toleration: a toleration for the taint that control plane nodes had before 1.24.

use crate::lint::knowledge::known_taints::{CONTROL_PLANE, FORMER_CONTROL_PLANE};
use crate::lint::pod::managed_cluster::is_for_managed_cluster;
use crate::lint::pod::node_scope::{
    asks_for_windows, is_for_control_plane, is_for_every_node, is_for_openshift,
};
use crate::lint::prelude::*;
use crate::placement::{Taint, TaintEffect, Toleration, Tolerations};

pub(super) static RULE: Rule = Rule {
    id: "legacy-master-toleration",
    summary: "tolerates the control plane taint by its former name only",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration covers node-role.kubernetes.io/master:NoSchedule, and none covers node-role.kubernetes.io/control-plane:
NoSchedule, the name of the same taint since Kubernetes 1.24. With nodes or pools (--nodes) missing-tolerations says which ones
are skipped, and this rule is silent. So it is for DaemonSets of another pool or of Windows nodes, of managed clusters such as EKS, AKS and GKE, whose control plane has no nodes,
and of OpenShift (told by the namespace, the name or the end of the path of the file), which still taints its control plane by
the former name.",
        why: "\
kubeadm set both taints in 1.24 and only the new one from 1.25 on; kOps, k0s, Talos and Cluster API follow it. The
upgrade replaces the control plane nodes one by one, and each new one comes without the agent. Nothing fails: DESIRED
drops by one, the rollout stays complete. What is missed are the audit logs, the metrics of etcd and the disk alerts of
the nodes where they matter most; with a CNI plugin the node stays NotReady.",
        remedy: "\
Add the toleration with the new key. Keep the old one as long as clusters before 1.25 or OpenShift use the manifest: a
toleration for a taint that no node has does no harm.",
        bad: "
tolerations:
  - {key: node-role.kubernetes.io/master, operator: Exists, effect: NoSchedule}
",
        good: "
tolerations:
  - {key: node-role.kubernetes.io/master, operator: Exists, effect: NoSchedule}
  - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-master-taint",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let tolerations = Tolerations::for_daemon_pod(cx.pod);
    let present = taint(CONTROL_PLANE);
    let has_fleet = cx.run.coverage.is_some_and(|coverage| !coverage.fleet.is_empty());
    if has_fleet || tolerations.tolerating(&present).is_some() {
        return;
    }
    let Some(former) = tolerations.tolerating(&taint(FORMER_CONTROL_PLANE)) else { return };
    // A selector for some other pool leaves the control plane out anyway.
    let is_elsewhere = !is_for_every_node(cx.pod) && !is_for_control_plane(cx.pod);
    if is_elsewhere || asks_for_windows(cx.pod) || is_for_openshift(cx) || is_for_managed_cluster(cx) {
        return;
    }
    let written: Vec<Toleration> = cx.pod.tolerations.iter().flatten().map(Toleration::from).collect();
    let Some(index) = written.iter().position(|one| one == former) else { return };
    let list = FieldPath::parse("spec.template.spec.tolerations");
    let toleration = present.toleration();
    let twin = cx.append(&list, toleration.trim_start_matches("- "));
    let finding = out
        .report(
            cx.at(&list.clone().index(index).key("key")),
            "skips control plane nodes: their taint has another name since 1.24",
        )
        .marker("the name before 1.24")
        .help(format!("add the toleration for the present name:\n{toleration}"))
        .fix(Applicability::Unsafe, "tolerate the taint by its present name as well", twin);
    for (index, one) in written.iter().enumerate().filter(|(_, one)| one.key == CONTROL_PLANE) {
        let text = match &one.effect {
            Some(effect) if *effect != TaintEffect::NoSchedule => format!("covers only {effect}"),
            _ => format!("covers only the value {:?}, the taint has none", one.value),
        };
        finding.label(cx.at(&list.clone().index(index)).span, text);
    }
}

fn taint(key: &str) -> Taint {
    Taint { key: key.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule }
}
