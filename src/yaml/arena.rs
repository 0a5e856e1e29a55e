//! Where a document keeps its values: parts of fixed size in a few vectors, over the text that they were read from.
//!
//! Keys and scalars are ranges of the text. Only what an escape, a fold or a tag makes differ from what is written is
//! kept as text of its own. Offsets have 32 bits: [`MAX_BYTES`] is as much as a document may take of them.

use std::sync::Arc;

use super::node::{Entries, Entry, List, Losses, Mapping, Node, Number, Shadowed, Style, Value};
use super::span::Span;

/// How many bytes a document may have, and where in its text it may end. What scalars are turned into (at most three
/// bytes for each one written) fits 32 bits, too.
pub(super) const MAX_BYTES: usize = 1 << 30;
pub(super) const MAX_OFFSET: usize = u32::MAX as usize - 1;

/// Entries from which on they are found through an index: a mapping of 100,000 labels is asked for each of them.
pub(super) const INDEXED: usize = 64;

/// The number of a value in its arena.
pub(super) type Id = u32;

/// The values of one document.
#[derive(Debug, Default)]
pub(super) struct Arena {
    text: Arc<String>,
    /// Keys and scalars that are not meant as they are written.
    changed: String,
    values: Vec<Slot>,
    /// The elements of sequences, those of one next to each other.
    items: Vec<Id>,
    /// The entries of mappings, those of one next to each other.
    entries: Vec<EntrySlot>,
    numbers: Vec<Number>,
    /// What only few mappings have.
    rare: Vec<Rare>,
    lost: Vec<LostSlot>,
    /// The entries of long mappings in the order of their keys.
    order: Vec<u32>,
    /// The `<<` keys of merged entries.
    merges: Vec<Place>,
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) place: Place,
    pub(super) content: Content,
    pub(super) style: Style,
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Null,
    Bool(bool),
    Number(u32),
    Text(Text),
    List {
        first: u32,
        count: u32,
    },
    Map {
        first: u32,
        count: u32,
        rare: u32,
    },
    /// The value is written elsewhere; the place is that of the alias.
    Alias(Id),
}

/// A key or a scalar.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text {
    at: u32,
    length: u32,
    is_changed: bool,
}

/// A key with its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntrySlot {
    pub(super) key: Text,
    pub(super) key_place: Place,
    pub(super) key_style: Style,
    pub(super) value: Id,
    /// Which of the `<<` keys merged it in, counted from 1.
    pub(super) merged: u32,
}

/// An entry that lost to one with the same key.
#[derive(Clone, Copy, Debug)]
pub(super) struct LostSlot {
    pub(super) entry: EntrySlot,
    pub(super) by: Place,
}

/// What only few mappings have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rare {
    lost: (u32, u32),
    /// Where its order starts, if it has one.
    order: Option<u32>,
    has_merged: bool,
}

impl Rare {
    pub(super) fn has_merged(&self) -> bool {
        self.has_merged
    }
}

/// A [`Span`] in half the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    start: u32,
    end: u32,
}

/// No text is so long that an offset or a count does not fit; see [`MAX_BYTES`].
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn slice<T>(all: &[T], first: u32, count: u32) -> &[T] {
    let first = first as usize;
    all.get(first..first + count as usize).unwrap_or_default()
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { start: narrow(span.start), end: narrow(span.end) }
    }
}

impl From<Place> for Span {
    fn from(place: Place) -> Self {
        Self { start: place.start as usize, end: place.end as usize }
    }
}

impl Arena {
    /// For a document of so many bytes of a text.
    pub(super) fn new(text: Arc<String>, bytes: usize) -> Self {
        // About what block style needs; flow style makes room as it goes.
        let room = bytes / 32;
        Self { text, values: Vec::with_capacity(room), entries: Vec::with_capacity(room), ..Self::default() }
    }

    /// Gives back the room that was not needed.
    pub(super) fn shrink_to_fit(&mut self) {
        self.changed.shrink_to_fit();
        self.values.shrink_to_fit();
        self.items.shrink_to_fit();
        self.entries.shrink_to_fit();
    }

    pub(super) fn str(&self, text: Text) -> &str {
        let Text { at, length, is_changed } = text;
        let all = if is_changed { &self.changed } else { self.text.as_str() };
        all.get(at as usize..at as usize + length as usize).unwrap_or_default()
    }

    /// A key or scalar that is meant as it is written there.
    pub(super) fn written(at: usize, length: usize) -> Text {
        Text { at: narrow(at), length: narrow(length), is_changed: false }
    }

    /// A key or scalar that is not meant as it is written.
    pub(super) fn keep(&mut self, text: &str) -> Text {
        let at = self.changed.len();
        self.changed.push_str(text);
        Text { at: narrow(at), length: narrow(text.len()), is_changed: true }
    }

    /// Adds a value.
    pub(super) fn push(&mut self, slot: Slot) -> Id {
        let id = narrow(self.values.len());
        self.values.push(slot);
        id
    }

    /// A number as the content of a value.
    pub(super) fn number(&mut self, number: Number) -> Content {
        self.numbers.push(number);
        Content::Number(narrow(self.numbers.len() - 1))
    }

    /// A sequence of elements as the content of a value.
    pub(super) fn list(&mut self, items: &[Id]) -> Content {
        let first = narrow(self.items.len());
        self.items.extend_from_slice(items);
        Content::List { first, count: narrow(items.len()) }
    }

    /// A mapping of entries, each with a key of its own, as the content of a value.
    pub(super) fn map(&mut self, entries: &[EntrySlot], lost: &[LostSlot]) -> Content {
        let first = narrow(self.entries.len());
        self.entries.extend_from_slice(entries);
        let has_merged = entries.iter().any(|entry| entry.merged > 0);
        let rare = if has_merged || !lost.is_empty() || entries.len() >= INDEXED {
            let lost_from = narrow(self.lost.len());
            self.lost.extend_from_slice(lost);
            let order = self.put_in_order(entries);
            self.rare.push(Rare { lost: (lost_from, narrow(lost.len())), order, has_merged });
            narrow(self.rare.len())
        } else {
            0
        };
        Content::Map { first, count: narrow(entries.len()), rare }
    }

    fn put_in_order(&mut self, entries: &[EntrySlot]) -> Option<u32> {
        if entries.len() < INDEXED {
            return None;
        }
        let mut order: Vec<u32> = (0..narrow(entries.len())).collect();
        order.sort_by_key(|&at| self.str(entries[at as usize].key));
        let from = narrow(self.order.len());
        self.order.extend(order);
        Some(from)
    }

    /// An entry whose key nobody has written yet.
    pub(super) fn unwritten(&mut self, key: &str, value: Id) -> EntrySlot {
        let key = self.keep(key);
        EntrySlot { key, key_place: Place::default(), key_style: Style::Plain, value, merged: 0 }
    }

    /// Adds a value of another document, without entries that lost to others, and as if no alias led to it.
    pub(super) fn copy(&mut self, node: Node<'_>) -> Id {
        let content = match node.value {
            Value::Null => Content::Null,
            Value::Bool(flag) => Content::Bool(flag),
            Value::Number(number) => self.number(number),
            Value::String(text) => Content::Text(self.keep(text)),
            Value::List(items) => {
                let items: Vec<Id> = items.iter().map(|item| self.copy(item)).collect();
                self.list(&items)
            }
            Value::Map(map) => {
                let entries = map.entries.iter().map(|entry| {
                    let value = self.copy(entry.value);
                    EntrySlot { key_style: entry.key_style, ..self.unwritten(entry.key, value) }
                });
                let entries: Vec<EntrySlot> = entries.collect();
                self.map(&entries, &[])
            }
        };
        self.push(Slot { place: node.span.into(), content, style: node.style })
    }

    /// Adds a `<<` key; the number by which merged entries name it.
    pub(super) fn merge(&mut self, key: Span) -> u32 {
        self.merges.push(key.into());
        narrow(self.merges.len())
    }

    /// The place of a `<<` key by its number.
    pub(super) fn merge_place(&self, merged: u32) -> Option<Place> {
        self.merges.get((merged as usize).checked_sub(1)?).copied()
    }

    /// The value itself and the place of the alias that leads to it, if one does.
    pub(super) fn resolve(&self, id: Id) -> (Slot, Option<Place>) {
        let slot = self.values[id as usize];
        match slot.content {
            Content::Alias(of) => (self.values[of as usize], Some(slot.place)),
            _ => (slot, None),
        }
    }

    pub(super) fn entry_slots(&self, first: u32, count: u32) -> &[EntrySlot] {
        slice(&self.entries, first, count)
    }

    pub(super) fn item_ids(&self, first: u32, count: u32) -> &[Id] {
        slice(&self.items, first, count)
    }

    pub(super) fn node(&self, id: Id) -> Node<'_> {
        let written = &self.values[id as usize];
        let (slot, alias) = match written.content {
            Content::Alias(of) => (&self.values[of as usize], Some(written.place)),
            _ => (written, None),
        };
        let value = match slot.content {
            Content::Null | Content::Alias(_) => Value::Null,
            Content::Bool(flag) => Value::Bool(flag),
            Content::Number(at) => self.numbers.get(at as usize).map_or(Value::Null, |&n| Value::Number(n)),
            Content::Text(text) => Value::String(self.str(text)),
            Content::List { first, count } => Value::List(List::new(self, self.item_ids(first, count))),
            Content::Map { first, count, rare } => Value::Map(self.mapping(first, count, rare)),
        };
        Node { span: slot.place.into(), value, style: slot.style, alias: alias.map(Span::from) }
    }

    /// An element of a sequence.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as the other parts of a document are")]
    pub(super) fn item(&self, id: &Id) -> Node<'_> {
        self.node(*id)
    }

    /// The elements of the sequence that a key of a mapping holds.
    pub(super) fn items_of(&self, map: Id, key: &str) -> &[Id] {
        let Content::Map { first, count, .. } = self.resolve(map).0.content else { return &[] };
        let entry = self.entry_slots(first, count).iter().find(|entry| self.str(entry.key) == key);
        entry.map_or(&[], |entry| self.elements_of(entry.value))
    }

    /// The elements of a list; none if the node is no list.
    pub(super) fn elements_of(&self, list: Id) -> &[Id] {
        match self.resolve(list).0.content {
            Content::List { first, count } => self.item_ids(first, count),
            _ => &[],
        }
    }

    fn mapping(&self, first: u32, count: u32, rare: u32) -> Mapping<'_> {
        let rare = (rare as usize).checked_sub(1).and_then(|at| self.rare.get(at));
        Mapping::new(Entries::new(self, self.entry_slots(first, count)), rare)
    }

    /// The entries of a mapping that lost to others.
    pub(super) fn losses(&self, rare: &Rare) -> Losses<'_> {
        Losses::new(self, slice(&self.lost, rare.lost.0, rare.lost.1))
    }

    /// The indexes of all entries of a mapping by key, if there are many.
    pub(super) fn order(&self, rare: &Rare, count: usize) -> &[u32] {
        rare.order.map(|from| slice(&self.order, from, narrow(count))).unwrap_or_default()
    }

    pub(super) fn entry(&self, slot: &EntrySlot) -> Entry<'_> {
        Entry {
            key: self.str(slot.key),
            key_span: slot.key_place.into(),
            key_style: slot.key_style,
            value: self.node(slot.value),
            merged: self.merge_place(slot.merged).map(Span::from),
        }
    }

    pub(super) fn shadowed(&self, slot: &LostSlot) -> Shadowed<'_> {
        Shadowed { entry: self.entry(&slot.entry), by: slot.by.into() }
    }
}
