//! Affinity to nodes and to pods.

use k8s_openapi::api::core::v1::{
    NodeAffinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelectorRequirement;

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::pod::placeholder::has_placeholder;
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
    if sink.text(path.clone().key("key"), key) {
        sink.form(path.clone().key("key"), key, Form::Key);
    }
    let at = path.clone().key("values");
    match operator.as_str() {
        // A required In without values is impossible-node-constraints.
        "In" if values.is_empty() && is_required => {}
        "In" | "NotIn" if values.is_empty() => {
            sink.required(at);
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            sink.invalid(at, format!("not with {operator}")).help("remove the values, or write In or NotIn");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            sink.invalid(at, format!("{operator} takes one value")).help("write one whole number, in quotes");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {
            for (index, value) in values.iter().enumerate().filter(|_| is_required) {
                sink.form(at.clone().index(index), value, Form::Value);
            }
        }
        other => unknown_operator(other, path, &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"], sink),
    }
}

fn unknown_operator(operator: &str, path: &FieldPath, known: &[&str], sink: &mut Sink<'_>) {
    let path = path.clone().key("operator");
    if sink.text(path.clone(), operator) {
        sink.one_of(path, Some(operator), known);
    }
}

/// `ValidateNodeFieldSelectorRequirement`.
fn field(requirement: &NodeSelectorRequirement, path: &FieldPath, sink: &mut Sink<'_>) {
    let NodeSelectorRequirement { key, operator, values } = requirement;
    sink.one_of(path.clone().key("key"), Some(key), &["metadata.name"]);
    if !matches!(operator.as_str(), "In" | "NotIn") {
        unknown_operator(operator, path, &["In", "NotIn"], sink);
    }
    match values.as_deref().unwrap_or_default() {
        [name] => sink.form(path.clone().key("values").index(0), name, Form::Subdomain),
        _ => {
            sink.invalid(path.clone().key("values"), "takes one name").help("write a term for each node");
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
    let expressions =
        term.label_selector.iter().flat_map(|selector| selector.match_expressions.iter().flatten());
    for (index, expression) in expressions.enumerate() {
        let path = path.clone().key("labelSelector").key("matchExpressions").index(index);
        label_expression(expression, &path, sink);
    }
}

/// `ValidateLabelSelectorRequirement` in apimachinery `pkg/apis/meta/v1/validation/validation.go`, 1.34.
fn label_expression(requirement: &LabelSelectorRequirement, path: &FieldPath, sink: &mut Sink<'_>) {
    let LabelSelectorRequirement { key, operator, values } = requirement;
    let values = values.as_deref().unwrap_or_default();
    sink.form(path.clone().key("key"), key, Form::Key);
    let at = path.clone().key("values");
    match operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            sink.required(at);
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            sink.invalid(at, format!("not with {operator}")).help("remove the values, or write In or NotIn");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => unknown_operator(other, path, &["In", "NotIn", "Exists", "DoesNotExist"], sink),
    }
}
