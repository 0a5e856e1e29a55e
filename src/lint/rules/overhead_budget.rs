//! overhead-budget: agents that take too large a share of a node.

use crate::coverage::{Coverage, Overhead, Share};
use crate::lint::cluster::budget::{NodeGroup, names_of, node_groups};
use crate::lint::pod::container_resources::resources_place;
use crate::lint::prelude::*;
use crate::placement::Units;

pub(super) static RULE: Rule = Rule {
    id: "overhead-budget",
    summary: "DaemonSets take too much of the cpu or memory of a node",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[RuleOption::Number(&MAX_SHARE_ONE), RuleOption::Number(&MAX_SHARE_ALL)],
    yields_to: &[],
    page: Page {
        what: "\
One DaemonSet requests more than a tenth of the cpu or memory that a node has to give (status.allocatable), or all
DaemonSets of the run together request more than 30% of it. The node that counts is the one of which they take the
most, usually the smallest; a pool counts with its smallest node. The options max-share-one and max-share-all set
other budgets. A pod that is larger than the whole node is left to does-not-fit.",
        why: "\
Every request of a DaemonSet is paid for on every node, and nobody sees the bill: 250m of cpu look harmless in a manifest,
and on 200 nodes they are 50 cores. On the small nodes of a mixed fleet the agents crowd out what the cluster is for:
of an instance with two cores a log shipper, a service mesh, a CNI plugin and a security agent leave one. An autoscaler
has to add these requests to every node it thinks of; where they come to a third, small nodes are never worth it, or
nodes come up that are full before the first workload.",
        remedy: "\
Lower requests to what is measured (`kubectl top pod --containers`, or a VerticalPodAutoscaler in recommendation
mode), merge agents that do the same, or choose larger nodes. `kubectl daemonset-lint overhead` prints the whole table.",
        bad: "
resources:
  requests: {cpu: 500m, memory: 2Gi}         # on nodes with 1930m and 7Gi
",
        good: "
resources:
  requests: {cpu: 100m, memory: 256Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/",
        ],
    },
    check: Check::Run(check),
};

static MAX_SHARE_ONE: NumberOption = NumberOption {
    name: "max-share-one",
    summary: "largest share of a node's cpu or memory that one DaemonSet may request",
    unit: Unit::Percent,
    default: 10,
    min: 1,
    max: 100,
};

static MAX_SHARE_ALL: NumberOption = NumberOption {
    name: "max-share-all",
    summary: "largest share of a node's cpu or memory that all DaemonSets may request together",
    unit: Unit::Percent,
    default: 30,
    min: 1,
    max: 100,
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let Some(coverage) = cx.coverage else { return };
    let overhead = Overhead::new(cx.set, coverage);
    let groups = node_groups(&overhead, &coverage.fleet);
    for index in 0..coverage.daemon_sets.len() {
        one(cx, coverage, (&overhead, &groups, index), out);
    }
    together(cx, coverage, (&overhead, &groups), out);
}

/// The largest share that is taken of any node.
fn largest<'h>(
    shares: impl Iterator<Item = (&'h NodeGroup<'h>, Vec<Share>)>,
) -> Option<(&'h NodeGroup<'h>, Share)> {
    let all = shares.flat_map(|(group, shares)| shares.into_iter().map(move |share| (group, share)));
    // The first of equals.
    all.reduce(|best, next| if next.1.percent() > best.1.percent() { next } else { best })
}

fn one(
    cx: &RunContext<'_>,
    coverage: &Coverage,
    (overhead, groups, index): (&Overhead, &[NodeGroup<'_>], usize),
    out: &mut Findings,
) {
    let daemon_set = &coverage.daemon_sets[index];
    let cost = &overhead.costs[index];
    let own = groups.iter().filter(|group| group.daemon_sets.contains(&index));
    let Some((group, share)) = largest(own.map(|group| (group, cost.shares(group.allocatable)))) else {
        return;
    };
    let context = cx.object(&RULE, daemon_set.object);
    let percent = share.percent();
    if percent <= context.options.number(&MAX_SHARE_ONE) || percent > 100 {
        return;
    }
    let nodes = daemon_set.least_nodes(&coverage.fleet);
    let everywhere = Units::quantity(share.resource, cost.units.times(nodes).get(share.resource));
    let sum = if nodes > 1 {
        format!("; on {nodes} nodes it takes {everywhere} {}", share.resource)
    } else {
        String::new()
    };
    out.report(
        resources_place(&context),
        format!("takes {percent}% of the {} of {}", share.resource, group.words()),
    )
    .marker(format!("{} of {}", share.taken_quantity(), share.of_quantity()))
    .help(format!("lower the request to what is measured, or keep the agent off small nodes{sum}"));
}

fn together(
    cx: &RunContext<'_>,
    coverage: &Coverage,
    (overhead, groups): (&Overhead, &[NodeGroup<'_>]),
    out: &mut Findings,
) {
    let shared = groups.iter().filter(|group| group.daemon_sets.len() > 1);
    let Some((group, share)) = largest(shared.map(|group| (group, group.total.shares(group.allocatable))))
    else {
        return;
    };
    let amount = |index: usize| overhead.costs[index].units.get(share.resource);
    let mut by_size = group.daemon_sets.clone();
    by_size.sort_by_key(|&index| std::cmp::Reverse(amount(index)));
    let Some(&first) = by_size.first() else { return };
    let context = cx.object(&RULE, coverage.daemon_sets[first].object);
    let percent = share.percent();
    if percent <= context.options.number(&MAX_SHARE_ALL) {
        return;
    }
    let words = |index: usize| Units::quantity(share.resource, amount(index)).to_string();
    let count = group.daemon_sets.len();
    out.report(
        context.at(&FieldPath::parse("metadata.name")),
        format!("{count} DaemonSets take {percent}% of the {} of {}", share.resource, group.words()),
    )
    .marker(format!("the largest: {}", names_of(cx, coverage, &by_size, words)))
    .help(format!(
        "lower requests or choose larger nodes; together they take {} of {}, `overhead` lists them",
        share.taken_quantity(),
        share.of_quantity()
    ));
}
