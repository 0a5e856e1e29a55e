//! pod-security-level: namespaces that refuse the pods of a DaemonSet.

use crate::lint::cluster::namespaces::Namespaces;
use crate::lint::cluster::platforms::{DefaultLevel, has_pods};
use crate::lint::engine::daemon_sets::{daemon_sets_if, object};
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::pod_security::{Level, Violation, needed_level, violations};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "pod-security-level",
    summary: "the namespace enforces a Pod Security level that refuses the pods",
    category: Category::Security,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The Namespace of the DaemonSet is in the run, its label pod-security.kubernetes.io/enforce is baseline or restricted, and the
template breaks a rule of that level. There is one finding a DaemonSet, with a label at each field that the level refuses; the
message says which level the pods need. Where the namespace has no such label, or is not in the run, the default of the cluster counts, as far as
nodes and pools tell it: a machine configuration of Talos names it, and Talos enforces baseline everywhere but in kube-system if nobody changed
that (a warning; none if pods of the DaemonSet run already). The checks are those of the newest version of the standards; an older
enforce-version may let a few more through. Exemptions in the configuration of the API server are not known here.",
        why: "\
The DaemonSet itself is accepted, with a warning at most that scrolls by. Its pods are not: the controller gets `pods
\"agent-x7k2p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true), hostPath volumes
(volume \"logs\")` for every node and tries again for ever. CURRENT stays at 0, no pod is Pending, and only
`kubectl describe daemonset` shows why. Where pods are there already, the next rollout takes them down and no new ones come.",
        remedy: "\
Agents that need their node belong in a namespace of their own with `pod-security.kubernetes.io/enforce: privileged`, apart
from applications. If only a few fields are in the way, take them out: most of `restricted` costs four lines.",
        bad: "
kind: Namespace
metadata:
  name: monitoring
  labels: {pod-security.kubernetes.io/enforce: baseline}
---
kind: DaemonSet
metadata: {name: exporter, namespace: monitoring}
spec:
  template:
    spec:
      hostNetwork: true
",
        good: "
kind: Namespace
metadata:
  name: node-agents
  labels: {pod-security.kubernetes.io/enforce: privileged}
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/",
            "https://www.talos.dev/latest/kubernetes-guides/configuration/pod-security/",
        ],
    },
    check: Check::Run(check),
};

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let namespaces = Namespaces::new(run.set);
    let default = run.coverage.and_then(|coverage| DefaultLevel::of(&coverage.fleet));
    for cx in daemon_sets_if(run, |index, _| default.is_some() || namespaces.around(index).is_some()) {
        let around = namespaces.around(cx.index);
        let labels = around.and_then(|(_, namespace)| namespace.metadata.labels.as_ref());
        let written = labels.and_then(|labels| labels.get(ENFORCE));
        let Some((index, enforced)) =
            around.zip(written).map(|((index, _), level)| (index, Level::parse(level)))
        else {
            if let Some(default) = &default {
                by_default(&cx, default, out);
            }
            continue;
        };
        let Some(enforced) = enforced else { continue };
        let all = violations(&cx.spec.template);
        let refused: Vec<&Violation> = all.iter().filter(|violation| violation.level <= enforced).collect();
        let places: Vec<(FieldPath, String)> =
            refused.iter().map(|violation| (violation.path.clone(), violation.what.clone())).collect();
        let name = cx.object.id.namespace.as_deref().unwrap_or_default();
        let (level, needed) = (enforced.name(), needed_level(&all).name());
        let message = format!("namespace {name} refuses these pods: it enforces {level}, they need {needed}");
        let Some(finding) = report_with_labels(&cx, out, &places, message) else { continue };
        finding.help(format!(
            "move it to a namespace with {ENFORCE}: {needed}, or take out what {level} refuses"
        ));
        let path = FieldPath::parse("metadata.labels").key(ENFORCE);
        finding.other_party(&object(run, index), &path, "the level that the namespace enforces");
    }
}

/// The level of a cluster whose namespace says nothing.
fn by_default(cx: &DaemonSetContext<'_>, default: &DefaultLevel<'_>, out: &mut Findings) {
    let (Some(enforced), Some(run)) = (Level::parse(default.level), cx.run.coverage) else { return };
    let namespace = cx.run.set.namespace_of(cx.object);
    let is_judged =
        cx.coverage().is_some_and(|coverage| coverage.lands_anywhere() && !has_pods(coverage, &run.fleet));
    if !is_judged || default.exempts(namespace) {
        return;
    }
    let all = violations(&cx.spec.template);
    let refused = all.iter().filter(|violation| violation.level <= enforced);
    let places: Vec<(FieldPath, String)> =
        refused.map(|violation| (violation.path.clone(), violation.what.clone())).collect();
    let (level, needed) = (enforced.name(), needed_level(&all).name());
    let message = match default.said_by {
        Some(_) => format!("the cluster enforces {level} in namespace {namespace}, these pods need {needed}"),
        None => format!("Talos enforces {level} in namespace {namespace}, these pods need {needed}"),
    };
    let Some(finding) = report_with_labels(cx, out, &places, message) else { return };
    let source = default.said_by.map(|file| format!("; {file} says so")).unwrap_or_default();
    finding.help(format!("label the namespace with {ENFORCE}: {needed}{source}"));
    if default.said_by.is_none() {
        finding.severity(Severity::Warning);
    }
}
