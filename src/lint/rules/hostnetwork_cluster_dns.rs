//! hostnetwork-cluster-dns: an agent on the host network looks up Services, which the node's DNS does not know.

use crate::lint::pod::service_names::{is_compared, service_name};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "hostnetwork-cluster-dns",
    summary: "an agent on the host network looks up Services with the DNS of the node",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pods run on the host network with dnsPolicy ClusterFirst, which is the default, and an argument or an environment variable of a
container names a Service (`loki.logging.svc`). Names that are only compared (audiences, issuers, NO_PROXY, SANs of
certificates) do not count. Agents on the host network that name no Service are not reported: nine of ten have this policy, and
most are right to use the DNS of the node.",
        why: "\
On the host network ClusterFirst does not ask the cluster's DNS: without a word the pod gets the resolv.conf of the node, as with
Default. That DNS has never heard of `.svc`: `dial tcp: lookup loki.logging.svc: no such host`. It works on a laptop, where the
pod runs on the pod network, and fails on every node at once.",
        remedy: "\
Set `dnsPolicy: ClusterFirstWithHostNet`. An agent that must start before the cluster's DNS does (a CNI plugin, a cloud
controller) would wait for it in vain then: give it an address instead, such as KUBERNETES_SERVICE_HOST, which needs no lookup.",
        bad: "
hostNetwork: true
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    args: [--url=http://loki.logging.svc:3100]
",
        good: "
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    args: [--url=http://loki.logging.svc:3100]
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#communicating-with-daemon-pods",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let policy = cx.pod.dns_policy.as_deref().unwrap_or_default();
    if cx.pod.host_network != Some(true) || !matches!(policy, "" | "ClusterFirst") {
        return;
    }
    let lookups = lookups(cx);
    let Some((path, name)) = lookups.first() else { return };
    let spec = FieldPath::parse("spec.template.spec");
    let finding = out
        .report(cx.at(path), format!("the DNS of the node does not know {name}"))
        .help("set `dnsPolicy: ClusterFirstWithHostNet` in the pod spec")
        .fix(
            // All names of the pod are looked up elsewhere then, and the DNS of the cluster may itself wait for the agent.
            Applicability::Unsafe,
            "set dnsPolicy to ClusterFirstWithHostNet",
            cx.set_in_pod("dnsPolicy", "ClusterFirstWithHostNet", Some("hostNetwork")),
        );
    finding.label(
        cx.at_key(&spec.clone().key("hostNetwork")).span,
        "on the host network the node's DNS is asked",
    );
    if !policy.is_empty() {
        finding.label(cx.at(&spec.key("dnsPolicy")).span, "means Default here");
    }
    for (path, _) in lookups.iter().skip(1) {
        finding.label(cx.at(path).span, "nor this");
    }
}

/// The Services that containers name, with the places.
fn lookups<'a>(cx: &DaemonSetContext<'a>) -> Vec<(FieldPath, &'a str)> {
    let mut found = Vec::new();
    for (path, container) in cx.containers() {
        for (list, words) in [("command", &container.command), ("args", &container.args)] {
            let words: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
            for (index, word) in words.iter().copied().enumerate() {
                let flag = index.checked_sub(1).map_or("", |before| words[before]);
                let is_flag = flag.starts_with('-') && !flag.contains('=');
                let name = service_name(word).filter(|_| !(is_flag && is_compared(flag)));
                found.extend(name.map(|name| (path.clone().key(list).index(index), name)));
            }
        }
        for (index, env) in
            container.env.iter().flatten().enumerate().filter(|(_, env)| !is_compared(&env.name))
        {
            let name = env.value.as_deref().and_then(service_name);
            found.extend(name.map(|name| (path.clone().key("env").index(index).key("value"), name)));
        }
    }
    found
}
