//! pod-security-level: namespaces that refuse the pods of a DaemonSet.

use crate::lint::cluster::namespaces::Namespaces;
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
message says which level the pods need. The checks are those of the newest version of the standards; an older
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
        ],
    },
    check: Check::Run(check),
};

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let namespaces = Namespaces::new(run.set);
    for cx in daemon_sets_if(run, |index, _| namespaces.around(index).is_some()) {
        let Some((index, namespace)) = namespaces.around(cx.index) else { continue };
        let labels = namespace.metadata.labels.as_ref();
        let enforced = labels.and_then(|labels| labels.get(ENFORCE)).and_then(|level| Level::parse(level));
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
