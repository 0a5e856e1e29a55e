//! What a pod asks of its node, requirement by requirement, as it is written.

use k8s_openapi::api::core::v1::{NodeSelectorRequirement, NodeSelectorTerm, PodSpec};

use super::node_scope::{required_terms, required_terms_path};
use crate::lint::engine::context::Context;
use crate::lint::engine::finding::Place;
use crate::yaml::FieldPath;
use crate::yaml::edit::Patch;

/// A requirement on a label: an entry of `nodeSelector`, or an expression of a required term.
#[derive(Clone, Debug)]
pub(crate) struct Constraint<'a> {
    /// The entry or the expression.
    pub(crate) path: FieldPath,
    /// The label.
    pub(crate) key: &'a str,
    /// The operator; `In` for an entry of `nodeSelector`.
    pub(crate) operator: &'a str,
    /// The values.
    pub(crate) values: Vec<&'a str>,
    /// The required term that it stands in; none in `nodeSelector`.
    pub(crate) term: Option<usize>,
}

impl Constraint<'_> {
    /// Where the key is written.
    pub(crate) fn key_place(&self, cx: &Context<'_>) -> Place {
        match self.term {
            None => cx.at_key(&self.path),
            Some(_) => cx.at(&self.path.clone().key("key")),
        }
    }

    /// Where a value is written.
    pub(crate) fn value_place(&self, cx: &Context<'_>, index: usize) -> Place {
        match self.term {
            None => cx.at(&self.path),
            Some(_) => cx.at(&self.path.clone().key("values").index(index)),
        }
    }

    /// The same requirement of another label.
    pub(crate) fn with_key(&self, cx: &Context<'_>, key: &str) -> Option<Patch> {
        match self.term {
            None => cx.rename(&self.path, key),
            Some(_) => cx.set(&self.path.clone().key("key"), key),
        }
    }

    /// The same requirement with another value.
    pub(crate) fn with_value(&self, cx: &Context<'_>, index: usize, value: &str) -> Option<Patch> {
        let path = match self.term {
            None => self.path.clone(),
            Some(_) => self.path.clone().key("values").index(index),
        };
        // A text, were it all digits.
        cx.set(&path, &format!("{value:?}"))
    }

    /// Whether it asks for nodes that have the label, as opposed to those without it or without a value.
    pub(crate) fn is_positive(&self) -> bool {
        !matches!(self.operator, "NotIn" | "DoesNotExist")
    }
}

/// Everything that a pod requires of labels: `nodeSelector` first, then the required terms.
pub(crate) fn constraints(pod: &PodSpec) -> Vec<Constraint<'_>> {
    let mut all = selector_constraints(pod);
    all.extend(
        required_terms(pod).iter().enumerate().flat_map(|(index, term)| term_constraints(index, term)),
    );
    all
}

/// The entries of `nodeSelector`.
pub(crate) fn selector_constraints(pod: &PodSpec) -> Vec<Constraint<'_>> {
    let path = FieldPath::parse("spec.template.spec.nodeSelector");
    let pairs = pod.node_selector.iter().flatten();
    let pairs = pairs.map(|(key, value)| Constraint {
        path: path.clone().entry(key),
        key,
        operator: "In",
        values: vec![value],
        term: None,
    });
    pairs.collect()
}

/// The expressions of the required term with this index.
pub(crate) fn term_constraints(index: usize, term: &NodeSelectorTerm) -> Vec<Constraint<'_>> {
    let path = required_terms_path().index(index).key("matchExpressions");
    let expressions = term.match_expressions.iter().flatten().enumerate();
    expressions.map(|(at, written)| expression(path.clone().index(at), written, index)).collect()
}

fn expression(path: FieldPath, written: &NodeSelectorRequirement, term: usize) -> Constraint<'_> {
    Constraint {
        path,
        key: &written.key,
        operator: &written.operator,
        values: written.values.iter().flatten().map(String::as_str).collect(),
        term: Some(term),
    }
}
