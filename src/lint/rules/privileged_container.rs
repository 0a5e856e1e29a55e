//! privileged-container: containers that are root on their node.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::violated_fields;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "privileged-container",
    summary: "a container is privileged",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container has `privileged: true`. There is one finding a DaemonSet, with a label at each container.",
        why: "\
A privileged container has every capability, every device of the node, no seccomp and no AppArmor: its root is root on the
node. In a DaemonSet that is root on all nodes, and a hole in one agent is a hole in the cluster. Six of ten agents ask
for it, often for one thing that has a narrower name: a capability, a device, a writable /sys.",
        remedy: "\
Find what the container needs it for. Network set-up needs NET_ADMIN and NET_RAW, eBPF needs BPF, PERFMON and often
SYS_RESOURCE, mounts need SYS_ADMIN, tracing needs SYS_PTRACE; a device comes from a device plugin. What only set-up needs
belongs in an init container. Mounts with mountPropagation Bidirectional (CSI node plugins) do need privileged: keep it
there, and let the other containers of the pod go without.",
        bad: "
containers:
  - name: agent
    securityContext:
      privileged: true
",
        good: "
containers:
  - name: agent
    securityContext:
      allowPrivilegeEscalation: false
      capabilities: {drop: [ALL], add: [NET_ADMIN]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
            "https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let places = violated_fields(cx, &[PodCheck::Privileged]);
    let message = match places.len() {
        1 => "a container is privileged".to_owned(),
        count => format!("{count} containers are privileged"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding
            .help("name the capabilities that it needs, or move the privileged part into an init container");
    }
}
