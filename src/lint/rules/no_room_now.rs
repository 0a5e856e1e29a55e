//! no-room-now: nodes on which the pod is Pending because of the pods that are there.

use std::collections::BTreeMap;

use crate::coverage::{DaemonSetCoverage, Fleet, ObservedReason};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::known_taints::is_virtual;
use crate::lint::pod::container_resources::resources_place;
use crate::lint::pod::host_ports::claimed_ports;
use crate::lint::pod::node_critical::has_priority;
use crate::lint::prelude::*;
use crate::placement::{Reason, Verdict};
use crate::words::shortened;

pub(super) static RULE: Rule = Rule {
    id: "no-room-now",
    summary: "the pods on a node leave no room for the pod of the DaemonSet",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
With --pods, --cluster or a snapshot that knows what pods take: nodes on which the controller wants a pod and the scheduler cannot bind it
beside the pods that are there, although it fits on the empty node (for the others see does-not-fit), and evicts none of them for it. There is one finding for amounts of cpu,
memory and other resources and for the number of pods, and one for each port of the node that a pod of something else has. Pods of the
DaemonSet itself do not count. Where the status of a pod says that the scheduler could not bind it, and the reason is none of these, that is
reported with the scheduler's words.",
        why: "\
A pod of a DaemonSet can go to one node only. If that is full it stays Pending (`0/12 nodes are available: 1 Insufficient cpu, 11 node is
filtered out by the prefilter result`), while the pods that fill the node could run anywhere; autoscalers do not help, because a new node does
not make room on the old one. Without a PriorityClass the agent has priority 0 like everything else, and nothing is evicted for it. Logs and
metrics of the node are missing, and rollouts wait. A port that is taken is the second common cause: an older copy of the agent runs in
another namespace.",
        remedy: "\
Give the DaemonSet a PriorityClass above that of the applications (`system-node-critical` for what the node depends on, else a class of
your own), so that the scheduler makes room; or lower its requests; or move pods away. For a port, remove the other agent or listen
elsewhere. More pods for each node are a matter of the kubelet (`maxPods`).",
        bad: "
containers:                                      # a node has 40m of cpu left beside pods of priority 0
  - name: agent
    image: registry.example/agent:1.4.0
    resources: {requests: {cpu: 50m}}
",
        good: "
priorityClassName: system-node-critical
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    resources: {requests: {cpu: 20m}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled",
        ],
    },
    check: Check::DaemonSet(check),
};

/// What is short on which nodes.
#[derive(Default)]
struct Crowded<'a> {
    /// The nodes without room, with what is short there.
    full: Vec<(usize, Vec<String>)>,
    /// Whether it is the number of pods alone.
    is_slots: bool,
    /// By port: the nodes on which it is taken, and by which pod, if that is named.
    ports: BTreeMap<(i32, &'a str), Vec<(usize, &'a str)>>,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let fleet = &run.fleet;
    if fleet.residents().is_none() {
        return;
    }
    let crowded = Crowded::new(coverage, fleet);
    report_room(cx, fleet, &crowded, out);
    for ((port, protocol), taken) in &crowded.ports {
        report_port(cx, fleet, (*port, protocol), taken, out);
    }
    report_others(cx, coverage, fleet, out);
}

impl<'a> Crowded<'a> {
    fn new(coverage: &'a DaemonSetCoverage, fleet: &'a Fleet) -> Self {
        let mut crowded = Self { is_slots: true, ..Self::default() };
        for (verdict, nodes) in coverage.parts(fleet) {
            let Verdict::Pending(reasons) = verdict else { continue };
            for &node in nodes.iter().filter(|node| !is_virtual(&fleet.nodes()[**node])) {
                let empty = coverage.verdicts()[fleet.class_of(node)].reasons();
                crowded.add(node, reasons, empty);
            }
        }
        crowded.full.sort();
        crowded
    }

    /// What is short on a node, unless it is short on the empty node as well.
    fn add(&mut self, node: usize, reasons: &'a [Reason], empty: &[Reason]) {
        let mut short = Vec::new();
        for reason in reasons.iter().filter(|reason| !empty.iter().any(|one| is_alike(one, reason))) {
            match reason {
                Reason::InsufficientResource { resource, requested, available } => {
                    self.is_slots = false;
                    short.push(format!("{resource}: asks {requested}, {available} left"));
                }
                Reason::TooManyPods { allowed } => short.push(format!("all {allowed} pod slots are taken")),
                Reason::HostPort { port, pod, .. } => {
                    self.ports.entry((port.port, &port.protocol)).or_default().push((node, pod));
                }
                _ => {}
            }
        }
        if !short.is_empty() {
            self.full.push((node, short));
        }
    }
}

/// Whether both are about the same thing that is short.
fn is_alike(one: &Reason, other: &Reason) -> bool {
    match (one, other) {
        (
            Reason::InsufficientResource { resource: one, .. },
            Reason::InsufficientResource { resource, .. },
        ) => one == resource,
        (Reason::TooManyPods { .. }, Reason::TooManyPods { .. }) => true,
        _ => one == other,
    }
}

fn places(fleet: &Fleet, nodes: impl Iterator<Item = usize>) -> Places<'_> {
    Places { nodes: nodes.map(|node| &fleet.nodes()[node]).collect(), pools: Vec::new() }
}

fn report_room(cx: &DaemonSetContext<'_>, fleet: &Fleet, crowded: &Crowded<'_>, out: &mut Findings) {
    let Some((node, short)) = crowded.full.first() else { return };
    let places = places(fleet, crowded.full.iter().map(|(node, _)| *node));
    let message = if crowded.is_slots {
        format!("no pod slot is left now on {}", places.names())
    } else {
        format!("the pod does not fit now on {}", places.names())
    };
    let help = if has_priority(cx.pod) {
        "move pods away from there, or give the DaemonSet a class of higher priority than theirs"
    } else {
        "set a priority class (`priorityClassName`), so that pods of lower priority make room for it"
    };
    out.report(resources_place(cx), message)
        .marker(format!("{}: {}", fleet.nodes()[*node].name, short.join("; ")))
        .help(help);
}

fn report_port(
    cx: &DaemonSetContext<'_>,
    fleet: &Fleet,
    (port, protocol): (i32, &str),
    taken: &[(usize, &str)],
    out: &mut Findings,
) {
    let mut nodes: Vec<usize> = taken.iter().map(|(node, _)| *node).collect();
    nodes.sort_unstable();
    let places = places(fleet, nodes.into_iter());
    let claimed = claimed_ports(cx);
    let claim = claimed.iter().find(|claim| (claim.port.port, &*claim.port.protocol) == (port, protocol));
    let at = claim.map_or_else(|| resources_place(cx), |claim| cx.place(claim.field.span, &claim.field.path));
    let finding = out.report(at, format!("port {port} is taken now on {} by other pods", places.names()));
    let named = taken.iter().min().filter(|(_, pod)| !pod.is_empty());
    if let Some((node, pod)) = named {
        finding.marker(format!("{pod} has it on {}", fleet.nodes()[*node].name));
    }
    finding.help("remove what has the port, perhaps an older copy of the agent, or listen on another one");
}

/// Pods that the scheduler could not bind although nothing here says why.
fn report_others(cx: &DaemonSetContext<'_>, coverage: &DaemonSetCoverage, fleet: &Fleet, out: &mut Findings) {
    let (Some(observed), Some(residents)) = (&coverage.observed, fleet.residents()) else { return };
    let is_waiting = |reason: ObservedReason| {
        matches!(reason, ObservedReason::Unschedulable | ObservedReason::SchedulingGated)
    };
    let waiting = observed.reasons().filter(|one| is_waiting(one.reason));
    let untold: Vec<_> =
        waiting.filter(|one| coverage.verdict(fleet, one.node).reasons_now().is_empty()).collect();
    let Some(first) = untold.first() else { return };
    let places = places(fleet, untold.iter().map(|one| one.node));
    let words =
        first.pod.and_then(|pod| residents.pod(pod).problem.as_ref()).map(|problem| &*problem.message);
    let finding = out.report(resources_place(cx), format!("the pod is Pending now on {}", places.names()));
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        finding.marker(format!("the scheduler says: {}", shortened(words, LONGEST)));
    }
    finding.help("see `kubectl describe pod`: the nodes or pods of the run do not show the reason");
}

/// The words of the scheduler list every node; the first ones say what it is about.
const LONGEST: usize = 120;
