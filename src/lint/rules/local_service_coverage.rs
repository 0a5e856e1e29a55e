//! local-service-coverage: Services that answer only on nodes with an agent, and nodes without one.

use k8s_openapi::api::core::v1::Service;

use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::lint::cluster::namespaces::is_shared;
use crate::lint::engine::daemon_sets::{daemon_sets, object};
use crate::lint::engine::other_party::named;
use crate::lint::knowledge::known_taints::is_virtual;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "local-service-coverage",
    summary: "a Service with internalTrafficPolicy Local has no endpoint on some nodes",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A Service with `internalTrafficPolicy: Local` selects the pods of a DaemonSet, and the DaemonSet leaves out some of the given
nodes or pools (--nodes). Control plane nodes and nodes without a machine (Fargate, virtual-kubelet, kwok) are not counted:
applications do not run there, or reach no agent anyway.",
        why: "\
With Local, the service proxy sends a connection to the pod on the same node, and drops it where there is none; it does not go
to another node. Applications on a node without the agent get timeouts (`dial tcp 10.96.0.17:8126: i/o timeout`), on those
nodes only, while the Service has endpoints and looks healthy. A taint on a new pool is enough.",
        remedy: "\
Bring the DaemonSet to every node on which clients run, or keep the clients off the others. Where an agent of another node
does as well, drop the policy; `trafficDistribution: PreferSameNode` (1.34) prefers the own node without insisting.",
        bad: "
kind: Service
spec:
  internalTrafficPolicy: Local
  selector: {app: agent}
---
kind: DaemonSet
spec:
  template:
    metadata:
      labels: {app: agent}
    spec:
      nodeSelector: {pool: a}
",
        good: "
kind: Service
spec:
  trafficDistribution: PreferSameNode
  selector: {app: agent}
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/",
            "https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-policies",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let Some(fleet) = run.coverage.map(|coverage| &coverage.fleet) else { return };
    for (index, _, service) in run.set.typed::<Service>("", "Service") {
        let Some(spec) = service.spec else { continue };
        let selector = spec.selector.unwrap_or_default();
        if spec.internal_traffic_policy.as_deref() != Some("Local") || selector.is_empty() {
            continue;
        }
        let selected = daemon_sets(run).filter(|cx| {
            let labels = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
            let has = |(key, value): (&String, &String)| {
                labels.is_some_and(|labels| labels.get(key) == Some(value))
            };
            is_shared(run.set, index, cx.index) && selector.iter().all(has)
        });
        // Several DaemonSets behind one Service, such as tiers, cover the nodes together.
        let selected: Vec<DaemonSetContext<'_>> = selected.collect();
        let coverages: Vec<&DaemonSetCoverage> =
            selected.iter().filter_map(DaemonSetContext::coverage).collect();
        let Some((first, missed)) = selected.first().zip(missed(fleet, &coverages)) else { continue };
        let path = FieldPath::parse("spec.internalTrafficPolicy");
        let finding = out
            .report(object(run, index).at(&path), format!("traffic is dropped on {missed}"))
            .marker("connections stay on their node, or fail")
            .help("bring the DaemonSet to these nodes, or prefer the own node: trafficDistribution: PreferSameNode");
        let name = named(first.object);
        finding.other_party(first, &FieldPath::parse("metadata.name"), &format!("{name} has no pod there"));
    }
}

/// `2 of 12 nodes, without a pod: a, b`, or the pools; none if nothing is missed.
fn missed(fleet: &Fleet, coverages: &[&DaemonSetCoverage]) -> Option<String> {
    if coverages.is_empty() {
        return None;
    }
    let nodes =
        fleet.nodes().iter().enumerate().filter(|(_, node)| !is_virtual(node) && !node.is_control_plane());
    let nodes: Vec<_> = nodes.collect();
    let missed: Vec<&str> = nodes
        .iter()
        .filter(|(index, _)| !coverages.iter().any(|own| own.verdict(fleet, *index).should_run()))
        .map(|(_, node)| node.name.as_str())
        .collect();
    if let Some(first) = missed.first() {
        return Some(format!("{} of {} nodes that have no pod, such as {first}", missed.len(), nodes.len()));
    }
    let pools = fleet.pools().iter().enumerate().filter(|(_, pool)| !pool.is_virtual);
    let mut open = pools.filter(|(index, _)| {
        coverages.iter().all(|own| own.pools().get(*index).is_some_and(|own| own.matches == Matches::None))
    });
    open.next().map(|(_, pool)| format!("nodes of the pool {}, which have no pod", pool.name))
}
