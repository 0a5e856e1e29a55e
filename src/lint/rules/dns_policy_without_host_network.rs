//! dns-policy-without-host-network: a DNS policy for the host network on pods that are not on it.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "dns-policy-without-host-network",
    summary: "dnsPolicy ClusterFirstWithHostNet on pods that are not on the host network",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "The pods have `dnsPolicy: ClusterFirstWithHostNet` and are not on the host network.",
        why: "\
On the pod network the policy means ClusterFirst, the default, so it changes nothing. It was written for a pod on the host network:
either hostNetwork was dropped later, and this is left over, or hostNetwork was forgotten, and the agent measures, scans or serves
its own little network instead of that of the node.",
        remedy: "Set `hostNetwork: true` if the agent works on the node's network; remove the dnsPolicy if not.",
        bad: "
dnsPolicy: ClusterFirstWithHostNet
containers: [{name: agent, image: registry.example/agent:1.4.0}]
",
        good: "
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
containers: [{name: agent, image: registry.example/agent:1.4.0}]
",
        links: &["https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy"],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let is_for_host = cx.pod.dns_policy.as_deref() == Some("ClusterFirstWithHostNet");
    if !is_for_host || cx.pod.host_network == Some(true) {
        return;
    }
    let spec = FieldPath::parse("spec.template.spec");
    let finding = out
        .report(
            cx.at(&spec.clone().key("dnsPolicy")),
            "ClusterFirstWithHostNet means ClusterFirst on the pod network",
        )
        .help("set `hostNetwork: true` if the agent needs the node's network, or remove dnsPolicy")
        .fix(Applicability::Safe, "remove dnsPolicy", cx.remove(&spec.clone().key("dnsPolicy")));
    if cx.pod.host_network.is_some() {
        finding.label(cx.at(&spec.key("hostNetwork")).span, "not on the host network");
    }
}
