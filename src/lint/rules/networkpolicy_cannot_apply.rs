//! networkpolicy-cannot-apply: policies for pods that are not on the pod network.

use std::collections::HashMap;

use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::cluster::pairs::OTHERS;
use crate::lint::cluster::selected_workloads::{ByLabel, is_selected};
use crate::lint::engine::daemon_sets::object;
use crate::lint::engine::facts::Facts;
use crate::lint::engine::other_party::named;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "networkpolicy-cannot-apply",
    summary: "a NetworkPolicy selects pods on the network of the node, where it has no effect",
    category: Category::Security,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The podSelector of a NetworkPolicy matches the pods of a DaemonSet with hostNetwork in the same namespace, asks for all labels of
the DaemonSet's own selector, and matches no workload of the run on the pod network. A policy for all pods of the namespace (an empty podSelector) is not reported: it is meant for the
others.",
        why: "\
A pod on the network of the node has no address of its own: its packets are the node's, and network plugins apply policies to
pod addresses only. The policy is accepted, shows the right selector, and does nothing. The metrics port that it was to
close stands open to everyone who reaches the node; security scanners that ask for a policy for every workload are
content, and nobody looks again.",
        remedy: "\
Drop the policy, and protect the port where the node is protected: listen on 127.0.0.1 behind kube-rbac-proxy, TLS with
client certificates, a firewall of the cloud, or the host policies of the plugin (CiliumClusterwideNetworkPolicy with a
nodeSelector, HostEndpoint of Calico). Or take the agent off the network of the node, if a hostPort does.",
        bad: "
kind: NetworkPolicy
spec:
  podSelector:
    matchLabels: {app: exporter}
---
kind: DaemonSet
spec:
  template:
    metadata:
      labels: {app: exporter}
    spec:
      hostNetwork: true
",
        good: "
kind: DaemonSet
spec:
  template:
    metadata:
      labels: {app: exporter}
    spec:
      hostNetwork: false
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods",
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let by_label = ByLabel::of_namespaces(run, |_| true);
    let mut known: HashMap<(Option<&str>, String), Vec<usize>> = HashMap::new();
    for (index, policy_object, policy) in run.set.typed::<NetworkPolicy>("networking.k8s.io", "NetworkPolicy")
    {
        let selector = policy.spec.and_then(|spec| spec.pod_selector).unwrap_or_default();
        let namespace = policy_object.id.namespace.as_deref();
        let Some(near) = by_label.get(&namespace).filter(|_| selector != LabelSelector::default()) else {
            continue;
        };
        let hosts = known.entry((namespace, format!("{selector:?}")));
        let hosts = hosts.or_insert_with(|| hosts_only(run, &selector, near)).iter();
        for cx in hosts.filter_map(|workload| DaemonSetContext::new(object(run, *workload))) {
            let name = named(cx.object);
            let finding = out
                .report(
                    object(run, index).at(&FieldPath::parse("spec.podSelector")),
                    format!("has no effect on {name}"),
                )
                .marker("selects pods on the network of the node")
                .help("drop the policy and protect the port on the node, or take the agent off hostNetwork");
            let path = FieldPath::parse("spec.template.spec.hostNetwork");
            finding.other_party(&cx, &path, &format!("the pods of {name} share the network of the node"));
        }
    }
}

/// The first few DaemonSets on the network of their nodes that a selector is made for; none if it is of use for another
/// workload.
fn hosts_only(run: &RunContext<'_>, selector: &LabelSelector, near: &ByLabel<'_>) -> Vec<usize> {
    let selected =
        || near.candidates(selector).iter().copied().filter(|&one| is_selected(run, selector, one));
    let facts = |workload: usize| run.facts(workload).filter(|facts| facts.has_pod);
    if selected().any(|workload| facts(workload).is_some_and(|facts| !facts.pod.host_network)) {
        return Vec::new();
    }
    let hosts = selected().filter(|workload| {
        run.set.objects[*workload].is_daemon_set()
            && facts(*workload).is_some_and(|facts| asks_for_all_of(selector, facts))
    });
    hosts.take(OTHERS).collect()
}

/// Whether a selector names every label by which the DaemonSet knows its pods, so that no other workload can be meant.
fn asks_for_all_of(selector: &LabelSelector, facts: &Facts) -> bool {
    let asked = selector.match_labels.as_ref();
    facts.match_labels().iter().all(|(key, value)| asked.is_some_and(|asked| asked.get(key) == Some(value)))
}
