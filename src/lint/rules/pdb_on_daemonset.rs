//! pdb-on-daemonset: a disruption budget that cannot count the pods of a DaemonSet.

use std::collections::BTreeMap;

use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::lint::cluster::selected_workloads::{ByLabel, is_selected};
use crate::lint::prelude::*;
use crate::manifest::Object;

pub(super) static RULE: Rule = Rule {
    id: "pdb-on-daemonset",
    summary: "a PodDisruptionBudget selects the pods of a DaemonSet",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A PodDisruptionBudget of the run selects the pods of a DaemonSet in its namespace, with maxUnavailable or with a percentage. An
integer minAvailable is a note: it is the only form that works, and it still says little.",
        why: "\
For maxUnavailable and for percentages the disruption controller must know how many pods there should be, and asks the scale of
the controller that owns them. A DaemonSet has no scale. The budget then fails (`SyncFailed: daemonsets.apps does not implement
the scale subresource`) and allows no disruption at all, so that everything that evicts waits for ever: the descheduler,
autoscalers told to evict DaemonSet pods, `kubectl drain` of tools that do not skip them. Operators that created such budgets
have blocked node upgrades. What people hope for they do not get: neither the rolling update of the DaemonSet nor the deletion of
a node asks a budget.",
        remedy: "\
Delete the budget: drain and the cluster autoscaler leave DaemonSet pods alone, and updateStrategy limits rollouts. If something
in the cluster does evict these pods, an integer minAvailable works, but has to follow the number of nodes. If other pods are
meant, make the selector narrower.",
        bad: "
kind: PodDisruptionBudget
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: node-agent}
",
        good: "
kind: DaemonSet
spec:
  updateStrategy:
    rollingUpdate: {maxUnavailable: 1}
",
        links: &[
            "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors",
            "https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/",
        ],
    },
    check: Check::Run(check),
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let by_label = ByLabel::of_namespaces(cx, |workload| cx.set.objects[workload].is_daemon_set());
    for (index, object, budget) in cx.set.typed::<PodDisruptionBudget>("policy", "PodDisruptionBudget") {
        let Some(spec) = &budget.spec else { continue };
        let Some(selector) = spec.selector.as_ref().filter(|selector| counts(object, selector)) else {
            continue;
        };
        let Some(near) = by_label.get(&object.id.namespace.as_deref()) else { continue };
        let is_counted = |daemon_set: &&usize| is_selected(cx, selector, **daemon_set);
        let Some(daemon_set) = near.candidates(selector).iter().find(is_counted) else { continue };
        report(&cx.object(&RULE, index), spec, &cx.set.objects[*daemon_set], out);
    }
}

/// Whether the budget counts what its selector matches. An empty selector takes the whole namespace since policy/v1; in
/// v1beta1 it takes nothing.
fn counts(budget: &Object, selector: &LabelSelector) -> bool {
    let is_empty = selector.match_labels.as_ref().is_none_or(BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty);
    !is_empty || budget.id.api_version == "policy/v1"
}

fn report(cx: &Context<'_>, spec: &PodDisruptionBudgetSpec, daemon_set: &Object, out: &mut Findings) {
    let name = daemon_set.id.name.as_deref().unwrap_or("(no name)");
    let path = FieldPath::parse("spec");
    let finding = match (&spec.max_unavailable, &spec.min_available) {
        (Some(_), _) => out
            .report(
                cx.at(&path.key("maxUnavailable")),
                format!("maxUnavailable cannot be counted for DaemonSet {name}"),
            )
            .help("delete the budget: a DaemonSet has no scale, so it allows no eviction at all"),
        (None, Some(IntOrString::String(text))) if text.ends_with('%') => out
            .report(
                cx.at(&path.key("minAvailable")),
                format!("a percentage cannot be counted for DaemonSet {name}"),
            )
            .help("delete the budget: a DaemonSet has no scale, so it allows no eviction at all"),
        (None, Some(_)) => out
            .report(
                cx.at(&path.key("minAvailable")),
                format!("a disruption budget for DaemonSet {name}, which drains pass over"),
            )
            .severity(Severity::Note)
            .help("delete it unless something evicts these pods; updateStrategy limits rollouts"),
        (None, None) => return,
    };
    if daemon_set.file == cx.object.file {
        let labels = FieldPath::parse("spec.template.metadata.labels");
        finding.label(daemon_set.key_span_of(&labels), "the selector matches these pods");
    }
}
