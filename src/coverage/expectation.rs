//! What people declare about the nodes of a DaemonSet.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::pool::{Matches, selects};
use crate::inventory::NodePool;
use crate::manifest::{ManifestSet, Object};
use crate::placement::{Selector, SelectorError};
use crate::yaml::FieldPath;

/// The annotation that declares the nodes of a DaemonSet.
pub(crate) const EXPECT: &str = "daemonset-lint/expect";

/// Nodes that are spoken of together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeSet {
    /// Every node.
    All,
    /// No node.
    None,
    /// The nodes that a selector matches.
    Matching(Selector),
    /// The nodes that a selector does not match.
    Except(Selector),
}

impl NodeSet {
    /// Whether a node with these labels is one of them.
    pub fn contains(&self, labels: &BTreeMap<String, String>) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Matching(selector) => selector.matches(labels),
            Self::Except(selector) => !selector.matches(labels),
        }
    }

    /// The keys of the labels that decide.
    pub fn label_keys(&self) -> BTreeSet<&str> {
        match self {
            Self::All | Self::None => BTreeSet::new(),
            Self::Matching(selector) | Self::Except(selector) => selector.keys(),
        }
    }

    /// Whether all, some or none of the nodes that a pool may create are among them.
    pub fn of_pool(&self, pool: &NodePool) -> Matches {
        match self {
            Self::All => Matches::All,
            Self::None => Matches::None,
            Self::Matching(selector) => selects(selector, pool),
            Self::Except(selector) => match selects(selector, pool) {
                Matches::All => Matches::None,
                Matches::Some => Matches::Some,
                Matches::None => Matches::All,
            },
        }
    }
}

impl fmt::Display for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all nodes"),
            Self::None => f.write_str("no node"),
            Self::Matching(selector) => write!(f, "nodes with {selector}"),
            Self::Except(selector) => write!(f, "nodes without {selector}"),
        }
    }
}

impl FromStr for NodeSet {
    type Err = SelectorError;

    /// `all`, `none` or a label selector.
    fn from_str(text: &str) -> Result<Self, SelectorError> {
        match text.trim() {
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            _ => Ok(Self::Matching(text.parse()?)),
        }
    }
}

/// How many of the declared nodes may be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// So many.
    Nodes(usize),
    /// So many in a hundred, rounded down.
    Percent(usize),
}

impl Allowance {
    /// How many of `declared` nodes.
    pub fn of(self, declared: usize) -> usize {
        match self {
            Self::Nodes(nodes) => nodes,
            Self::Percent(percent) => declared.saturating_mul(percent) / 100,
        }
    }
}

/// Nodes on which a DaemonSet must run, and nodes on which it must not; others are left to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    required: NodeSet,
    forbidden: NodeSet,
    allowance: Allowance,
    words: String,
}

impl Expectation {
    /// Exactly the given nodes: those of the annotation.
    pub fn exactly(nodes: NodeSet) -> Self {
        let words = match &nodes {
            NodeSet::Matching(_) => format!("exactly the {nodes}"),
            _ => nodes.to_string(),
        };
        let forbidden = match &nodes {
            NodeSet::All => NodeSet::None,
            NodeSet::None => NodeSet::All,
            NodeSet::Matching(selector) => NodeSet::Except(selector.clone()),
            NodeSet::Except(selector) => NodeSet::Matching(selector.clone()),
        };
        Self { required: nodes, forbidden, allowance: Allowance::Nodes(0), words }
    }

    /// At least `required` without `forbidden`, and never `forbidden`; `none` required forbids all.
    pub fn bounds(required: Option<NodeSet>, forbidden: Option<Selector>, allowance: Allowance) -> Self {
        let words = match (&required, &forbidden) {
            (Some(required), Some(forbidden)) => format!("{required}, never on {forbidden}"),
            (Some(required), None) => required.to_string(),
            (None, Some(forbidden)) => format!("no node with {forbidden}"),
            (None, None) => "any nodes".to_owned(),
        };
        let forbidden = match (&required, forbidden) {
            (Some(NodeSet::None), _) => NodeSet::All,
            (_, Some(selector)) => NodeSet::Matching(selector),
            (_, None) => NodeSet::None,
        };
        Self { required: required.unwrap_or(NodeSet::None), forbidden, allowance, words }
    }

    /// Whether a pod must run on a node with these labels.
    pub fn requires(&self, labels: &BTreeMap<String, String>) -> bool {
        self.required.contains(labels) && !self.forbids(labels)
    }

    /// Whether no pod may run on a node with these labels.
    pub fn forbids(&self, labels: &BTreeMap<String, String>) -> bool {
        self.forbidden.contains(labels)
    }

    /// Whether pods must run on every node that a pool may create.
    pub fn requires_pool(&self, pool: &NodePool) -> bool {
        self.required.of_pool(pool) == Matches::All && self.forbidden.of_pool(pool) == Matches::None
    }

    /// Whether no pod may run on any node that a pool may create.
    pub fn forbids_pool(&self, pool: &NodePool) -> bool {
        self.forbidden.of_pool(pool) == Matches::All
    }

    /// The selectors of the nodes where pods must run, and of those where none may.
    pub(super) fn selectors(&self) -> [Option<&Selector>; 2] {
        [&self.required, &self.forbidden].map(|set| match set {
            NodeSet::Matching(selector) => Some(selector),
            _ => None,
        })
    }

    /// How many of the required nodes may be missed.
    pub fn allowance(&self) -> Allowance {
        self.allowance
    }
}

impl fmt::Display for Expectation {
    /// Reads on from "expected on".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// One declaration about one DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// As written: `all`, `none`, a selector.
    pub text: String,
    /// Who declares it.
    pub by: Declarer,
    /// What it means, or why it means nothing.
    pub expectation: Result<Expectation, SelectorError>,
}

/// Where a declaration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declarer {
    /// In the annotation [`EXPECT`] of the object itself.
    Annotation,
    /// In a config: `file:line`.
    Config(String),
}

/// All declarations of a run, by the index of their object. Each of them counts.
#[derive(Clone, Debug, Default)]
pub struct Expectations(BTreeMap<usize, Vec<Declaration>>);

impl Expectations {
    /// Those that the DaemonSets carry themselves.
    pub fn annotated(set: &ManifestSet) -> Self {
        let mut expectations = Self::default();
        for (index, object) in set.objects.iter().enumerate() {
            if let Some(declaration) = expectation_of(object) {
                expectations.add(index, declaration);
            }
        }
        expectations
    }

    /// Adds a declaration about an object.
    pub fn add(&mut self, object: usize, declaration: Declaration) {
        self.0.entry(object).or_default().push(declaration);
    }

    /// The keys of all node labels that the declarations read.
    pub fn label_keys(&self) -> BTreeSet<&str> {
        let declarations = self.0.values().flatten();
        let expectations = declarations.filter_map(|declaration| declaration.expectation.as_ref().ok());
        let sets = expectations.flat_map(|expectation| [&expectation.required, &expectation.forbidden]);
        sets.flat_map(NodeSet::label_keys).collect()
    }

    /// What is declared about an object.
    pub fn of(&self, object: usize) -> &[Declaration] {
        self.0.get(&object).map_or(&[], Vec::as_slice)
    }
}

/// What a DaemonSet declares about itself in its annotation, if it does.
pub(crate) fn expectation_of(object: &Object) -> Option<Declaration> {
    if !object.is_daemon_set() || !object.may_mention(EXPECT) {
        return None;
    }
    // Without quotes `!key` is a tag and the value is null: declared, though not as meant.
    let text = object.open().node().at(&expect_path())?.as_str().unwrap_or_default().to_owned();
    let expectation = text.parse().map(Expectation::exactly);
    Some(Declaration { text, by: Declarer::Annotation, expectation })
}

/// The path of the annotation [`EXPECT`].
pub(crate) fn expect_path() -> FieldPath {
    FieldPath::parse("metadata.annotations").key(EXPECT)
}
