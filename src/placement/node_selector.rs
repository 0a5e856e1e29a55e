//! Which nodes a pod asks for: the `nodeSelector` map and the required node affinity.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use k8s_openapi::api::core::v1 as api;

use super::requirement::{FieldRequirement, Requirement, RequirementError, Unmet};

/// Why a term does not match a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TermFailure {
    /// The term asks for nothing; upstream drops it, so it matches nothing.
    Empty,
    /// Requirements that cannot be built; the term never matches.
    Invalid(Vec<RequirementError>),
    /// Requirements that the node does not meet.
    Unmet(Vec<Unmet>),
}

impl fmt::Display for TermFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty term matches nothing"),
            Self::Invalid(errors) => write_joined(f, errors),
            Self::Unmet(unmet) => write_joined(f, unmet),
        }
    }
}

fn write_joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        write!(f, "{separator}{item}")?;
    }
    Ok(())
}

/// A term of the required node affinity; all of its requirements must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NodeSelectorTerm {
    expressions: Vec<Requirement>,
    fields: Vec<FieldRequirement>,
    /// Not empty: the term is spoilt and matches nothing.
    errors: Vec<RequirementError>,
}

impl From<&api::NodeSelectorTerm> for NodeSelectorTerm {
    fn from(term: &api::NodeSelectorTerm) -> Self {
        let mut parsed = Self { expressions: Vec::new(), fields: Vec::new(), errors: Vec::new() };
        for written in term.match_expressions.iter().flatten() {
            let values = written.values.as_deref().unwrap_or_default();
            match Requirement::new(&written.key, &written.operator, values) {
                Ok(requirement) => parsed.expressions.push(requirement),
                Err(error) => parsed.errors.push(error),
            }
        }
        for written in term.match_fields.iter().flatten() {
            match FieldRequirement::new(written) {
                Ok(requirement) => parsed.fields.push(requirement),
                Err(error) => parsed.errors.push(error),
            }
        }
        parsed
    }
}

impl NodeSelectorTerm {
    /// Whether the term has no requirement at all, and so matches nothing.
    pub fn is_empty(&self) -> bool {
        self.expressions.is_empty() && self.fields.is_empty() && self.errors.is_empty()
    }

    /// The requirements on labels.
    pub(super) fn expressions(&self) -> &[Requirement] {
        &self.expressions
    }

    /// The requirements on fields.
    pub(super) fn fields(&self) -> &[FieldRequirement] {
        &self.fields
    }

    /// What keeps the term from ever matching.
    pub fn errors(&self) -> &[RequirementError] {
        &self.errors
    }

    /// Whether a node matches (`nodeSelectorTerm.match` in component-helpers `nodeaffinity.go`, 1.34 to 1.36).
    ///
    /// A node without a name (`""`) is not held against `matchFields`.
    pub fn matches(&self, labels: &BTreeMap<String, String>, node_name: &str) -> bool {
        !self.is_empty()
            && self.errors.is_empty()
            && self.expressions.iter().all(|requirement| requirement.matches(labels))
            && (node_name.is_empty() || self.fields.iter().all(|requirement| requirement.matches(node_name)))
    }

    /// Why a node does not match, or `None` if it does.
    pub fn failure(&self, labels: &BTreeMap<String, String>, node_name: &str) -> Option<TermFailure> {
        if self.is_empty() {
            return Some(TermFailure::Empty);
        }
        if !self.errors.is_empty() {
            return Some(TermFailure::Invalid(self.errors.clone()));
        }
        let fields = if node_name.is_empty() { &[][..] } else { &self.fields };
        let unmet: Vec<_> = self
            .expressions
            .iter()
            .filter_map(|requirement| requirement.unmet(labels))
            .chain(fields.iter().filter_map(|requirement| requirement.unmet(node_name)))
            .collect();
        (!unmet.is_empty()).then_some(TermFailure::Unmet(unmet))
    }
}

/// The `nodeSelector` map and the required node affinity of a pod; a node must satisfy both.
///
/// `GetRequiredNodeAffinity` in component-helpers `scheduling/corev1/nodeaffinity/nodeaffinity.go`, 1.34 to 1.36.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NodeSelector {
    /// In the order of the keys; most pods have none or one, for which a map takes ten times the room.
    pairs: Vec<(String, String)>,
    /// `None`: no required affinity. An empty list matches nothing.
    terms: Option<Vec<NodeSelectorTerm>>,
}

impl From<&api::PodSpec> for NodeSelector {
    fn from(spec: &api::PodSpec) -> Self {
        let required = spec
            .affinity
            .as_ref()
            .and_then(|affinity| affinity.node_affinity.as_ref())
            .and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
        Self {
            pairs: spec.node_selector.clone().into_iter().flatten().collect(),
            terms: required
                .map(|selector| selector.node_selector_terms.iter().map(NodeSelectorTerm::from).collect()),
        }
    }
}

impl NodeSelector {
    /// The pairs of `nodeSelector`.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The terms of the required affinity in order; `None` if there is no required affinity.
    pub fn terms(&self) -> Option<&[NodeSelectorTerm]> {
        self.terms.as_deref()
    }

    /// Whether a node satisfies both parts (`RequiredNodeAffinity.Match` of the same file).
    pub fn matches(&self, labels: &BTreeMap<String, String>, node_name: &str) -> bool {
        self.differing(labels).next().is_none() && self.matches_terms(labels, node_name)
    }

    /// The pairs of `nodeSelector` that a node does not have: key, wanted value, and what it has in place of it.
    pub fn differing<'a>(
        &'a self,
        labels: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)> {
        self.pairs.iter().filter_map(|(key, wanted)| {
            let found = labels.get(key).map(String::as_str);
            (found != Some(wanted)).then_some((key.as_str(), wanted.as_str(), found))
        })
    }

    /// Whether a node matches one of the terms, or there is no required affinity.
    pub fn matches_terms(&self, labels: &BTreeMap<String, String>, node_name: &str) -> bool {
        self.terms.as_ref().is_none_or(|terms| terms.iter().any(|term| term.matches(labels, node_name)))
    }

    /// Why each term failed, in the order of the terms; the list is empty if there are no terms to match.
    pub fn check_terms(
        &self,
        labels: &BTreeMap<String, String>,
        node_name: &str,
    ) -> Result<(), Vec<TermFailure>> {
        if self.matches_terms(labels, node_name) {
            return Ok(());
        }
        Err(self.terms.iter().flatten().filter_map(|term| term.failure(labels, node_name)).collect())
    }

    /// The keys of all labels that the answer depends on.
    pub fn label_keys(&self) -> BTreeSet<&str> {
        let expressions = self.terms.iter().flatten().flat_map(|term| &term.expressions);
        self.pairs.iter().map(|(key, _)| key.as_str()).chain(expressions.map(Requirement::key)).collect()
    }

    /// The node names that the answer depends on: nodes with any other name fare alike.
    pub fn names_mentioned(&self) -> BTreeSet<&str> {
        let fields = self.terms.iter().flatten().flat_map(|term| &term.fields);
        fields.filter_map(FieldRequirement::name).collect()
    }

    /// The values that the answer compares a label with; any other value fares like any other.
    pub fn values_of(&self, key: &str) -> BTreeSet<&str> {
        let expressions = self.terms.iter().flatten().flat_map(|term| &term.expressions);
        let values = expressions.filter(|requirement| requirement.key() == key).flat_map(Requirement::values);
        let pairs = self.pairs.iter().filter(|(name, _)| name == key).map(|(_, value)| value.as_str());
        pairs.chain(values).collect()
    }
}
