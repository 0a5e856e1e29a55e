//! networkpolicy-cannot-apply: policies for pods that are not on the pod network.

use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::daemon_sets::{daemon_sets_if, object};
use crate::lint::label_selector::matches;
use crate::lint::namespaces::is_shared;
use crate::lint::other_party::named;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "networkpolicy-cannot-apply",
    summary: "a NetworkPolicy selects pods on the network of the node, where it has no effect",
    category: Category::Security,
    severity: Severity::Warning,
    default: Default::On,
    needs: Needs::Related,
    options: &[],
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
    for (index, _, policy) in run.set.typed::<NetworkPolicy>("networking.k8s.io", "NetworkPolicy") {
        let selector = policy.spec.and_then(|spec| spec.pod_selector).unwrap_or_default();
        if selector == LabelSelector::default() || selects_pod_network(run, index, &selector) {
            continue;
        }
        let selected = daemon_sets_if(run, |workload, _| may_select(run, index, &selector, workload));
        let hosts = selected.filter(|cx| {
            cx.pod.host_network == Some(true)
                && selects(run, index, &selector, cx.index)
                && asks_for_all_of(&selector, cx)
        });
        for cx in hosts {
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

/// Whether a selector names every label by which the DaemonSet knows its pods, so that no other workload can be meant.
fn asks_for_all_of(selector: &LabelSelector, cx: &DaemonSetContext<'_>) -> bool {
    let own = cx.spec.selector.match_labels.iter().flatten();
    let asked = selector.match_labels.as_ref();
    own.into_iter().all(|(key, value)| asked.is_some_and(|asked| asked.get(key) == Some(value)))
}

/// Whether the policy is of use for some workload of the run.
fn selects_pod_network(run: &RunContext<'_>, policy: usize, selector: &LabelSelector) -> bool {
    run.set.objects.iter().enumerate().any(|(index, object)| {
        selects(run, policy, selector, index)
            && object.pod_spec().is_some_and(|pod| pod.host_network != Some(true))
    })
}

/// Whether nothing that is known of a workload keeps a policy from its pods.
fn may_select(run: &RunContext<'_>, policy: usize, selector: &LabelSelector, workload: usize) -> bool {
    is_shared(run.set, policy, workload)
        && run.brief(workload).is_some_and(|brief| brief.may_be_selected(selector))
}

/// Whether a policy selects the pods of a workload.
pub(super) fn selects(
    run: &RunContext<'_>,
    policy: usize,
    selector: &LabelSelector,
    workload: usize,
) -> bool {
    if !may_select(run, policy, selector, workload) {
        return false;
    }
    let template = run.set.objects[workload].pod_template();
    let labels = template.and_then(|template| template.metadata.as_ref()?.labels.clone()).unwrap_or_default();
    matches(selector, &labels)
}
