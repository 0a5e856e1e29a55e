//! liveness-leaves-the-node: a liveness probe that fails when something else does.

use k8s_openapi::api::core::v1::{Container, Probe};

use crate::lint::pod::probe_target::{exec_host, is_on_node};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "liveness-leaves-the-node",
    summary: "a liveness probe asks something outside the pod",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The livenessProbe of a container asks a Service or another host: httpGet.host or tcpSocket.host is a name or address that does
not belong to the pod or its node, or exec runs curl, wget, nc or ping against one. A probe without host asks the pod itself.
Link-local addresses, loopback addresses and variables such as $(HOST_IP) stay on the node and are not reported here; but without
hostNetwork a probe at localhost asks the wrong one (probe-asks-the-node). Readiness probes are not reported: they take a pod out
of its Services and no more.",
        why: "\
A liveness probe that fails restarts the container. If it asks something that all pods of the DaemonSet share, one failure of
that restarts the agent on every node, within a minute, all at once, and again and again until it is back: crash loops, image
pulls, full resynchronisation against the API server, at the moment when the cluster needs its agents most. A restart does not
mend what is broken elsewhere. Vendors of agents have taken such checks out of their probes after incidents.",
        remedy: "\
Ask the agent itself, without a host (on the host network also on 127.0.0.1): is the process able to do its work? Put what it
depends on into a readinessProbe, or into an alert.",
        bad: "
livenessProbe:
  exec:
    command: [curl, -f, http://gateway.monitoring.svc:9091/-/healthy]
",
        good: "
livenessProbe:
  httpGet: {path: /-/healthy, port: 8080}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    for (path, container) in cx.containers() {
        let Some(probe) = &container.liveness_probe else { continue };
        let Some((field, host)) = far_host(container, probe) else { continue };
        let path = path.key("livenessProbe").join(&FieldPath::parse(field));
        out.report(cx.at(&path), format!("the liveness probe depends on {host}"))
            .help("ask the agent itself, without a host: while that is away, every pod restarts");
    }
}

/// The field of a probe that leaves the node, and where it goes.
fn far_host(container: &Container, probe: &Probe) -> Option<(&'static str, String)> {
    let http = probe.http_get.as_ref().and_then(|get| get.host.as_deref()).map(|host| ("httpGet.host", host));
    let tcp =
        probe.tcp_socket.as_ref().and_then(|tcp| tcp.host.as_deref()).map(|host| ("tcpSocket.host", host));
    let named = [http, tcp].into_iter().flatten().find(|(_, host)| !is_on_node(host));
    if let Some((field, host)) = named {
        return Some((field, host.to_owned()));
    }
    let command = probe.exec.as_ref()?.command.as_deref()?;
    let host = exec_host(command)?;
    let own = container.env.iter().flatten().any(|env| env.name == host);
    (!own).then_some(("exec.command", host))
}
