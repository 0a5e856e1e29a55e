//! missing-network-policy: agents on the pod network that everyone can reach.

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::cluster::selected_workloads::{ByLabel, is_selected};
use crate::lint::engine::daemon_sets::daemon_sets_if;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-network-policy",
    summary: "no NetworkPolicy selects the pods of the DaemonSet",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
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
    let mut selectors: HashMap<Option<&str>, Vec<LabelSelector>> = HashMap::new();
    for (_, object, policy) in run.set.typed::<NetworkPolicy>("networking.k8s.io", "NetworkPolicy") {
        let selector = policy.spec.and_then(|spec| spec.pod_selector).unwrap_or_default();
        selectors.entry(object.id.namespace.as_deref()).or_default().push(selector);
    }
    if selectors.is_empty() {
        return;
    }
    let selected = selected(run, &selectors);
    let others = daemon_sets_if(run, |index, _| !selected.contains(&index));
    for cx in others.filter(|cx| cx.pod.host_network != Some(true)) {
        let place = cx.at_key(&FieldPath::parse("spec.template.metadata.labels"));
        out.report(place, "no NetworkPolicy of the run selects these pods")
            .help("allow the traffic that the agent needs, and nothing else");
    }
}

/// The workloads whose pods are selected.
fn selected(run: &RunContext<'_>, selectors: &HashMap<Option<&str>, Vec<LabelSelector>>) -> HashSet<usize> {
    let mut selected = HashSet::new();
    for (namespace, workloads) in ByLabel::of_namespaces(run, |_| true) {
        let selectors = selectors.get(&namespace).map_or(&[][..], Vec::as_slice);
        if selectors.contains(&LabelSelector::default()) {
            selected.extend(workloads.all());
            continue;
        }
        for selector in selectors {
            let candidates = workloads.candidates(selector).iter().copied();
            selected.extend(candidates.filter(|workload| is_selected(run, selector, *workload)));
        }
    }
    selected
}
