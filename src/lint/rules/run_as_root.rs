//! run-as-root: containers that may run as root.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::violated_fields_of_unprivileged;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "run-as-root",
    summary: "a container runs as root, or is not kept from it",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container is not held to runAsNonRoot, neither by itself nor by the pod, or the pod or a container has
`runAsUser: 0`; as the restricted Pod Security Standard defines it. Privileged containers are left out. There is one
finding a DaemonSet, with a label at each place.",
        why: "\
Without user namespaces root in a container is root on the node as soon as it gets out, and every file of a hostPath that
root may read is readable. Many agents run as root only because their image does.",
        remedy: "\
Set `runAsNonRoot: true` with a runAsUser for the pod. Logs below /var/log/pods belong to root with mode 640 on many nodes:
where only reading is in the way, the capability DAC_READ_SEARCH is less than root.",
        bad: "
containers:
  - name: agent
    securityContext:
      runAsUser: 0
",
        good: "
containers:
  - name: agent
    securityContext:
      runAsNonRoot: true
      runAsUser: 65534
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let places = violated_fields_of_unprivileged(cx, &[PodCheck::RunAsNonRoot, PodCheck::RunAsUser]);
    let message = match places.len() {
        1 => "a container may run as root".to_owned(),
        count => format!("containers may run as root, at {count} places"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("set `runAsNonRoot: true` and a runAsUser other than 0");
    }
}
