//! hpa-targets-daemonset: an autoscaler that asks a DaemonSet for more pods.

use std::collections::HashMap;

use crate::lint::cluster::services::{objects_of, text_at};
use crate::lint::prelude::*;
use crate::manifest::Object;

pub(super) static RULE: Rule = Rule {
    id: "hpa-targets-daemonset",
    summary: "a HorizontalPodAutoscaler or ScaledObject targets a DaemonSet",
    category: Category::Workload,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A HorizontalPodAutoscaler (any version of autoscaling), or a ScaledObject of KEDA, names the kind DaemonSet in its
scaleTargetRef. The DaemonSet itself need not be in the run.",
        why: "\
A DaemonSet has no number of replicas and no scale subresource; the nodes decide how many pods there are. The server
accepts the autoscaler all the same, which then fails every 15 seconds, for ever, with the event `FailedGetScale: the
server could not find the requested resource`. Nothing scales under load, and the event is the only sign. KEDA's
operator answers `target resource doesn't expose /scale subresource` and does nothing.",
        remedy: "\
If more load needs more pods, the workload is a Deployment. If it is an agent of each node, remove the autoscaler and
give the pods the resources that a busy node needs; a VerticalPodAutoscaler can target a DaemonSet and finds the
amounts.",
        bad: "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: DaemonSet, name: web}
",
        good: "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
",
        links: &[
            "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#alternatives-to-daemonset",
        ],
    },
    check: Check::Run(check),
};

/// Autoscalers that change a number of replicas, by group and kind.
const SCALERS: [(&str, &str); 2] = [("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject")];

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let scalers = SCALERS.iter().flat_map(|(group, kind)| objects_of(cx.set, group, kind));
    let mut targets: HashMap<_, &Object> = HashMap::new();
    for target in cx.set.daemon_sets() {
        targets
            .entry((target.file, target.id.name.as_deref(), target.id.namespace.as_deref()))
            .or_insert(target);
    }
    for (index, scaler) in scalers {
        if text_at(scaler.node(), "spec.scaleTargetRef.kind") != Some("DaemonSet") {
            continue;
        }
        let path = FieldPath::parse("spec.scaleTargetRef.kind");
        let context = cx.object(&RULE, index);
        let name = text_at(scaler.node(), "spec.scaleTargetRef.name");
        let target = targets.get(&(scaler.file, name, scaler.id.namespace.as_deref()));
        let finding = out
            .report(context.at(&path), "a DaemonSet cannot be scaled: its pods follow the nodes")
            .help("make the target a Deployment, or remove the autoscaler");
        if let Some(target) = target {
            finding.label(target.span_of(&FieldPath::parse("kind")), "the target: one pod a node");
        }
    }
}
