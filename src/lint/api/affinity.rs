//! Affinity to nodes and to pods.

use k8s_openapi::api::core::v1::{
    NodeAffinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, WeightedPodAffinityTerm,
};

use super::names::Form;
use super::selectors::unknown_operator;
use super::sink::shown;
use super::{Sink, selectors};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// `validateAffinity` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let Some(affinity) = &cx.pod.affinity else { return };
    let path = FieldPath::parse("spec.template.spec.affinity");
    if let Some(node) = &affinity.node_affinity {
        node_affinity(node, &path.clone().key("nodeAffinity"), sink);
    }
    if let Some(pods) = &affinity.pod_affinity {
        let path = path.clone().key("podAffinity");
        terms(pods.required_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
        weighted(pods.preferred_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
    }
    if let Some(pods) = &affinity.pod_anti_affinity {
        let path = path.key("podAntiAffinity");
        terms(pods.required_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
        weighted(pods.preferred_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
    }
}

/// `ValidateNodeSelector` and `ValidatePreferredSchedulingTerms`. Values must be legal in required terms only, since 1.33.
fn node_affinity(node: &NodeAffinity, path: &FieldPath, sink: &mut Sink<'_>) {
    if let Some(required) = &node.required_during_scheduling_ignored_during_execution {
        let path = path.clone().key(REQUIRED).key("nodeSelectorTerms");
        if required.node_selector_terms.is_empty()
            && let Some(fault) = sink.required(path.clone())
        {
            fault.help("write a term, or remove the affinity");
        }
        for (index, term) in required.node_selector_terms.iter().enumerate() {
            node_term(term, true, &path.clone().index(index), sink);
        }
    }
    let preferred = node.preferred_during_scheduling_ignored_during_execution.iter().flatten();
    for (index, term) in preferred.enumerate() {
        let path = path.clone().key(PREFERRED).index(index);
        sink.range(path.clone().key("weight"), Some(term.weight.into()), 1, 100);
        node_term(&term.preference, false, &path.key("preference"), sink);
    }
}

fn node_term(term: &NodeSelectorTerm, is_required: bool, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, requirement) in term.match_expressions.iter().flatten().enumerate() {
        expression(requirement, is_required, &path.clone().key("matchExpressions").index(index), sink);
    }
    for (index, requirement) in term.match_fields.iter().flatten().enumerate() {
        field(requirement, &path.clone().key("matchFields").index(index), sink);
    }
}

/// `ValidateNodeSelectorRequirement`.
fn expression(
    requirement: &NodeSelectorRequirement,
    is_required: bool,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let NodeSelectorRequirement { key, operator, values } = requirement;
    let values = values.as_deref().unwrap_or_default();
    sink.name(path.clone().key("key"), key, Form::Key);
    let at = path.clone().key("values");
    match operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            if let Some(fault) = sink.required(at.clone()) {
                fault.help(format!("list values, or write {}", without_values(operator)));
            }
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            sink.invalid(at.clone(), format!("not with {operator}"))
                .help("remove the values, or write In or NotIn");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            sink.invalid(at.clone(), format!("{operator} takes one value"))
                .help("write one whole number, in quotes");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => unknown_operator(other, path, &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"], sink),
    }
    for (index, value) in values.iter().enumerate().filter(|_| is_required) {
        sink.form(at.clone().index(index), value, Form::Value);
    }
}

/// The operator that asks the same of the key, whatever its value.
fn without_values(operator: &str) -> &'static str {
    if operator == "In" { "Exists" } else { "DoesNotExist" }
}

/// `ValidateNodeFieldSelectorRequirement`.
fn field(requirement: &NodeSelectorRequirement, path: &FieldPath, sink: &mut Sink<'_>) {
    let NodeSelectorRequirement { key, operator, values } = requirement;
    let values = values.as_deref().unwrap_or_default();
    let is_known = matches!(operator.as_str(), "In" | "NotIn");
    if !is_known {
        unknown_operator(operator, path, &["In", "NotIn"], sink);
    } else if values.len() != 1 {
        sink.invalid(path.clone().key("values"), "takes one name").help("write a term for each node");
    }
    sink.word(path.clone().key("key"), Some(key), &["metadata.name"]);
    if key == "metadata.name" {
        for (index, name) in values.iter().enumerate() {
            sink.name(path.clone().key("values").index(index), name, Form::Subdomain);
        }
    }
}

fn weighted(list: Option<&[WeightedPodAffinityTerm]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, term) in list.iter().copied().flatten().enumerate() {
        let path = path.clone().key(PREFERRED).index(index);
        sink.range(path.clone().key("weight"), Some(term.weight.into()), 1, 100);
        pod_term(&term.pod_affinity_term, &path.key("podAffinityTerm"), sink);
    }
}

fn terms(list: Option<&[PodAffinityTerm]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, term) in list.iter().copied().flatten().enumerate() {
        pod_term(term, &path.clone().key(REQUIRED).index(index), sink);
    }
}

/// `validatePodAffinityTerm`; of namespaces the server names the singular.
fn pod_term(term: &PodAffinityTerm, path: &FieldPath, sink: &mut Sink<'_>) {
    let key = path.clone().key("topologyKey");
    if sink.text(key.clone(), &term.topology_key) {
        sink.form(key, &term.topology_key, Form::Key);
    }
    for (index, namespace) in term.namespaces.iter().flatten().enumerate() {
        if !Form::Label.fits(namespace) && !has_placeholder(namespace) {
            sink.invalid(path.clone().key("namespace"), format!("{} cannot be a name", shown(namespace)))
                .at(path.clone().key("namespaces").index(index))
                .help(Form::Label.advice());
        }
    }
    selectors::check(term.label_selector.as_ref(), &path.clone().key("labelSelector"), sink);
    selectors::check(term.namespace_selector.as_ref(), &path.clone().key("namespaceSelector"), sink);
    selectors::label_keys(
        term.match_label_keys.as_deref(),
        term.mismatch_label_keys.as_deref(),
        term.label_selector.as_ref(),
        path,
        sink,
    );
}
