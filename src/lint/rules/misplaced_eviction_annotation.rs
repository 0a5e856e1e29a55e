//! misplaced-eviction-annotation: an annotation for the pods, written on the DaemonSet.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "misplaced-eviction-annotation",
    summary: "an eviction annotation on the DaemonSet, where the autoscaler does not look",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
One of the annotations cluster-autoscaler.kubernetes.io/enable-ds-eviction and cluster-autoscaler.kubernetes.io/safe-to-evict
stands in the metadata of the DaemonSet, and not in the metadata of its pod template.",
        why: "\
The cluster autoscaler reads both from pods. The annotations of a DaemonSet are not copied to its pods, so nothing happens: log
shippers that should be evicted in time to flush are killed with their node as before, and pods that should stay do not hold it.
Nobody is told; it shows as the last minute of logs missing after each scale-down.",
        remedy: "Move the annotation to spec.template.metadata.annotations. That changes the template, so the pods roll once.",
        bad: "
kind: DaemonSet
metadata:
  annotations:
    cluster-autoscaler.kubernetes.io/enable-ds-eviction: \"true\"
spec:
  template:
    metadata:
      labels: {app: log-shipper}
",
        good: "
kind: DaemonSet
spec:
  template:
    metadata:
      labels: {app: log-shipper}
      annotations:
        cluster-autoscaler.kubernetes.io/enable-ds-eviction: \"true\"
",
        links: &[
            "https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        ],
    },
    check: Check::DaemonSet(check),
};

const OF_PODS: [&str; 2] =
    ["cluster-autoscaler.kubernetes.io/enable-ds-eviction", "cluster-autoscaler.kubernetes.io/safe-to-evict"];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let template = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.annotations.as_ref());
    for key in cx.daemon_set.metadata.annotations.iter().flatten().map(|(key, _)| key.as_str()) {
        if !OF_PODS.contains(&key) || template.is_some_and(|annotations| annotations.contains_key(key)) {
            continue;
        }
        let path = FieldPath::parse("metadata.annotations").entry(key);
        let name = key.split_once('/').map_or(key, |(_, name)| name);
        out.report(cx.at_key(&path), format!("{name} has no effect on the DaemonSet itself"))
            .label(
                cx.object.key_span_of(&FieldPath::parse("spec.template.metadata")),
                "the autoscaler reads it here",
            )
            .help("move it to spec.template.metadata.annotations: the autoscaler reads it from pods")
            .fix(
                Applicability::Unsafe,
                "move it to the template",
                cx.move_and_prune(&[path], &FieldPath::parse("spec.template.metadata.annotations")),
            );
    }
}
