//! probe-asks-the-node: a probe of a pod on the pod network goes to localhost, which is the node's.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::lint::pod::handlers::{Handler, handlers, has_handlers};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "probe-asks-the-node",
    summary: "a probe goes to localhost of the node, where the pod is not",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The host of an httpGet or tcpSocket (startupProbe, livenessProbe, readinessProbe, lifecycle hooks) is localhost, 127.0.0.1, ::1
or another loopback address, and the pod is not on the host network. A probe at a port for which the container has a hostPort is
not reported: it may be meant to go through the node. Neither is exec, whose commands run in the container.",
        why: "\
It is the kubelet that connects, and it runs on the node: localhost is the node, not the pod. Nothing listens there (`dial tcp
127.0.0.1:9100: connect: connection refused`), so the pod is never ready, or is restarted every half minute; or something else of
the node listens, and the probe says for months that an agent is well which is not. The mistake comes from a docker health
check, from an agent that left the host network, or from a guide whose pods were on it.",
        remedy: "\
Leave the host out: the kubelet then asks the address of the pod. An agent that listens on 127.0.0.1 only has to listen on the pod's
address, or the probe has to run in the container (exec).",
        bad: "
livenessProbe:
  httpGet: {host: 127.0.0.1, path: /healthz, port: 9100}
",
        good: "
livenessProbe:
  httpGet: {path: /healthz, port: 9100}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if cx.pod.host_network == Some(true) || !has_handlers(cx.pod) {
        return;
    }
    for (path, container) in cx.containers() {
        let concerned: Vec<Handler<'_>> =
            handlers(&path, container).into_iter().filter(|handler| asks_node(handler, container)).collect();
        let Some((first, others)) = concerned.split_first() else { continue };
        let host = first.host.unwrap_or_default();
        let words = if first.is_probe() { "the probe" } else { "the hook" };
        let paths: Vec<FieldPath> =
            concerned.iter().map(|handler| handler.path.clone().key("host")).collect();
        let finding = out
            .report(cx.at(&paths[0]), format!("{words} goes to {host} of the node, not of the pod"))
            .help("remove the host: the kubelet then asks the address of the pod")
            .fix(Applicability::Unsafe, "remove the host", cx.remove_all(&paths));
        for other in others {
            finding.label(cx.at(&other.path.clone().key("host")).span, "this one as well");
        }
    }
}

fn asks_node(handler: &Handler<'_>, container: &Container) -> bool {
    handler.host.is_some_and(is_loopback) && !is_on_node(handler, container)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let is_address = || host.parse::<IpAddr>().is_ok_and(|host| host.is_loopback() || host.is_unspecified());
    host.eq_ignore_ascii_case("localhost") || is_address()
}

/// Whether the container takes the port on its node: the plugin portmap serves it on localhost as well.
fn is_on_node(handler: &Handler<'_>, container: &Container) -> bool {
    container.ports.iter().flatten().filter(|port| port.host_port.is_some_and(|port| port > 0)).any(|port| {
        match &handler.port {
            IntOrString::Int(number) => port.host_port == Some(*number),
            IntOrString::String(name) => {
                port.name.as_deref() == Some(name) && port.host_port == Some(port.container_port)
            }
        }
    })
}
