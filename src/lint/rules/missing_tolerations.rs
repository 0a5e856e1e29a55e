//! missing-tolerations: taints that keep a DaemonSet off nodes which its selectors admit.

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::{DaemonSetCoverage, EXPECT, Fleet, Matches, PoolVerdict};
use crate::inventory::{Node, NodePool};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::engine::finding::Finding;
use crate::lint::knowledge::known_taints::{
    CONTROL_PLANE, FORMER_CONTROL_PLANE, is_transient, is_virtual, is_virtual_pool,
};
use crate::lint::pod::host_access::{HostAccess, host_access};
use crate::lint::pod::managed_cluster::{is_for_managed_cluster, is_for_test};
use crate::lint::pod::node_scope::{is_for_every_node, is_for_openshift, is_given};
use crate::lint::pod::purpose::{Purpose, purpose};
use crate::lint::prelude::*;
use crate::placement::{Reason, Taint, TaintEffect, Toleration, TolerationOperator, Tolerations, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "missing-tolerations",
    summary: "taints keep the DaemonSet off nodes that its selectors admit",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::by_itself("invalid-toleration")],
    page: Page {
        what: "\
With nodes or pools (--nodes), exactly: one finding for each taint that keeps the DaemonSet off at least one node or
pool which its nodeSelector and required affinity admit, with their number and names; an error if it then runs on none
of the nodes. A pool counts where its labels are certain.

Without nodes, what holds on nearly every cluster: the pod is a node agent (it mounts paths of the node, shares its network
or processes, or runs privileged), nothing limits it to a pool of nodes, and no toleration covers
node-role.kubernetes.io/control-plane:NoSchedule. It is a warning for agents whose business is on every node: those for
logs, metrics and security, network plugins, proxies and DNS caches, told by their names, their images and what they mount.
It is a note for agents that serve workloads, of which a control plane has few (CSI and device plugins, provisioners), and
where nothing tells what the agent is for. Nothing is said where another DaemonSet of the folder runs the same agent on
control plane nodes; of agents for a managed cluster (EKS, AKS, GKE, OKE and the like: the namespace, the name, an image or
the end of the path of the file says so), whose control plane has no nodes that a pod could land on; of agents for hardware
such as GPUs, drivers for it (DRA) included, which want a selector and not more nodes; of pods that do something once, clean
up or belong to a test (e2e, kind); and of ingresses and load balancers, which take nothing of the node but its network.

Left out are taints that come and go by themselves (cordoned, not ready, under pressure, about to be deleted by an
autoscaler, an agent that is not ready yet), nodes without a machine (Fargate, virtual-kubelet, kwok), and Windows
nodes unless the DaemonSet asks for Windows. The operating system Linux, an architecture and the exclusion of virtual
nodes do not count as a pool; any other selector does, and so does a device such as nvidia.com/gpu. A DaemonSet that
tolerates only the former taint, node-role.kubernetes.io/master, is left to legacy-master-toleration unless nodes are
given. An agent without any access to the node gets a note, and only with nodes. Where tolerations, nodeSelector or
affinity stand at a wrong level, misplaced-field names the cause, and this rule waits.",
        why: "\
A DaemonSet does not run on every node. It runs on every node whose taints it tolerates, and nothing in the cluster
says that a node was passed over: DESIRED does not count it, the rollout is complete, no pod is Pending, no event is
written. The gap shows later, as something else. Logs of the API server are missing on the day they are needed. A node
without the CNI plugin fails every sandbox with `plugin type=\"istio-cni\" name=\"istio-cni\" failed (add)`. A new
taint on a pool, set by the platform team or by an upgrade of the node image, drops the security agent from all of its
nodes at the next replacement.",
        remedy: "\
Add the toleration that the finding prints; it covers this taint and nothing else. An agent that belongs on every
node, whatever taints come later (CNI, CSI, kube-proxy), tolerates all: `- operator: Exists`; then exclude virtual
nodes by affinity, because the blanket reaches those, too. If the nodes are left out on purpose, say so where a reader
finds it: a nodeSelector for the pool that is meant, or the annotation daemonset-lint/expect with a label selector for
the nodes that must be covered; both settle the finding.",
        bad: "
kind: DaemonSet
spec:
  template:
    spec:
      containers:
        - name: log-agent
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
      volumes:
        - name: logs
          hostPath: {path: /var/log}
",
        good: "
kind: DaemonSet
spec:
  template:
    spec:
      tolerations:
        - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
      containers:
        - name: log-agent
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
      volumes:
        - name: logs
          hostPath: {path: /var/log}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// Fields that decide where the pods land. At a wrong level they are lost, and no toleration is to be added for that.
const PLACEMENT_FIELDS: [&str; 3] = ["tolerations", "nodeSelector", "affinity"];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !cx.declarations().is_empty() || cx.is_misplaced(&PLACEMENT_FIELDS) {
        return;
    }
    match (cx.coverage(), cx.run.coverage) {
        (Some(coverage), Some(run)) if !run.fleet.is_empty() => on_fleet(cx, coverage, &run.fleet, out),
        // A DaemonSet that is being deleted is not placed anymore.
        (None, Some(_)) => {}
        _ => on_manifest(cx, out),
    }
}

/// What holds on nearly every cluster: control plane nodes are tainted.
fn on_manifest(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some((access, gap)) = gap(cx) else { return };
    if cx.run.known.is_covered_by_tier(cx.run.set, cx.index) {
        return;
    }
    let taint = control_plane(if is_for_openshift(cx) { FORMER_CONTROL_PLANE } else { CONTROL_PLANE });
    let finding = out
        .report(place(cx), "skips control plane nodes: no toleration for their taint")
        .marker(format!("no toleration for {taint}"))
        .label(cx.at(&access.path).span, format!("a node agent: it {}", access.kind.words()));
    match gap {
        Gap::Sure => {
            finding.help(help(&taint));
            tolerate(cx, &taint, finding);
        }
        Gap::Perhaps => {
            finding.severity(Severity::Note).help(help_if_needed(&taint));
        }
    }
    near_miss(cx, &taint, finding);
}

/// How sure it is that an agent is missed on the control plane.
#[derive(Clone, Copy)]
enum Gap {
    /// What happens there is its business, or it was meant to run there.
    Sure,
    /// Only workloads need it, and few of them run there.
    Perhaps,
}

/// Whether an agent skips the control plane and is missed there, with the field that makes it a node agent.
fn gap(cx: &DaemonSetContext<'_>) -> Option<(HostAccess, Gap)> {
    if !cx.declarations().is_empty() || cx.is_misplaced(&PLACEMENT_FIELDS) {
        return None;
    }
    let taint = control_plane(CONTROL_PLANE);
    let tolerations = Tolerations::for_daemon_pod(cx.pod);
    let covers = |taint: &Taint| tolerations.tolerating(taint).is_some();
    let is_covered = covers(&taint) || covers(&control_plane(FORMER_CONTROL_PLANE));
    let is_elsewhere = !is_for_every_node(cx.pod) || is_for_managed_cluster(cx) || is_for_test(cx);
    if is_covered || is_elsewhere || is_reported_by_other_rule(cx, &taint) {
        return None;
    }
    let access = agent_access(cx)?;
    let is_meant = cx.pod.tolerations.iter().flatten().any(|one| one.key.as_deref() == Some(&taint.key));
    // The network alone is taken by load balancers and ingresses, too, which belong on the nodes that traffic goes to.
    let is_local = || host_access(cx).iter().any(|access| access.kind.is_local());
    let gap = match purpose(cx) {
        _ if is_meant => Gap::Sure,
        Purpose::Network => Gap::Sure,
        Purpose::Observer if is_local() => Gap::Sure,
        Purpose::Storage | Purpose::Devices | Purpose::Unknown if is_local() => Gap::Perhaps,
        _ => return None,
    };
    Some((access, gap))
}

/// Whether there may be something to say, without a look at other objects.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    gap(cx).is_some()
}

/// The first field that marks the pod as a node agent.
fn agent_access(cx: &DaemonSetContext<'_>) -> Option<HostAccess> {
    host_access(cx).into_iter().find(|access| access.kind.is_agent())
}

/// Exactly: the taints that keep it off nodes and pools of the fleet.
fn on_fleet(cx: &DaemonSetContext<'_>, coverage: &DaemonSetCoverage, fleet: &Fleet, out: &mut Findings) {
    // Files of pools are rarely all that a cluster has.
    let severity = if !coverage.lands_anywhere() && !fleet.nodes().is_empty() {
        Severity::Error
    } else if agent_access(cx).is_none() {
        Severity::Note
    } else {
        Severity::Warning
    };
    let all = Places::all(fleet);
    let taints = repelling_taints(coverage, fleet).into_iter();
    for (taint, places) in taints.filter(|(taint, _)| !is_reported_by_other_rule(cx, taint)) {
        let finding = out
            .report(place(cx), message(&taint, &places, &all))
            .marker(format!("no toleration for {taint}: {}", places.names()))
            .severity(severity)
            .help(help(&taint));
        tolerate(cx, &taint, finding);
        near_miss(cx, &taint, finding);
    }
}

/// Each taint that a person can act on, with the nodes and pools which it alone, or with other taints, keeps out.
fn repelling_taints<'a>(coverage: &DaemonSetCoverage, fleet: &'a Fleet) -> BTreeMap<Taint, Places<'a>> {
    let mut found: BTreeMap<Taint, BTreeSet<usize>> = BTreeMap::new();
    for (verdict, members) in coverage.verdicts().iter().zip(fleet.classes()) {
        let taints = only_taints(verdict).into_iter().filter(|taint| !is_transient(taint));
        for taint in taints {
            let nodes = members.iter().filter(|node| is_meant(&fleet.nodes()[**node], coverage));
            found.entry(taint.clone()).or_default().extend(nodes);
        }
    }
    found.retain(|_, nodes| !nodes.is_empty());
    let of_nodes = found.into_iter().map(|(taint, nodes)| {
        let nodes = nodes.into_iter().map(|node| &fleet.nodes()[node]).collect();
        (taint, Places { nodes, pools: Vec::new() })
    });
    let mut places: BTreeMap<Taint, Places<'a>> = of_nodes.collect();
    for (pool, verdict) in fleet.pools().iter().zip(coverage.pools()) {
        if !is_meant_pool(pool, verdict, coverage) {
            continue;
        }
        let taints = coverage.pod.tolerations.untolerated(&pool.taints, TaintEffect::REPELLING);
        for taint in taints.filter(|taint| !is_transient(taint)) {
            places.entry(taint.clone()).or_default().pools.push(pool);
        }
    }
    places
}

/// The taints of a verdict that has no other reason: the selectors admit the node.
fn only_taints(verdict: &Verdict) -> Vec<&Taint> {
    if !verdict.is_admitted() {
        return Vec::new();
    }
    let taints = verdict.reasons().iter().filter_map(|reason| match reason {
        Reason::UntoleratedTaint { taint } => Some(taint),
        _ => None,
    });
    taints.collect()
}

/// Whether pods of the DaemonSet could run on the node: it has a machine, and the operating system that images have
/// where nothing is said.
fn is_meant(node: &Node, coverage: &DaemonSetCoverage) -> bool {
    let facts = node.facts();
    let os = facts.os().unwrap_or("linux");
    !is_virtual(node) && (os == "linux" || asks_for_system(coverage, os))
}

/// The same of the nodes of a pool, which the selectors must admit for certain.
fn is_meant_pool(pool: &NodePool, verdict: &PoolVerdict, coverage: &DaemonSetCoverage) -> bool {
    let systems = pool.values("kubernetes.io/os");
    let has_system = systems.is_none_or(|systems| {
        systems.contains("linux") || systems.iter().any(|os| asks_for_system(coverage, os))
    });
    !is_virtual_pool(pool) && has_system && is_admitted(pool, verdict, coverage)
}

fn asks_for_system(coverage: &DaemonSetCoverage, os: &str) -> bool {
    coverage.pod.operating_systems.iter().any(|wanted| wanted == os)
        || coverage.pod.selector.label_keys().contains("kubernetes.io/os")
}

/// Whether the selectors admit nodes of the pool. A label that the pool leaves open decides nothing, unless it is one
/// by which no pool is picked.
fn is_admitted(pool: &NodePool, verdict: &PoolVerdict, coverage: &DaemonSetCoverage) -> bool {
    let is_certain = |key: &str| pool.labels.contains_key(key) || is_given(key);
    match verdict.admitted {
        Matches::All => true,
        Matches::Some => coverage.pod.selector.label_keys().into_iter().all(is_certain),
        Matches::None => false,
    }
}

/// `skips 4 of 50 nodes, all of them control plane`.
fn message(taint: &Taint, places: &Places<'_>, all: &Places<'_>) -> String {
    let start = format!("skips {}", places.count_of(all));
    if !places.pools.is_empty() || !places.nodes.iter().all(|node| node.is_control_plane()) {
        return format!("{start}: they have the taint {taint}");
    }
    match places.nodes.len() {
        1 => format!("{start}, a control plane node"),
        _ => format!("{start}, all of them control plane"),
    }
}

/// Whether another rule names the cause: a toleration that was meant for the taint is written as the server takes none.
fn is_reported_by_other_rule(cx: &DaemonSetContext<'_>, taint: &Taint) -> bool {
    let mut meant = cx.pod.tolerations.iter().flatten().map(Toleration::from);
    let is_refused = meant.any(|toleration| {
        toleration.key == taint.key
            && (matches!(toleration.operator, TolerationOperator::Other(_))
                || matches!(toleration.effect, Some(TaintEffect::Other(_))))
    });
    is_refused && cx.runs("invalid-toleration")
}

/// A toleration that was meant for the taint and misses it.
fn near_miss(cx: &DaemonSetContext<'_>, taint: &Taint, finding: &mut Finding) {
    let tolerations = cx.pod.tolerations.iter().flatten().map(Toleration::from).enumerate();
    for (index, toleration) in tolerations.filter(|(_, toleration)| toleration.key == taint.key) {
        let path = tolerations_path().index(index);
        let reason = match (&toleration.operator, &toleration.effect) {
            (_, Some(effect)) if *effect != taint.effect => format!("covers only {effect}"),
            (TolerationOperator::Other(operator), _) => format!("{operator:?} is no operator"),
            _ if taint.value.is_empty() => {
                format!("covers only the value {:?}, the taint has none", toleration.value)
            }
            _ => format!("covers only the value {:?}, the taint has {:?}", toleration.value, taint.value),
        };
        finding.label(cx.at(&path).span, reason);
    }
}

fn tolerate(cx: &DaemonSetContext<'_>, taint: &Taint, finding: &mut Finding) {
    let toleration = taint.toleration();
    let item = toleration.trim_start_matches("- ");
    let patch = cx.append_at(&tolerations_path(), item, At::Before("containers"));
    finding.fix(Applicability::Unsafe, "tolerate the taint", patch);
}

fn help(taint: &Taint) -> String {
    format!("tolerate the taint, or declare the nodes that are meant ({EXPECT}):\n{}", taint.toleration())
}

fn help_if_needed(taint: &Taint) -> String {
    format!(
        "tolerate the taint if workloads on these nodes need the agent, or declare its nodes ({EXPECT}):\n{}",
        taint.toleration()
    )
}

fn control_plane(key: &str) -> Taint {
    Taint { key: key.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule }
}

/// The list that lacks an item, or else the containers, which every pod has.
fn place(cx: &DaemonSetContext<'_>) -> Place {
    let path = tolerations_path();
    if cx.object.node().at(&path).is_some() {
        return cx.at_key(&path);
    }
    cx.at_key(&FieldPath::parse("spec.template.spec.containers"))
}

fn tolerations_path() -> FieldPath {
    FieldPath::parse("spec.template.spec.tolerations")
}
