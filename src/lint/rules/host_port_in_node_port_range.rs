//! host-port-in-node-port-range: a port of the node that a Service may be given as well.

use crate::lint::pod::host_ports::claimed_ports;
use crate::lint::pod::init_containers::all_containers;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "host-port-in-node-port-range",
    summary: "a port of the node lies where Services of type NodePort get theirs",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A hostPort, or a containerPort of a pod on the host network, lies between 30000 and 32767, from which the API server gives ports to
Services of type NodePort and LoadBalancer unless --service-node-port-range says otherwise.",
        why: "\
Neither the scheduler nor the API server compares the two. Some day a Service is given that number, by chance, and kube-proxy
takes what arrives for it on every node: the agent is up, its probes are fine, and its clients talk to another program.
kube-proxy in turn finds the port taken (`can't open port, skipping it`). Which Service it is, and in which namespace,
nobody sees from the agent.",
        remedy: "Take a port outside of the range, or keep the range free of it (--service-node-port-range).",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    ports: [{name: metrics, containerPort: 8080, hostPort: 31080}]
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    ports: [{name: metrics, containerPort: 8080, hostPort: 9180}]
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport",
            "https://kubernetes.io/blog/2023/05/11/nodeport-dynamic-and-static-allocation/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// The default of `--service-node-port-range` of kube-apiserver.
const NODE_PORTS: std::ops::RangeInclusive<i32> = 30_000..=32_767;

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let ports = all_containers(cx.pod).flat_map(|container| container.ports.iter().flatten());
    let mut numbers = ports.flat_map(|port| [port.host_port, Some(port.container_port)]).flatten();
    if !numbers.any(|number| NODE_PORTS.contains(&number)) {
        return;
    }
    let claimed = claimed_ports(cx).into_iter();
    let mut concerned = claimed.filter(|claimed| NODE_PORTS.contains(&claimed.port.port));
    let Some(first) = concerned.next() else { return };
    let message = format!("a Service may be given port {} of the node as well", first.port.port);
    let finding = out
        .report(cx.at(&first.field.path), message)
        .help("take a port outside of 30000-32767, where NodePorts come from");
    for other in concerned {
        finding.label(cx.at(&other.field.path).span, "and this one");
    }
}
