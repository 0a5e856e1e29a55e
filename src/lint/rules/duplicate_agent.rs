//! duplicate-agent: two agents that do the same on the same node.

use crate::lint::cluster::duplicates::{DuplicateKind, duplicate_agents};
use crate::lint::engine::other_party::named;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-agent",
    summary: "two DaemonSets do the same job on the same nodes",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Two DaemonSets of the run are of one family (node exporters, log shippers, network plugins, service proxies, DNS caches, GPU
device plugins and some more, told by their images), or run the same image as the same application, and some node takes both:
one of the given nodes or pools (--nodes), or, without nodes, one that could exist. Agents that do several things at once
(Datadog, the OpenTelemetry collector, Vector) are in no family. Repositories hold variants of
which people apply one: pairs count only within a file, within a kustomization of the run, or where nodes are given; tiers are left to tier-overlap, and DaemonSets that want the same port to host-port-conflict.",
        why: "\
Each chart brings its own node exporter, each platform its own log shipper, and nobody counts. Every node then pays twice, the
log store is billed twice, and dashboards that add up show double. Two network plugins or service proxies write the same
rules and take turns in winning: pods lose the network now and then, and nobody finds out why.",
        remedy: "\
Keep one, and switch the other off in the chart that brings it (nodeExporter.enabled: false). If both are meant (one for
audit logs alone), say so in an ignore comment with the reason, or keep them on different nodes.",
        bad: "
# monitoring/node-exporter
image: quay.io/prometheus/node-exporter:v1.9.1
---
# platform/metrics
image: registry.example/mirror/node-exporter:v1.8.0
",
        good: "
# monitoring/node-exporter
image: quay.io/prometheus/node-exporter:v1.9.1
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
            "https://kubernetes.io/docs/concepts/cluster-administration/logging/#cluster-level-logging-architectures",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    for pair in duplicate_agents(run) {
        let other = named(&run.set.objects[pair.other.index]);
        let (what, label) = match pair.kind {
            DuplicateKind::Tiers => continue,
            DuplicateKind::SameImage => ("runs the image of", format!("the same image in {other}")),
            DuplicateKind::SameFamily(family) => ("does the job of", format!("{other} is a {family}, too")),
        };
        let message = format!("{what} {other}{}", pair.colocation.words());
        let finding = out
            .report(run.place(pair.one.index, &pair.one.main.field), message)
            .help("keep one of them, or keep them on different nodes");
        finding.other_place(run.set, &run.place(pair.other.index, &pair.other.main.field), &label);
    }
}
