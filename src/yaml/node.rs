//! Located values: what a YAML or JSON text means to kubectl, with the place of every part.

use std::sync::OnceLock;

use super::path::{FieldPath, Segment};
use super::span::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value as written, without its comments: for a scalar its token (quotes included), for a collection from
    /// the first to the last byte of its content. A value that is not written (`key:`) has the empty span behind the
    /// colon. A value that came through an alias has the span of the *anchored* value.
    pub span: Span,
    /// The meaning.
    pub value: Value,
    /// How it is written.
    pub style: Style,
    /// The `*alias` token through which the value came, if any.
    pub alias: Option<Span>,
}

/// What a node means to kubectl, once go.yaml.in/yaml/v2 has resolved it and JSON has carried it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~`, or nothing.
    Null,
    /// `true`, and the words of YAML 1.1 that mean the same (`yes`, `on`, `y`), or their opposites.
    Bool(bool),
    /// A number, in the spelling in which kubectl sends it on: `0755` is `493`, `1.10` is `1.1`.
    Number(Number),
    /// Text.
    String(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping.
    Map(Mapping),
}

/// A number as kubectl would write it into JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A whole number within 64 bits, signed.
    Int(i64),
    /// A whole number above [`i64::MAX`]. No text yields one: kubectl reads such numbers as floats.
    Uint(u64),
    /// Any other number.
    Float(f64),
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes, or nothing at all.
    Plain,
    /// A scalar in single quotes.
    SingleQuoted,
    /// A scalar in double quotes.
    DoubleQuoted,
    /// A block scalar, `|` or `>`.
    BlockScalar,
    /// A collection in block style, by indentation.
    Block,
    /// A collection in flow style, `[…]` or `{…}`.
    Flow,
}

/// The entries of a mapping in the order in which their keys were first written.
///
/// Of equal keys the last one counts: its entry, key token included, takes the place of the first.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The entries that count.
    pub entries: Vec<Entry>,
    /// Entries that were written, but lost to a later one with the same key, in the order in which they lost. Entries
    /// that `<<` merged in are not among them: to override them is what merging is for.
    pub shadowed: Vec<Shadowed>,
    /// What is known of the entries if there are many; found when first asked for.
    index: OnceLock<Index>,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as kubectl sends it on: a string, whatever was written (`yes:` is `true`, `1:` is `1`).
    pub key: String,
    /// The key's token.
    pub key_span: Span,
    /// How the key is written.
    pub key_style: Style,
    /// The value.
    pub value: Node,
    /// The `<<` key through which the entry was merged in, if it was.
    pub merged: Option<Span>,
}

/// An entry that another entry of the same mapping replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Shadowed {
    /// The entry that does not count.
    pub entry: Entry,
    /// The key that replaced it: another key of the text, or the `<<` that merged one in.
    pub by: Span,
}

impl Node {
    /// The mapping, if the value is one.
    pub fn as_map(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Map(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The elements, if the value is a sequence.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if the value is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether the value is neither a sequence nor a mapping.
    pub fn is_scalar(&self) -> bool {
        !matches!(self.value, Value::List(_) | Value::Map(_))
    }

    /// Whether two values mean the same, wherever and however they are written.
    pub fn means_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.means_same(other))
            }
            (Value::Map(one), Value::Map(other)) => {
                let same = |entry: &Entry| {
                    other.get(&entry.key).is_some_and(|twin| entry.value.means_same(&twin.value))
                };
                one.entries.len() == other.entries.len() && one.entries.iter().all(same)
            }
            (one, other) => one == other,
        }
    }

    /// Whether some mapping here or below has entries that lost to later ones.
    pub fn has_shadowed(&self) -> bool {
        match &self.value {
            Value::Map(map) => {
                !map.shadowed.is_empty() || map.entries.iter().any(|entry| entry.value.has_shadowed())
            }
            Value::List(items) => items.iter().any(Self::has_shadowed),
            _ => false,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.as_map()?.get(key)?.value)
    }

    /// The value at a path below this node.
    pub fn at(&self, path: &FieldPath) -> Option<&Node> {
        path.segments().iter().try_fold(self, Self::step)
    }

    /// The value one step below this node.
    pub fn step(&self, segment: &Segment) -> Option<&Node> {
        match segment {
            Segment::Key(key) => self.get(key),
            Segment::Index(index) => self.as_list()?.get(*index),
        }
    }
}

/// Entries from which on they are found through an index: a mapping of 100,000 labels is asked for each of them.
const INDEXED: usize = 64;

/// The way from keys to entries.
#[derive(Clone, Debug)]
struct Index {
    /// The indexes of all entries, by key.
    by_key: Vec<usize>,
    has_merged: bool,
}

impl Mapping {
    /// A mapping of these entries, each with a key of its own.
    pub fn of(entries: Vec<Entry>) -> Self {
        Self { entries, ..Self::default() }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        let Some(index) = self.index() else {
            return self.entries.iter().find(|entry| entry.key == key);
        };
        let at = index.by_key.binary_search_by(|&at| self.entries[at].key.as_str().cmp(key)).ok()?;
        self.entries.get(index.by_key[at])
    }

    /// Whether `<<` merged some of the entries in.
    pub fn has_merged(&self) -> bool {
        let look = || self.entries.iter().any(|entry| entry.merged.is_some());
        self.index().map_or_else(look, |index| index.has_merged)
    }

    /// The index of a long mapping, unless entries were added or removed since it was made.
    fn index(&self) -> Option<&Index> {
        if self.entries.len() < INDEXED {
            return None;
        }
        let index = self.index.get_or_init(|| {
            let mut by_key: Vec<usize> = (0..self.entries.len()).collect();
            by_key.sort_by(|&one, &other| self.entries[one].key.cmp(&self.entries[other].key));
            Index { by_key, has_merged: self.entries.iter().any(|entry| entry.merged.is_some()) }
        });
        Some(index).filter(|index| index.by_key.len() == self.entries.len())
    }
}

impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.shadowed == other.shadowed
    }
}
