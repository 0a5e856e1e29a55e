//! host-port-conflict: two workloads that want one port of a node.

use std::collections::BTreeMap;

use crate::lint::cluster::co_deployed::{DeploymentUnit, DeploymentUnits};
use crate::lint::cluster::colocation::{Colocation, colocation};
use crate::lint::cluster::pairs::{Identities, Partners, first_of};
use crate::lint::engine::facts::ClaimedPort;
use crate::lint::engine::other_party::named;
use crate::lint::prelude::*;
use crate::placement::HostPort;

pub(super) static RULE: Rule = Rule {
    id: "host-port-conflict",
    summary: "two workloads claim one port of the same nodes",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
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
    for ((one, other), ports) in pairs(run) {
        report(run, one, other, &ports, out);
    }
}

/// The claims of the run up to some point, by where they are and which port they are for; those of one address are alike.
type Claims<'a> = BTreeMap<(DeploymentUnit, i32, &'a str), Partners<&'a str>>;

/// Which workloads claim the same ports; the DaemonSet first, where the other one is something else.
fn pairs<'a>(run: &RunContext<'a>) -> BTreeMap<(usize, usize), Vec<&'a HostPort>> {
    let (deployments, identities) = (DeploymentUnits::new(run), Identities::new(run.set));
    let mut claims = Claims::new();
    let mut pairs: BTreeMap<(usize, usize), Vec<&HostPort>> = BTreeMap::new();
    for (index, facts) in run.workloads() {
        let file = run.set.objects[index].file;
        if facts.ports.is_empty() || !deployments.may_be_co_deployed(file) {
            continue;
        }
        let (identity, units) = (identities.of_object(index), deployments.units(file));
        let mut ports: Vec<&HostPort> = facts.ports.iter().map(|claimed| &claimed.port).collect();
        ports.sort_by_key(|port| (port.port, &port.protocol));
        for port in &ports {
            for other in earlier(&claims, &units, port, identity) {
                pairs.entry(in_order(run, index, other)).or_default().push(port);
            }
        }
        for port in ports {
            for unit in &units {
                let claims = claims.entry((*unit, port.port, &port.protocol)).or_default();
                claims.add(&port.ip, identity, index);
            }
        }
    }
    pairs
}

/// The first few that claim a port, too.
fn earlier(claims: &Claims<'_>, units: &[DeploymentUnit], port: &HostPort, identity: usize) -> Vec<usize> {
    let in_units = units.iter().filter_map(|unit| claims.get(&(*unit, port.port, port.protocol.as_str())));
    let found = in_units.flat_map(|claims| {
        claims.find(&port.ip.as_str(), identity, |ip, _| {
            (port.ip == *ip || port.ip == HostPort::ANY || *ip == HostPort::ANY).then_some(())
        })
    });
    first_of(found.collect()).into_iter().map(|(index, ())| index).collect()
}

/// The DaemonSet first, where the other one is something else.
fn in_order(run: &RunContext<'_>, later: usize, earlier: usize) -> (usize, usize) {
    if run.set.objects[later].is_daemon_set() { (later, earlier) } else { (earlier, later) }
}

fn report(run: &RunContext<'_>, one: usize, other: usize, ports: &[&HostPort], out: &mut Findings) {
    if !run.set.objects[one].is_daemon_set() {
        return;
    }
    let (Some(port), Some(colocation)) = (ports.first(), colocation(run, one, other)) else { return };
    let Some((at, other_at)) = place(run, one, port).zip(place(run, other, port)) else { return };
    let what = match ports.len() {
        1 => format!("port {port}"),
        count => format!("port {port} and {} more", count - 1),
    };
    let other = &run.set.objects[other];
    let message = format!("{what} is also claimed by {}{}", named(other), colocation.words());
    let finding =
        out.report(at, message).help("give one of them another port, or keep them on different nodes");
    if let Colocation::Nodes { example, .. } = &colocation {
        finding.marker(format!("one of both stays Pending, as on {example}"));
    }
    if !other.is_daemon_set() {
        finding.severity(Severity::Warning);
    }
    finding.other_place(run.set, &other_at, &format!("{} claims it here", named(other)));
}

/// Where a workload claims a port, whatever the address.
fn place(run: &RunContext<'_>, index: usize, wanted: &HostPort) -> Option<Place> {
    let ports = &run.facts(index)?.ports;
    let is_same = |claimed: &&ClaimedPort| {
        (claimed.port.port, &claimed.port.protocol) == (wanted.port, &wanted.protocol)
    };
    ports.iter().find(is_same).map(|claimed| run.place(index, &claimed.field))
}
