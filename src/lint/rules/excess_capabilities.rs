//! excess-capabilities: capabilities that were added or not dropped.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::violated_fields_of_unprivileged;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "excess-capabilities",
    summary: "a container adds capabilities, or does not drop ALL",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container does not drop ALL capabilities, or adds others than NET_BIND_SERVICE; as the restricted Pod
Security Standard defines it. Privileged containers are left out (they have all of them), and so are pods for Windows.
There is one finding a DaemonSet, with a label at each place.",
        why: "\
Container runtimes give every container some 14 capabilities, among them NET_RAW, which forges packets on the pod network, and
DAC_OVERRIDE, which reads and writes any file, those of a hostPath included. What an agent adds on top tells what it can
do to its node: SYS_ADMIN is nearly everything, SYS_PTRACE reads other processes, SYS_MODULE loads kernel code.",
        remedy: "\
Drop ALL, and add the few that the agent fails without, each with its reason beside it.",
        bad: "
containers:
  - name: agent
    securityContext:
      capabilities: {add: [SYS_ADMIN]}
",
        good: "
containers:
  - name: agent
    securityContext:
      capabilities: {drop: [ALL]}
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
    let places = violated_fields_of_unprivileged(cx, &[PodCheck::Capabilities]);
    let message = match places.len() {
        1 => "a container holds capabilities that it may not need".to_owned(),
        count => format!("containers hold capabilities that they may not need, at {count} places"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("drop ALL and add back only what the agent fails without");
    }
}
