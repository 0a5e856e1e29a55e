//! host-port-conflict: two workloads that want one port of a node.

use std::collections::BTreeMap;

use crate::lint::company::Company;
use crate::lint::daemon_sets::object;
use crate::lint::meeting::{Meeting, meeting};
use crate::lint::other_party::named;
use crate::lint::prelude::*;
use crate::lint::twins::OTHERS;
use crate::placement::{HostPort, host_ports};

pub(super) static RULE: Rule = Rule {
    id: "host-port-conflict",
    summary: "two workloads claim one port of the same nodes",
    category: Category::Placement,
    severity: Severity::Error,
    default: Default::On,
    needs: Needs::Related,
    options: &[],
    page: Page {
        what: "\
Two DaemonSets claim the same port, protocol and address of a node, as the scheduler compares them: no address and 0.0.0.0
stand for all. On the network of the node every declared containerPort counts, too. And some node takes both: one of the
given nodes or pools (--nodes), or, without nodes, one that could exist; nodeSelector, required affinity, os and arch are
compared exactly. A DaemonSet against a Deployment or StatefulSet is a warning: its few pods may find other nodes. Repositories hold variants of
which people apply one: pairs count only within a file, within a kustomization of the run, or where nodes are given.",
        why: "\
The first pod on a node gets the port, the other one stays Pending: `0/12 nodes are available: 1 node(s) didn't have free ports
for the requested pod ports`. Which one is first differs from node to node, so that both agents have gaps, DESIRED is
never reached, rollouts do not end, and each restart can change the picture. Two node exporters on 9100, one of each chart,
are the most frequent case by far. A port on the network of the node that is not declared is worse: the pod starts and
crashes with `bind: address already in use`.",
        remedy: "\
Give one of them another port (and tell whoever scrapes it), drop the port if a Service or a pod address does, or keep the
two on different nodes. Often one of them is one agent too many.",
        bad: "
# DaemonSet a
ports: [{containerPort: 9100, hostPort: 9100}]
---
# DaemonSet b
hostNetwork: true
ports: [{containerPort: 9100}]
",
        good: "
# DaemonSet b
hostNetwork: true
args: [--web.listen-address=:9101]
ports: [{containerPort: 9101}]
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/overview/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let mut claims: BTreeMap<(i32, String), Vec<(usize, HostPort)>> = BTreeMap::new();
    let company = Company::of(run);
    let objects = run.set.objects.iter().enumerate();
    for (index, object) in objects.filter(|(_, object)| company.is_in(object.file)) {
        for port in object.pod_spec().map(host_ports).unwrap_or_default() {
            claims.entry((port.port, port.protocol.clone())).or_default().push((index, port));
        }
    }
    let mut pairs: BTreeMap<(usize, usize), Vec<HostPort>> = BTreeMap::new();
    for list in claims.into_values() {
        for (at, (later, port)) in list.iter().enumerate() {
            let one = object(run, *later);
            let earlier = list[..at].iter().filter(|(earlier, other)| {
                earlier != later && port.conflicts_with(other) && company.joins(&one, &object(run, *earlier))
            });
            for (earlier, _) in earlier.take(OTHERS) {
                pairs.entry(in_order(run, *later, *earlier)).or_default().push(port.clone());
            }
        }
    }
    for ((one, other), ports) in pairs {
        report(run, &object(run, one), &object(run, other), &ports, out);
    }
}

/// The DaemonSet first, where the other one is something else.
fn in_order(run: &RunContext<'_>, later: usize, earlier: usize) -> (usize, usize) {
    match run.set.objects[later].daemon_set() {
        Some(_) => (later, earlier),
        None => (earlier, later),
    }
}

fn report(
    run: &RunContext<'_>,
    one: &Context<'_>,
    other: &Context<'_>,
    ports: &[HostPort],
    out: &mut Findings,
) {
    if !one.object.is_daemon_set() {
        return;
    }
    let (Some(port), Some(meeting)) = (ports.first(), meeting(run, one, other)) else { return };
    let Some((at, other_at)) = place(one, port).zip(place(other, port)) else { return };
    let what = match ports.len() {
        1 => format!("port {port}"),
        count => format!("port {port} and {} more", count - 1),
    };
    let message = format!("{what} is also claimed by {}{}", named(other.object), meeting.words());
    let finding = out
        .report(one.at(&at), message)
        .help("give one of them another port, or keep them on different nodes");
    if let Meeting::Nodes { example, .. } = &meeting {
        finding.marker(format!("one of both stays Pending, as on {example}"));
    }
    if !other.object.is_daemon_set() {
        finding.severity(Severity::Warning);
    }
    finding.other_party(other, &other_at, &format!("{} claims it here", named(other.object)));
}

/// Where a pod claims a port.
fn place(cx: &Context<'_>, wanted: &HostPort) -> Option<FieldPath> {
    let host_network = cx.pod_spec()?.host_network == Some(true);
    cx.containers().into_iter().find_map(|(path, container)| {
        let index = container.ports.iter().flatten().position(|port| {
            let claimed = port.host_port.filter(|number| *number > 0);
            claimed.or(Some(port.container_port).filter(|_| host_network)) == Some(wanted.port)
                && port.protocol.as_deref().unwrap_or("TCP") == wanted.protocol
        })?;
        let path = path.key("ports").index(index);
        let is_written = container.ports.as_ref()?.get(index)?.host_port.is_some();
        Some(path.key(if is_written { "hostPort" } else { "containerPort" }))
    })
}
