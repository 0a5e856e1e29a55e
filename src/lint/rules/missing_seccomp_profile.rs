//! missing-seccomp-profile: containers that may make every system call.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::{is_for_windows, violated_fields_of_unprivileged};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-seccomp-profile",
    summary: "a container has no seccomp profile",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Neither the pod nor the container has a seccompProfile, or its type is Unconfined; the restricted Pod Security Standard asks
for RuntimeDefault or Localhost. Privileged containers are left out (they run unconfined whatever is written), and so are
pods for Windows. There is one finding a DaemonSet, with a label at each container.",
        why: "\
Without a profile a container may make every system call, those few through which kernels are broken into among them, unless
the kubelet runs with --seccomp-default. RuntimeDefault blocks about 50 calls that hardly any program makes.",
        remedy: "\
Set `seccompProfile: {type: RuntimeDefault}` for the pod. Agents that trace or load eBPF programs may need a profile of their
own (Localhost).",
        bad: "
spec:
  containers:
    - name: agent
",
        good: "
spec:
  securityContext:
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: agent
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/tutorials/security/seccomp/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let places = violated_fields_of_unprivileged(cx, &[PodCheck::Seccomp]);
    let message = match places.len() {
        1 => "a container runs without a seccomp profile".to_owned(),
        count => format!("{count} containers run without a seccomp profile"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        // A profile that is written down as Unconfined is there for a reason.
        let is_missing = places.iter().all(|(path, _)| path.last_key() == Some("seccompProfile"))
            && !is_for_windows(cx.pod);
        let profile = || cx.set_in_pod("securityContext.seccompProfile", "type: RuntimeDefault", None);
        finding.help("set `seccompProfile: {type: RuntimeDefault}` in the securityContext of the pod").fix(
            Applicability::Unsafe,
            "set the profile RuntimeDefault for the pod",
            is_missing.then(profile).flatten(),
        );
    }
}
