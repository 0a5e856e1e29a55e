//! A collection that is being read, and how its keys meet.

use std::collections::HashMap;

use super::document::SyntaxError;
use super::node::{Entry, Mapping, Node, Shadowed, Style, Value};
use super::span::Span;
use super::syntax;

/// From this many entries on, keys are found through an index.
const INDEXED: usize = 24;

/// A collection whose end has not been read.
pub(super) struct Frame {
    pub(super) content: Content,
    pub(super) style: Style,
    /// The anchor it carries, 0 for none.
    pub(super) anchor: usize,
    pub(super) start: usize,
    /// The end of its last part so far.
    pub(super) end: usize,
    /// Collections on the longest way down from it, itself not included.
    pub(super) depth: usize,
    /// How many values had been read before it.
    pub(super) nodes_before: usize,
}

/// What a collection holds so far.
pub(super) enum Content {
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, and the key that waits for its value.
    Map { entries: Entries, key: Option<Key> },
}

/// A key that waits for its value.
pub(super) enum Key {
    /// `<<`
    Merge(Span),
    /// Any other key.
    Named { name: String, span: Span, style: Style },
}

/// A mapping that knows its keys.
#[derive(Default)]
pub(super) struct Entries {
    mapping: Mapping,
    index: HashMap<String, usize>,
}

impl Content {
    pub(super) fn map() -> Self {
        Self::Map { entries: Entries::default(), key: None }
    }

    /// Adds an element, or the value of the key that waits.
    pub(super) fn add(&mut self, node: Node) -> Result<(), SyntaxError> {
        match self {
            Self::List(items) => items.push(node),
            Self::Map { entries, key } => match key.take() {
                Some(Key::Merge(span)) => entries.merge(node, span)?,
                Some(Key::Named { name, span, style }) => {
                    entries.insert(Entry {
                        key: name,
                        key_span: span,
                        key_style: style,
                        value: node,
                        merged: None,
                    });
                }
                None => {}
            },
        }
        Ok(())
    }

    /// The finished collection.
    pub(super) fn value(self) -> Value {
        match self {
            Self::List(items) => Value::List(items),
            Self::Map { entries, .. } => Value::Map(entries.mapping),
        }
    }
}

impl Entries {
    /// Merges what stands behind `<<`: a mapping, or a sequence of mappings of which the first has the last word.
    fn merge(&mut self, node: Node, at: Span) -> Result<(), SyntaxError> {
        let Node { value, alias, span, .. } = node;
        match value {
            Value::Map(mapping) => self.merge_mapping(mapping, at, alias),
            Value::List(items) if alias.is_none() => {
                for item in items.into_iter().rev() {
                    let Value::Map(mapping) = item.value else {
                        return Err(syntax::not_mergeable(item.alias.unwrap_or(item.span)));
                    };
                    self.merge_mapping(mapping, at, item.alias);
                }
            }
            _ => return Err(syntax::not_mergeable(alias.unwrap_or(span))),
        }
        Ok(())
    }

    fn merge_mapping(&mut self, mapping: Mapping, at: Span, alias: Option<Span>) {
        for mut entry in mapping.entries {
            entry.merged = Some(at);
            entry.value.alias = entry.value.alias.or(alias);
            self.insert(entry);
        }
    }

    /// Adds an entry; one with the same key before it gives way, and is kept aside unless it was merged in.
    fn insert(&mut self, entry: Entry) {
        let Some(at) = self.position(&entry.key) else {
            if self.mapping.entries.len() >= INDEXED {
                self.index_all();
                self.index.insert(entry.key.clone(), self.mapping.entries.len());
            }
            self.mapping.entries.push(entry);
            return;
        };
        let by = entry.merged.unwrap_or(entry.key_span);
        let Some(slot) = self.mapping.entries.get_mut(at) else { return };
        let earlier = std::mem::replace(slot, entry);
        if earlier.merged.is_none() {
            self.mapping.shadowed.push(Shadowed { entry: earlier, by });
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.mapping.entries.iter().position(|entry| entry.key == key);
        }
        self.index.get(key).copied()
    }

    fn index_all(&mut self) {
        if self.index.is_empty() {
            let keys = self.mapping.entries.iter().map(|entry| entry.key.clone());
            self.index = keys.enumerate().map(|(at, key)| (key, at)).collect();
        }
    }
}
