//! What the scheduler reads, affinity and tolerations apart.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::TopologySpreadConstraint;

use super::names::Form;
use super::sink::shown;
use super::{Sink, metadata, selectors};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `ValidatePodSpec` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let field = |name: &'static str| spec.clone().key(name);
    let pod = cx.pod;
    metadata::labels(pod.node_selector.as_ref(), &field("nodeSelector"), sink);
    let names = [
        ("nodeName", &pod.node_name),
        ("serviceAccountName", &pod.service_account_name),
        ("priorityClassName", &pod.priority_class_name),
    ];
    for (name, text) in names {
        sink.form(field(name), text.as_deref().unwrap_or_default(), Form::Subdomain);
    }
    if let Some(class) = &pod.runtime_class_name {
        sink.name(field("runtimeClassName"), class, Form::Subdomain);
    }
    let policies = ["PreemptLowerPriority", "Never"];
    sink.word(field("preemptionPolicy"), pod.preemption_policy.as_deref(), &policies);
    for (index, gate) in pod.readiness_gates.iter().flatten().enumerate() {
        let path = field("readinessGates").index(index).key("conditionType");
        sink.name(path, &gate.condition_type, Form::Key);
    }
    service_account(cx, sink);
    gates(cx, sink);
    spread(pod.topology_spread_constraints.as_deref(), &field("topologySpreadConstraints"), sink);
}

/// The old name of the field counts where the new one is missing (`SetDefaults_PodSpec`).
fn service_account(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let is_given = cx.pod.service_account_name.as_ref().is_some_and(|name| !name.is_empty());
    let Some(old) = cx.pod.service_account.as_deref().filter(|old| !is_given && !old.is_empty()) else {
        return;
    };
    if !Form::Subdomain.fits(old) && !has_placeholder(old) {
        let path = FieldPath::parse("spec.template.spec.serviceAccount");
        sink.invalid(path, format!("{} cannot be a name", shown(old)))
            .named("spec.template.spec.serviceAccountName")
            .help(Form::Subdomain.advice());
    }
}

fn gates(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let list = FieldPath::parse("spec.template.spec.schedulingGates");
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, gate) in cx.pod.scheduling_gates.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        let name = path.clone().key("name");
        if gate.name.is_empty() || !Form::Key.fits(&gate.name) && !has_placeholder(&gate.name) {
            sink.invalid(path.clone(), format!("{:?} cannot be a name", gate.name))
                .at(name)
                .help(Form::Key.advice());
        }
        if let Some(first) = known.get(gate.name.as_str()) {
            sink.invalid(path, format!("a second gate {}", gate.name)).other(first.clone(), "the first one");
        } else {
            known.insert(&gate.name, path);
        }
    }
}

/// `validateTopologySpreadConstraints` in `pkg/apis/core/validation/validation.go`, 1.34.
fn spread(list: Option<&[TopologySpreadConstraint]>, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut known: BTreeMap<(&str, &str), FieldPath> = BTreeMap::new();
    for (index, constraint) in list.iter().copied().flatten().enumerate() {
        let path = path.clone().index(index);
        let field = |name: &'static str| path.clone().key(name);
        sink.range(field("maxSkew"), Some(constraint.max_skew.into()), 1, i64::MAX);
        sink.text(field("topologyKey"), &constraint.topology_key);
        let when = constraint.when_unsatisfiable.as_str();
        if sink.text(field("whenUnsatisfiable"), when) {
            sink.one_of(field("whenUnsatisfiable"), Some(when), &["DoNotSchedule", "ScheduleAnyway"]);
        }
        sink.range(field("minDomains"), constraint.min_domains.map(i64::from), 1, i64::MAX);
        if constraint.min_domains.is_some() && when != "DoNotSchedule" {
            sink.invalid(field("minDomains"), format!("not with {when}"))
                .help("remove it, or write DoNotSchedule");
        }
        let policies = ["Honor", "Ignore"];
        sink.word(field("nodeAffinityPolicy"), constraint.node_affinity_policy.as_deref(), &policies);
        sink.word(field("nodeTaintsPolicy"), constraint.node_taints_policy.as_deref(), &policies);
        selectors::check(constraint.label_selector.as_ref(), &field("labelSelector"), sink);
        selectors::label_keys(
            constraint.match_label_keys.as_deref(),
            None,
            constraint.label_selector.as_ref(),
            &path,
            sink,
        );
        let pair = (constraint.topology_key.as_str(), when);
        if let Some(first) = known.get(&pair) {
            sink.invalid(path, format!("a second constraint for {} and {}", pair.0, pair.1))
                .other(first.clone(), "the first one");
        } else {
            known.insert(pair, path);
        }
    }
}
