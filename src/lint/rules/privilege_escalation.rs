//! privilege-escalation: containers whose processes can gain privileges.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::Check as PodCheck;
use crate::lint::pod::pod_security_fields::{is_for_windows, violated_fields_of_unprivileged};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "privilege-escalation",
    summary: "a container does not set allowPrivilegeEscalation to false",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container does not set `allowPrivilegeEscalation: false`, as the restricted Pod Security Standard asks.
Privileged containers are left out (the field cannot be false there), and so are pods for Windows. There is one finding a
DaemonSet, with a label at each container.",
        why: "\
The default is true: a setuid binary in the image, such as su or ping, makes root of a process that was started without any
privileges. `false` sets no_new_privs, and the kernel refuses.",
        remedy: "\
Add `allowPrivilegeEscalation: false` to each container. It breaks only programs that change their user through setuid
binaries or file capabilities (setcap): there the capability belongs in the manifest.",
        bad: "
containers:
  - name: agent
    securityContext: {}
",
        good: "
containers:
  - name: agent
    securityContext:
      allowPrivilegeEscalation: false
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let places = violated_fields_of_unprivileged(cx, &[PodCheck::PrivilegeEscalation]);
    let message = match places.len() {
        1 => "a container lets processes gain privileges".to_owned(),
        count => format!("{count} containers let processes gain privileges"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("set `allowPrivilegeEscalation: false` in each securityContext");
        let paths: Vec<&FieldPath> = places.iter().map(|(path, _)| path).collect();
        finding.fix(Applicability::Unsafe, "set allowPrivilegeEscalation to false", denial(cx, &paths));
    }
}

/// `false` for containers that leave the field out; none if one says `true`, or adds `CAP_SYS_ADMIN` by a name with which
/// the API server refuses both together. A program may get rights from the bits of its file, so that a person has to look at it.
fn denial(cx: &DaemonSetContext<'_>, paths: &[&FieldPath]) -> Option<Patch> {
    let is_written = |path: &&FieldPath| cx.object.node().at(path).is_some_and(|node| !node.is_null());
    if is_for_windows(cx.pod) || paths.iter().any(is_written) {
        return None;
    }
    let containers = cx.containers();
    let concerned = containers
        .iter()
        .filter(|(path, _)| paths.iter().any(|field| field.segments().starts_with(path.segments())));
    let added: Vec<&str> = concerned
        .filter_map(|(_, container)| container.security_context.as_ref()?.capabilities.as_ref()?.add.as_ref())
        .flatten()
        .map(String::as_str)
        .collect();
    if added.contains(&"CAP_SYS_ADMIN") {
        return None;
    }
    Patch::all(paths.iter().map(|path| cx.set(path, "false")))
}
