//! Located values: what a YAML or JSON text means to kubectl, with the place of every part.
//!
//! These are views of a [`Document`](super::Document), to be copied as one likes.

use std::fmt;
use std::slice;

use super::arena::{Arena, EntrySlot, Id, LostSlot, Rare};
use super::path::{FieldPath, Segment};
use super::span::Span;

/// A value with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node<'d> {
    /// The value as written, without its comments: for a scalar its token (quotes included), for a collection from
    /// the first to the last byte of its content. A value that is not written (`key:`) has the empty span behind the
    /// colon. A value that came through an alias has the span of the *anchored* value.
    pub span: Span,
    /// The meaning.
    pub value: Value<'d>,
    /// How it is written.
    pub style: Style,
    /// The `*alias` token through which the value came, if any.
    pub alias: Option<Span>,
}

/// What a node means to kubectl, once go.yaml.in/yaml/v2 has resolved it and JSON has carried it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'d> {
    /// `null`, `~`, or nothing.
    Null,
    /// `true`, and the words of YAML 1.1 that mean the same (`yes`, `on`, `y`), or their opposites.
    Bool(bool),
    /// A number, in the spelling in which kubectl sends it on: `0755` is `493`, `1.10` is `1.1`.
    Number(Number),
    /// Text.
    String(&'d str),
    /// A sequence.
    List(List<'d>),
    /// A mapping.
    Map(Mapping<'d>),
}

/// A number as kubectl would write it into JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
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
#[derive(Clone, Copy, Debug, Default)]
pub struct Mapping<'d> {
    /// The entries that count.
    pub entries: Entries<'d>,
    /// What only few mappings have.
    rare: Option<&'d Rare>,
}

/// One key and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'d> {
    /// The key as kubectl sends it on: a string, whatever was written (`yes:` is `true`, `1:` is `1`).
    pub key: &'d str,
    /// The key's token.
    pub key_span: Span,
    /// How the key is written.
    pub key_style: Style,
    /// The value.
    pub value: Node<'d>,
    /// The `<<` key through which the entry was merged in, if it was.
    pub merged: Option<Span>,
}

/// An entry that another entry of the same mapping replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadowed<'d> {
    /// The entry that does not count.
    pub entry: Entry<'d>,
    /// The key that replaced it: another key of the text, or the `<<` that merged one in.
    pub by: Span,
}

impl<'d> Node<'d> {
    /// The mapping, if the value is one.
    pub fn as_map(self) -> Option<Mapping<'d>> {
        match self.value {
            Value::Map(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The elements, if the value is a sequence.
    pub fn as_list(self) -> Option<List<'d>> {
        match self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if the value is a string.
    pub fn as_str(self) -> Option<&'d str> {
        match self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the value is null.
    pub fn is_null(self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether the value is neither a sequence nor a mapping.
    pub fn is_scalar(self) -> bool {
        !matches!(self.value, Value::List(_) | Value::Map(_))
    }

    /// Whether two values mean the same, wherever and however they are written.
    pub fn means_same(self, other: Self) -> bool {
        match (self.value, other.value) {
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.means_same(other))
            }
            (Value::Map(one), Value::Map(other)) => {
                let same = |entry: Entry<'_>| {
                    other.get(entry.key).is_some_and(|twin| entry.value.means_same(twin.value))
                };
                one.entries.len() == other.entries.len() && one.entries.iter().all(same)
            }
            (one, other) => one == other,
        }
    }

    /// Whether some mapping here or below has entries that lost to later ones.
    pub fn has_shadowed(self) -> bool {
        match self.value {
            Value::Map(map) => {
                !map.shadowed().is_empty() || map.entries.iter().any(|entry| entry.value.has_shadowed())
            }
            Value::List(items) => items.iter().any(Self::has_shadowed),
            _ => false,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(self, key: &str) -> Option<Self> {
        self.as_map()?.value(key)
    }

    /// The value at a path below this node.
    pub fn at(self, path: &FieldPath) -> Option<Self> {
        path.segments().iter().try_fold(self, Self::step)
    }

    /// The value one step below this node.
    pub fn step(self, segment: &Segment) -> Option<Self> {
        match segment {
            Segment::Key(key) => self.get(key),
            Segment::Index(index) => self.as_list()?.get(*index),
        }
    }
}

impl<'d> Mapping<'d> {
    pub(super) fn new(entries: Entries<'d>, rare: Option<&'d Rare>) -> Self {
        Self { entries, rare }
    }

    /// Entries that were written, but lost to a later one with the same key, in the order in which they lost. Entries
    /// that `<<` merged in are not among them: to override them is what merging is for.
    pub fn shadowed(self) -> Losses<'d> {
        let lost = self.rare.zip(self.entries.arena).map(|(rare, arena)| arena.losses(rare));
        lost.unwrap_or_default()
    }

    /// The entry of a key.
    pub fn get(self, key: &str) -> Option<Entry<'d>> {
        Some(self.entries.arena?.entry(self.find(key)?))
    }

    fn value(self, key: &str) -> Option<Node<'d>> {
        Some(self.entries.arena?.node(self.find(key)?.value))
    }

    fn find(self, key: &str) -> Option<&'d EntrySlot> {
        let Entries { arena, slots } = self.entries;
        let arena = arena?;
        let order = self.rare.map(|rare| arena.order(rare, slots.len())).unwrap_or_default();
        if order.is_empty() {
            return slots.iter().find(|slot| arena.str(slot.key) == key);
        }
        let key_at = |at: u32| slots.get(at as usize).map(|slot| arena.str(slot.key)).unwrap_or_default();
        let found = order.binary_search_by(|&at| key_at(at).cmp(key)).ok()?;
        slots.get(*order.get(found)? as usize)
    }

    /// Whether `<<` merged some of the entries in.
    pub fn has_merged(self) -> bool {
        self.rare.is_some_and(Rare::has_merged)
    }
}

impl PartialEq for Mapping<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.shadowed() == other.shadowed()
    }
}

/// Declares a list of views of parts in an arena, which are made as they are asked for, and the way through it.
macro_rules! views {
    ($(#[$doc:meta])* $name:ident, $iter:ident, $slot:ty, $view:ident, $make:path) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default)]
        pub struct $name<'d> {
            arena: Option<&'d Arena>,
            slots: &'d [$slot],
        }

        impl<'d> $name<'d> {
            pub(super) fn new(arena: &'d Arena, slots: &'d [$slot]) -> Self {
                Self { arena: Some(arena), slots }
            }

            /// How many there are.
            pub fn len(self) -> usize {
                self.slots.len()
            }

            /// Whether there are none.
            pub fn is_empty(self) -> bool {
                self.slots.is_empty()
            }

            /// The one with an index.
            pub fn get(self, index: usize) -> Option<$view<'d>> {
                Some($make(self.arena?, self.slots.get(index)?))
            }

            /// The first.
            pub fn first(self) -> Option<$view<'d>> {
                self.get(0)
            }

            /// The last.
            pub fn last(self) -> Option<$view<'d>> {
                self.get(self.len().checked_sub(1)?)
            }

            /// All of them, in order.
            pub fn iter(self) -> $iter<'d> {
                $iter { arena: self.arena, slots: self.slots.iter() }
            }
        }

        impl<'d> IntoIterator for $name<'d> {
            type Item = $view<'d>;
            type IntoIter = $iter<'d>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        impl<'d> IntoIterator for &$name<'d> {
            type Item = $view<'d>;
            type IntoIter = $iter<'d>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.len() == other.len() && self.iter().eq(other.iter())
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.iter()).finish()
            }
        }

        /// Goes through parts of a document.
        #[derive(Clone)]
        pub struct $iter<'d> {
            arena: Option<&'d Arena>,
            slots: slice::Iter<'d, $slot>,
        }

        impl<'d> Iterator for $iter<'d> {
            type Item = $view<'d>;

            fn next(&mut self) -> Option<Self::Item> {
                Some($make(self.arena?, self.slots.next()?))
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.slots.size_hint()
            }
        }

        impl DoubleEndedIterator for $iter<'_> {
            fn next_back(&mut self) -> Option<Self::Item> {
                Some($make(self.arena?, self.slots.next_back()?))
            }
        }

        impl ExactSizeIterator for $iter<'_> {}
    };
}

views!(
    /// The elements of a sequence.
    List, Items, Id, Node, Arena::item
);
views!(
    /// The entries of a mapping.
    Entries, EntriesIter, EntrySlot, Entry, Arena::entry
);
views!(
    /// Entries of a mapping that lost to later ones.
    Losses, LossesIter, LostSlot, Shadowed, Arena::shadowed
);
