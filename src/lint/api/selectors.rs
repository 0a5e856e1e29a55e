//! Selectors of labels, wherever the pod spec has one.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::names::Form;
use super::{Sink, metadata};
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `ValidateLabelSelector` in apimachinery `pkg/apis/meta/v1/validation/validation.go`, 1.37.
pub(super) fn check(selector: Option<&LabelSelector>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(selector) = selector else { return };
    metadata::labels(selector.match_labels.as_ref(), &path.clone().key("matchLabels"), sink);
    for (index, expression) in selector.match_expressions.iter().flatten().enumerate() {
        requirement(expression, &path.clone().key("matchExpressions").index(index), sink);
    }
}

/// `ValidateLabelSelectorRequirement`.
fn requirement(requirement: &LabelSelectorRequirement, path: &FieldPath, sink: &mut Sink<'_>) {
    let LabelSelectorRequirement { key, operator, values } = requirement;
    let values = values.as_deref().unwrap_or_default();
    sink.name(path.clone().key("key"), key, Form::Key);
    let at = path.clone().key("values");
    match operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            sink.required(at.clone());
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            sink.invalid(at.clone(), format!("not with {operator}"))
                .help("remove the values, or write In or NotIn");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => unknown_operator(other, path, &["In", "NotIn", "Exists", "DoesNotExist"], sink),
    }
    for (index, value) in values.iter().enumerate() {
        sink.form(at.clone().index(index), value, Form::Value);
    }
}

/// An operator that is none of the known ones.
pub(super) fn unknown_operator(operator: &str, path: &FieldPath, known: &[&str], sink: &mut Sink<'_>) {
    let path = path.clone().key("operator");
    if sink.text(path.clone(), operator) {
        sink.word(path, Some(operator), known);
    }
}

/// `ValidateMatchLabelKeysAndMismatchLabelKeys` in `pkg/apis/core/validation/validation.go`, 1.37.
///
/// A key of the selector alone may repeat one of the lists; in a pod it may not, since the value of the pod comes into
/// the selector by then: [`pods`](super::pods).
pub(super) fn label_keys(
    matching: Option<&[String]>,
    mismatching: Option<&[String]>,
    selector: Option<&LabelSelector>,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let matching = matching.unwrap_or_default();
    let mismatching = mismatching.unwrap_or_default();
    for (field, keys) in [("matchLabelKeys", matching), ("mismatchLabelKeys", mismatching)] {
        let path = path.clone().key(field);
        if keys.is_empty() {
            continue;
        }
        if selector.is_none() {
            sink.invalid(path, "not without labelSelector").help("add the labelSelector, or remove the keys");
            continue;
        }
        for (index, key) in keys.iter().enumerate() {
            sink.name(path.clone().index(index), key, Form::Key);
        }
    }
    repeated(matching, selector, path, sink);
    let mismatching: BTreeSet<&String> = mismatching.iter().collect();
    for (index, key) in matching.iter().enumerate() {
        if mismatching.contains(key) && !has_placeholder(key) {
            sink.invalid(path.clone().key("matchLabelKeys").index(index), format!("{key} is in both lists"))
                .help("keep it in one of matchLabelKeys and mismatchLabelKeys");
        }
    }
}

/// Of keys that the selector has twice, one may be what the server wrote there for matchLabelKeys.
fn repeated(matching: &[String], selector: Option<&LabelSelector>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(selector) = selector else { return };
    let mut known: BTreeSet<&str> =
        selector.match_labels.iter().flatten().map(|(key, _)| key.as_str()).collect();
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, key) in matching.iter().enumerate() {
        indexes.entry(key).or_insert(index);
    }
    for expression in selector.match_expressions.iter().flatten() {
        let key = expression.key.as_str();
        if let Some(&index) = indexes.get(key).filter(|_| known.contains(key)) {
            sink.invalid(
                path.clone().key("matchLabelKeys").index(index),
                format!("{key} is in the labelSelector, too"),
            )
            .named(path.clone().index(index))
            .help("remove it from one of them");
        }
        known.insert(key);
    }
}
