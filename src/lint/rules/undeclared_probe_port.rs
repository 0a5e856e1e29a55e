//! undeclared-probe-port: a probe at a port that no container declares.

use std::collections::BTreeSet;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::handlers::handlers;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "undeclared-probe-port",
    summary: "a probe asks a port that the pod does not declare",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A probe (httpGet, tcpSocket, grpc) without a host gives a port by its number, and no container of the pod declares that number: always on
the host network; on the pod network only where the container declares other ports. Off by default: many agents that are well
run keep the port of their health checks to themselves. Names are checked by unknown-probe-port, which is on.",
        why: "\
On the host network a port that is declared is a port of the node: the scheduler keeps two pods that take the same one apart, and
host-port-conflict finds them before. One that only a probe mentions is invisible to both. Two agents with the same
health port land on one node, the second cannot bind it (`address already in use`), and the probe of the second is answered by the
first: it looks healthy while it crashes, or the other way round. On the pod network it is harmless, unless the number is
a slip, or was forgotten when the port was changed.",
        remedy: "Declare the port (`ports: [{name: health, containerPort: 9879}]`), and let the probe name it.",
        bad: "
hostNetwork: true
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    livenessProbe: {httpGet: {path: /healthz, port: 9879}}
",
        good: "
hostNetwork: true
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    ports: [{name: health, containerPort: 9879}]
    livenessProbe: {httpGet: {path: /healthz, port: health}}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port",
            "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let containers = cx.containers();
    let on_node = cx.pod.host_network == Some(true);
    let declared: BTreeSet<i32> = containers
        .iter()
        .flat_map(|(_, container)| container.ports.iter().flatten().map(|port| port.container_port))
        .collect();
    for (path, container) in &containers {
        let declares_others = container.ports.as_ref().is_some_and(|ports| !ports.is_empty());
        if !on_node && !declares_others {
            continue;
        }
        let mut told: BTreeSet<i32> = BTreeSet::new();
        let all: Vec<(i32, FieldPath)> = handlers(path, container)
            .into_iter()
            .filter(|handler| handler.is_probe() && handler.host.is_none_or(|_| on_node))
            .filter_map(|handler| match handler.port {
                IntOrString::Int(number) if !declared.contains(&number) => {
                    Some((number, handler.port_path()))
                }
                _ => None,
            })
            .collect();
        for (number, _) in &all {
            if !told.insert(*number) {
                continue;
            }
            let places: Vec<(FieldPath, String)> = all
                .iter()
                .filter(|(other, _)| other == number)
                .map(|(_, path)| (path.clone(), "only the probe knows it".to_owned()))
                .collect();
            let message = if on_node {
                format!("the pod takes port {number} of the node, which no scheduler knows")
            } else {
                format!("no container declares port {number}, though others are declared")
            };
            if let Some(finding) = report_with_labels(cx, out, &places, message) {
                finding.help(format!(
                    "declare it (`ports: [{{name: health, containerPort: {number}}}]`), or mend the number"
                ));
            }
        }
    }
}
