//! missing-network-policy: agents on the pod network that everyone can reach.

use k8s_openapi::api::networking::v1::NetworkPolicy;

use super::networkpolicy_cannot_apply::selects;
use crate::lint::daemon_sets::daemon_sets;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-network-policy",
    summary: "no NetworkPolicy selects the pods of the DaemonSet",
    category: Category::Security,
    severity: Severity::Note,
    default: Default::Off,
    needs: Needs::Related,
    options: &[],
    page: Page {
        what: "\
There are NetworkPolicies in the run, and none of them selects the pods of the DaemonSet, not even one for the whole
namespace. Silent on the network of the node, where policies have no effect, and where the run holds no policy at all.",
        why: "\
Without a policy every pod of the cluster reaches every port of the agent, and the agent reaches everything. An agent on each
node is near to every workload: its metrics, health and debug ports are the first that somebody tries who got into one.",
        remedy: "\
Allow what is needed: ingress from the namespace that scrapes it, egress to the API server, DNS and its backend.",
        bad: "
kind: NetworkPolicy
spec:
  podSelector:
    matchLabels: {app: web}
",
        good: "
kind: NetworkPolicy
spec:
  podSelector:
    matchLabels: {app: agent}
  policyTypes: [Ingress]
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
            "https://kubernetes.io/docs/tasks/administer-cluster/declare-network-policy/",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let policies = run.set.typed::<NetworkPolicy>("networking.k8s.io", "NetworkPolicy");
    let selectors: Vec<_> = policies
        .map(|(index, _, policy)| (index, policy.spec.and_then(|spec| spec.pod_selector).unwrap_or_default()))
        .collect();
    if selectors.is_empty() {
        return;
    }
    for cx in daemon_sets(run).filter(|cx| cx.pod.host_network != Some(true)) {
        if !selectors.iter().any(|(index, selector)| selects(run, *index, selector, cx.index)) {
            let place = cx.at_key(&FieldPath::parse("spec.template.metadata.labels"));
            out.report(place, "no NetworkPolicy of the run selects these pods")
                .help("allow the traffic that the agent needs, and nothing else");
        }
    }
}
