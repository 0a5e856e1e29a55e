//! The fields of a resource, whatever their case, and which of them are not known yet.

use crate::inventory::formats::document::decode;
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{Labels, TaintFields};
use crate::inventory::pool::{LabelValues, NodePool};
use crate::yaml::{List, Node, Number, Value};

/// How the names of fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Case {
    /// `node_config`, as in Terraform.
    Snake,
    /// `nodeConfig`, as in objects of Kubernetes.
    Camel,
}

/// A mapping of fields. Readers name fields in snake case.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Block<'a> {
    known: Node<'a>,
    /// Terraform's `after_unknown`: the same shape, with `true` for what is known after the apply only.
    unknown: Option<Node<'a>>,
    case: Case,
}

impl<'a> Block<'a> {
    pub(in super::super) fn new(known: Node<'a>, unknown: Option<Node<'a>>, case: Case) -> Self {
        Self { known, unknown, case }
    }

    pub(super) fn case(&self) -> Case {
        self.case
    }

    /// The value of a field; `None` if it is null, which is how unset fields are written.
    fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = match self.case {
            Case::Snake => self.known.get(key),
            Case::Camel => self.known.get(&camel(key)),
        };
        value.filter(|value| !value.is_null())
    }

    /// A text that is not empty.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
    }

    /// A whole number that is not negative.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        match self.get(key)?.value {
            Value::Number(Number::Int(number)) => u64::try_from(number).ok(),
            Value::Number(Number::Uint(number)) => Some(number),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|node| node.value), Some(Value::Bool(true)))
    }

    /// A list of texts; empty if it is not there.
    pub(super) fn texts(&self, key: &str) -> Vec<&'a str> {
        let items = self.get(key).and_then(Node::as_list).unwrap_or_default();
        items.iter().filter_map(Node::as_str).collect()
    }

    /// Blocks of a name: a list of mappings, or one mapping.
    pub(super) fn blocks(&self, key: &str) -> Vec<Block<'a>> {
        let Some(known) = self.get(key) else { return Vec::new() };
        let unknown = self.unknown_at(key);
        let Some(items) = known.as_list() else { return vec![Self { known, unknown, ..*self }] };
        let unknown_items = unknown.and_then(Node::as_list).unwrap_or_default();
        let items = items.iter().enumerate().filter(|(_, item)| !item.is_null());
        items.map(|(at, known)| Self { known, unknown: unknown_items.get(at), ..*self }).collect()
    }

    /// The block of a name that occurs at most once.
    pub(super) fn block(&self, key: &str) -> Option<Block<'a>> {
        self.blocks(key).into_iter().next()
    }

    /// A text in a block: `["node_config", "machine_type"]`.
    pub(super) fn text_at(&self, block: &str, key: &str) -> Option<&'a str> {
        self.block(block)?.text(key)
    }

    /// Whether the value, or a part of it, is known after the apply only.
    pub(super) fn is_unknown(&self, key: &str) -> bool {
        self.unknown_at(key).is_some_and(holds_true)
    }

    fn unknown_at(&self, key: &str) -> Option<Node<'a>> {
        self.unknown.and_then(|unknown| unknown.get(key))
    }

    /// Adds the labels of a field to a pool; of one whose value is not known yet the key alone.
    pub(super) fn labels_into(&self, key: &str, pool: &mut NodePool) -> Result<(), Fault> {
        if let Some(labels) = self.get(key) {
            pool.add_labels(&decode::<Labels>(labels)?);
        }
        match self.unknown_at(key).map(|unknown| unknown.value) {
            Some(Value::Bool(true)) => pool.unknown.labels = true,
            Some(Value::Map(map)) => {
                let keys = map.entries.iter().filter(|entry| holds_true(entry.value));
                pool.labels.extend(keys.map(|entry| (entry.key.to_owned(), LabelValues::any())));
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the taints of blocks with `key`, `value` and `effect` to a pool.
    pub(super) fn taints_into(&self, key: &str, pool: &mut NodePool) -> Result<(), Fault> {
        if self.is_unknown(key) {
            pool.unknown.taints = true;
        }
        for block in self.blocks(key) {
            // An effect or a key that is not known yet leaves nothing to judge.
            if ["key", "effect"].iter().any(|field| block.is_unknown(field)) {
                continue;
            }
            pool.add_taints([decode::<TaintFields>(block.known)?.0]);
        }
        Ok(())
    }

    /// The place and text of each element of a list of texts.
    pub(super) fn text_nodes(&self, key: &str) -> List<'a> {
        self.get(key).and_then(Node::as_list).unwrap_or_default()
    }
}

fn holds_true(node: Node<'_>) -> bool {
    match node.value {
        Value::Bool(value) => value,
        Value::List(items) => items.iter().any(holds_true),
        Value::Map(map) => map.entries.iter().any(|entry| holds_true(entry.value)),
        _ => false,
    }
}

/// `node_config` as `nodeConfig`.
fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.extend(letters);
    }
    camel
}
