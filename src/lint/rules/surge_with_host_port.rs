//! surge-with-host-port: an update that starts a second pod on a node whose port the first one holds.

use crate::lint::pod::surge::{in_place, max_surge_path, surges, taken_ports};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "surge-with-host-port",
    summary: "maxSurge starts a second pod while the first holds a port of the node",
    category: Category::Rollout,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The rolling update has a maxSurge above 0, and the pod takes a port of its node: a container or sidecar declares a
hostPort, or the pod is on the host network and declares any port at all. On the host network the API server turns
every declared containerPort into a hostPort when a pod is created, although the template does not show it. Ports that a
process opens without declaring them are not seen, neither here nor by the scheduler. Ports of init containers do not
count, because the scheduler does not count them.",
        why: "\
With maxSurge the controller creates the new pod on a node while the old one still runs there, and deletes the old one
when the new one is ready. Two pods cannot have one port of one node, so that the new pod stays Pending: `0/12 nodes are
available: 1 node(s) didn't have free ports for the requested pod ports`. It never becomes ready, the old one is never
deleted, and the rollout hangs for ever, without an error. The API server accepts the combination; a check was planned
with the feature and never built. Preemption makes it worse: with a higher priority the pod may evict another agent
that holds the same port.",
        remedy: "\
Update in place: remove maxSurge and set maxUnavailable (10% is common). The port is free for the seconds between the
two pods. If the agent must not be away at all, it has to do without the port: let pods reach it through a Service with
internalTrafficPolicy: Local, or let the process take over the socket (SO_REUSEPORT) and not declare the port.",
        bad: "
updateStrategy:
  rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
template:
  spec:
    containers:
      - name: agent
        ports:
          - {containerPort: 8126, hostPort: 8126}
",
        good: "
updateStrategy:
  rollingUpdate: {maxUnavailable: 10%}
template:
  spec:
    containers:
      - name: agent
        ports:
          - {containerPort: 8126, hostPort: 8126}
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/concepts/configuration/overview/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !surges(cx.spec) {
        return;
    }
    let ports = taken_ports(cx);
    let Some(first) = ports.first() else { return };
    let message = format!("the new pod waits for port {} for ever: the old one holds it", first.number);
    let finding = out
        .report(cx.at(&max_surge_path()), message)
        .help("remove maxSurge and set maxUnavailable (10%): the old pod then goes first");
    if let Some((amount, patch)) = in_place(cx) {
        let title = format!("set maxUnavailable to {amount} in place of maxSurge");
        finding.fix(Applicability::Unsafe, title, Some(patch));
    }
    for port in &ports {
        let why = if port.by_host_network { ", through hostNetwork" } else { "" };
        finding.label(cx.at(&port.path).span, format!("port {} of the node{why}", port.number));
    }
}
