//! rollout-blocked-by-unready-nodes: broken nodes use up what an update may take out.

use crate::coverage::Strategy;
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::prelude::*;
use crate::placement::Verdict;

pub(super) static RULE: Rule = Rule {
    id: "rollout-blocked-by-unready-nodes",
    summary: "nodes that are not ready use up maxUnavailable, and no update begins",
    category: Category::Rollout,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Of the nodes that the DaemonSet covers (--nodes, with their conditions) at least maxUnavailable are not ready, or,
with the pods of the cluster (--pods), have no room for its pod. A surge is not held up by nodes that are not ready, and
DaemonSets with OnDelete have no such budget. Nodes of pools do not exist yet and count as ready.",
        why: "\
The controller counts every node whose pod is missing or not available against maxUnavailable, and replaces a working
pod only while something is left of it. A node that is NotReady is still a node of the DaemonSet: its pod cannot become
available. With the default of 1, one broken node in 500 stops every update: `Waiting for daemon set rollout to
finish: 0 out of 500 new pods have been updated`. There is no event and no condition that would say why; people delete
pods by hand.",
        remedy: "\
Repair or delete the nodes (a node object of a machine that is gone is enough to block), and set maxUnavailable to a
percentage, which leaves room for the broken nodes that a large cluster always has.",
        bad: "
updateStrategy:
  rollingUpdate:
    maxUnavailable: 1            # and one of 40 nodes is NotReady
",
        good: "
updateStrategy:
  rollingUpdate:
    maxUnavailable: 10%
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#troubleshooting",
            "https://kubernetes.io/docs/concepts/architecture/nodes/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let Some(plan) = coverage.rollout else { return };
    let Some(budget) = plan.blocked_budget() else { return };
    let Strategy::RollingUpdate { .. } = plan.strategy else { return };
    let fleet = &run.fleet;
    // Without pods a node is only full if the pod does not fit at all, which is a matter of its size.
    if plan.unready_nodes == 0 && fleet.residents().is_none() {
        return;
    }
    let mut nodes: Vec<usize> = Vec::new();
    for (verdict, members) in coverage.parts(fleet).filter(|(verdict, _)| verdict.should_run()) {
        let is_stuck =
            |node: usize| matches!(verdict, Verdict::Pending(_)) || fleet.nodes()[node].ready == Some(false);
        nodes.extend(members.iter().copied().filter(|node| is_stuck(*node)));
    }
    nodes.sort_unstable();
    let nodes = nodes.into_iter().map(|node| &fleet.nodes()[node]).collect();
    let stuck = Places { nodes, pools: Vec::new() };
    let what = match (plan.unready_nodes, plan.pending_nodes) {
        (_, 0) => "not ready",
        (0, _) => "too full",
        _ => "not ready or too full",
    };
    let be = if stuck.len() == 1 { "is" } else { "are" };
    let path = FieldPath::parse("spec.updateStrategy.rollingUpdate.maxUnavailable");
    out.report(cx.at(&path), format!("no update can begin: {} {be} {what}", stuck.count()))
        .marker(format!("maxUnavailable is {budget}, used up by {}", stuck.names()))
        .help("repair or remove these nodes, or set maxUnavailable to a percentage");
}
