//! removed-annotation: an annotation that nothing reads any more.

use std::collections::BTreeMap;

use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "removed-annotation",
    summary: "an annotation that Kubernetes no longer reads",
    category: Category::Manifest,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
An annotation of the pod template, or of the DaemonSet where it was put by mistake, that Kubernetes no longer reads, mostly because a
field has replaced it: scheduler.alpha.kubernetes.io/critical-pod (1.16), the alpha annotations for tolerations and affinity (1.6),
init containers (1.8), sysctls (1.11) and seccomp (1.27); node.kubernetes.io/bootstrap-checkpoint, which told the kubelet to keep a
copy of the pod on disk (1.19, nothing took its place). The AppArmor annotations are still read and are not reported. critical-pod on
an agent that its node depends on, and that has no priority class, is left to node-critical-without-priority.",
        why: "\
The API server keeps any annotation, and at most warns (`non-functional in v1.16+; use the \"priorityClassName\" field instead`).
So the manifest still claims what is no longer so: an agent marked as critical has priority 0 and is evicted with the rest, a pod
that is said to have a seccomp profile runs unconfined, and whoever reads it believes otherwise.",
        remedy: "Remove the annotation, and set the field that took its place if that is not done yet.",
        bad: "
metadata:
  annotations:
    scheduler.alpha.kubernetes.io/critical-pod: \"\"
spec:
  containers: [{name: agent, image: registry.example/agent:1.4.0}]
",
        good: "
spec:
  priorityClassName: system-node-critical
  containers: [{name: agent, image: registry.example/agent:1.4.0}]
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/",
            "https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/",
            "https://kubernetes.io/docs/tutorials/security/seccomp/",
            "https://github.com/kubernetes/kubernetes/pull/91577",
        ],
    },
    check: Check::DaemonSet(check),
};

const CRITICAL_POD: &str = "scheduler.alpha.kubernetes.io/critical-pod";

/// Start of the key, the version that stopped reading it, and the field in its place, if there is one.
const REMOVED: [(&str, &str, &str); 10] = [
    (CRITICAL_POD, "1.16", "priorityClassName"),
    ("scheduler.alpha.kubernetes.io/tolerations", "1.6", "tolerations"),
    ("scheduler.alpha.kubernetes.io/affinity", "1.6", "affinity"),
    ("pod.alpha.kubernetes.io/init-containers", "1.8", "initContainers"),
    ("pod.beta.kubernetes.io/init-containers", "1.8", "initContainers"),
    ("security.alpha.kubernetes.io/sysctls", "1.11", "securityContext.sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "1.11", "securityContext.sysctls"),
    ("seccomp.security.alpha.kubernetes.io/pod", "1.27", "securityContext.seccompProfile"),
    ("container.seccomp.security.alpha.kubernetes.io/", "1.27", "securityContext.seccompProfile"),
    ("node.kubernetes.io/bootstrap-checkpoint", "1.19", ""),
];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let of_object = annotations(cx.daemon_set.metadata.annotations.as_ref(), "metadata.annotations");
    let template = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.annotations.as_ref());
    let of_pods = annotations(template, "spec.template.metadata.annotations");
    // What one rule says of the missing priority, another need not repeat.
    let is_told = !has_priority(cx.pod) && node_critical(cx).is_some();
    for (start, version, field) in
        REMOVED.into_iter().filter(|(start, ..)| !(is_told && *start == CRITICAL_POD))
    {
        let found: Vec<&(&str, FieldPath)> =
            of_pods.iter().chain(&of_object).filter(|(key, _)| is_meant(key, start)).collect();
        let Some(((key, path), others)) = found.split_first() else { continue };
        let name = key.split_once('/').map_or(*key, |(_, name)| name);
        let name = if start.contains("seccomp") { "seccomp" } else { name };
        let message = format!("the annotation {name} has had no effect since Kubernetes {version}");
        let paths: Vec<FieldPath> = found.iter().map(|(_, path)| path.clone()).collect();
        let finding = out.report(cx.at_key(path), message).help(advice(cx, start, field));
        finding.server(warns(start, path).then_some(Server::Warns));
        if lacks_class(cx, start) {
            // Servers of today take it for nothing: a class gives the pods a priority that they do not have.
            finding.fix(Applicability::Unsafe, "write it as priorityClassName", as_class(cx, &paths));
        } else {
            finding.fix(Applicability::Safe, "remove the annotation", cx.remove_all(&paths));
        }
        for (_, other) in others {
            finding.label(cx.at_key(other).span, "nor has this one");
        }
    }
}

/// Whether the server warns: of some of them, where they are in the template (`deprecatedAnnotations` and what follows
/// in `pkg/api/pod/warnings.go`, 1.37).
fn warns(start: &str, path: &FieldPath) -> bool {
    let is_known = start == CRITICAL_POD || start.contains("sysctls") || start.contains("seccomp");
    is_known && path.segments().starts_with(FieldPath::parse("spec.template").segments())
}

fn is_meant(key: &str, start: &str) -> bool {
    key == start || (start.ends_with('/') && key.starts_with(start))
}

fn annotations<'a>(
    map: Option<&'a BTreeMap<String, String>>,
    path: &'static str,
) -> Vec<(&'a str, FieldPath)> {
    let path = FieldPath::parse(path);
    map.into_iter().flatten().map(|(key, _)| (key.as_str(), path.clone().entry(key))).collect()
}

/// Whether the annotation says that the pods are critical, and nothing else does.
fn lacks_class(cx: &DaemonSetContext<'_>, start: &str) -> bool {
    start == CRITICAL_POD && !has_priority(cx.pod)
}

/// The priority class in place of the annotation.
fn as_class(cx: &DaemonSetContext<'_>, annotations: &[FieldPath]) -> Option<Patch> {
    let class = cx.set_in_pod("priorityClassName", "system-node-critical", None);
    Patch::all([cx.remove_all(annotations), class])
}

fn advice(cx: &DaemonSetContext<'_>, start: &str, field: &str) -> String {
    if lacks_class(cx, start) {
        return "remove it, and set `priorityClassName: system-node-critical` if it is meant".to_owned();
    }
    if start == CRITICAL_POD {
        return "remove it: priorityClassName says it already".to_owned();
    }
    if field.is_empty() {
        return "remove it: nothing took its place".to_owned();
    }
    format!("remove it; what it said belongs to {field}")
}
