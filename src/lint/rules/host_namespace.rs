//! host-namespace: pods that share network, processes or IPC with their node.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::violated_fields;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "host-namespace",
    summary: "the pod shares network, processes or IPC with its node",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pod has hostNetwork, hostPID or hostIPC. There is one finding a DaemonSet, with a label at each.",
        why: "\
On the network of the node a pod reaches everything that listens on localhost, such as the kubelet and metadata services,
takes ports that no other pod can have, and no NetworkPolicy applies to it. With hostPID it sees the arguments and, as
root, the environment and files of every process, the secrets of other pods among them. hostIPC opens the shared memory
of the node's processes. Half of all agents share the network; CNI plugins and node exporters need it, log shippers do
not.",
        remedy: "\
Drop what is not needed. A port that must be reached on the node can be a hostPort; the node's address comes from the
downward API (status.hostIP). hostPID is for agents that watch processes, hostIPC for next to none.",
        bad: "
spec:
  hostPID: true
  hostNetwork: true
",
        good: "
spec:
  containers:
    - name: agent
      env:
        - name: NODE_IP
          valueFrom: {fieldRef: {fieldPath: status.hostIP}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
            "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let places = violated_fields(cx, &[PodCheck::HostNamespaces]);
    let message = match places.len() {
        1 => "the pod shares a namespace with its node".to_owned(),
        count => format!("the pod shares {count} namespaces with its node"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("drop what the agent does not need");
    }
}
