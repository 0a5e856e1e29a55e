//! tier-overlap: tiers of one agent that land on the same node.

use crate::lint::cluster::duplicates::{DuplicateKind, duplicate_agents};
use crate::lint::engine::other_party::named;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "tier-overlap",
    summary: "two tiers of one agent land on the same nodes",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Two DaemonSets of one namespace run the same image as the same application (their labels app, k8s-app or
app.kubernetes.io/name agree, or their command lines), at least one of them asks for a part of the nodes, and some node
takes both: one of the given nodes or pools (--nodes), or, without nodes, one that could exist. Constraints are compared
exactly: nodeSelector, required affinity with its alternatives, os and arch. Twins for Linux and Windows are apart, and so
are tiers by `In` and `NotIn` of one label. Repositories hold variants of
which people apply one: pairs count only within a file, within a kustomization of the run, or where nodes are given, and DaemonSets
that want the same port are left to host-port-conflict.",
        why: "\
One size does not fit all nodes, so that people split an agent in tiers: one DaemonSet for large nodes, one for the rest. The
rest is where it goes wrong: `the rest` has to be written as NotIn, and a new size has to be added in two places. A node in
both tiers runs two agents, pays for both, ships each log line twice and counts each metric twice; autoscalers reserve room
for both on every new node.",
        remedy: "\
Give the tiers one label of their own with one value each, or let the general tier exclude the others: NotIn with the very
list that the special tiers have in In. A node that misses the label belongs to NotIn.",
        bad: "
# agent; there is agent-large with the nodeSelector {size: large}
containers: [{name: agent, image: registry.example/agent:1.4.0}]
",
        good: "
# agent; there is agent-large with the nodeSelector {size: large}
containers: [{name: agent, image: registry.example/agent:1.4.0}]
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: size, operator: NotIn, values: [large]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    for pair in duplicate_agents(run).into_iter().filter(|pair| pair.kind == DuplicateKind::Tiers) {
        let other = named(&run.set.objects[pair.other.index]);
        let message = format!("lands beside its tier {other}{}", pair.colocation.words());
        let place = run.name_of(pair.one.index, pair.one.facts);
        let finding = out.report(place, message).help(
            "keep the tiers apart by one label: In for the special ones, NotIn with the same values for the rest",
        );
        let place = run.place(pair.other.index, &pair.other.main.field);
        finding.other_place(run.set, &place, &format!("the same image in {other}"));
    }
}
