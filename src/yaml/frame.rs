//! A collection that is being read, and how its keys meet.

use std::collections::HashMap;

use super::arena::{Arena, Content, EntrySlot, Id, LostSlot, Place, Slot, Text};
use super::node::Style;
use super::span::Span;
use super::syntax;
use super::syntax_error::SyntaxError;

/// From this many entries on, keys are found through an index.
const INDEXED: usize = 24;

/// A collection whose end has not been read.
pub(super) struct Frame {
    pub(super) kind: Kind,
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

/// What a collection is, and where its parts start among those of all open collections.
pub(super) enum Kind {
    /// A sequence.
    List { first: usize },
    /// A mapping.
    Map(OpenMap),
}

/// A mapping that knows its keys.
pub(super) struct OpenMap {
    first: usize,
    first_lost: usize,
    /// The key that waits for its value.
    pub(super) key: Option<Key>,
    index: Option<HashMap<Box<str>, usize>>,
}

/// A key that waits for its value.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// `<<`
    Merge(Span),
    /// Any other key.
    Named { name: Text, span: Span, style: Style },
}

/// The parts of all open collections, those of the innermost last.
#[derive(Default)]
pub(super) struct Parts {
    items: Vec<Id>,
    entries: Vec<EntrySlot>,
    lost: Vec<LostSlot>,
}

impl Parts {
    pub(super) fn open_list(&self) -> Kind {
        Kind::List { first: self.items.len() }
    }

    pub(super) fn open_map(&self) -> Kind {
        let (first, first_lost) = (self.entries.len(), self.lost.len());
        Kind::Map(OpenMap { first, first_lost, key: None, index: None })
    }

    /// Adds an element to the innermost collection, or the value of the key that waits.
    pub(super) fn add(&mut self, kind: &mut Kind, value: Id, arena: &mut Arena) -> Result<(), SyntaxError> {
        match kind {
            Kind::List { .. } => self.items.push(value),
            Kind::Map(map) => match map.key.take() {
                Some(Key::Merge(span)) => self.merge(map, value, span, arena)?,
                Some(Key::Named { name, span, style }) => {
                    let key_place = span.into();
                    let entry = EntrySlot { key: name, key_place, key_style: style, value, merged: 0 };
                    self.insert(map, entry, arena);
                }
                None => {}
            },
        }
        Ok(())
    }

    /// The finished collection.
    pub(super) fn close(&mut self, kind: &Kind, arena: &mut Arena) -> Content {
        match kind {
            Kind::List { first } => {
                let list = arena.list(self.items.get(*first..).unwrap_or_default());
                self.items.truncate(*first);
                list
            }
            Kind::Map(OpenMap { first, first_lost, .. }) => {
                let entries = self.entries.get(*first..).unwrap_or_default();
                let map = arena.map(entries, self.lost.get(*first_lost..).unwrap_or_default());
                self.entries.truncate(*first);
                self.lost.truncate(*first_lost);
                map
            }
        }
    }

    /// Merges what stands behind `<<`: a mapping, or a sequence of mappings of which the first has the last word.
    fn merge(
        &mut self,
        map: &mut OpenMap,
        value: Id,
        at: Span,
        arena: &mut Arena,
    ) -> Result<(), SyntaxError> {
        let merged = arena.merge(at);
        let (slot, alias) = arena.resolve(value);
        match slot.content {
            Content::Map { .. } => self.merge_mapping(map, slot, merged, alias, arena),
            Content::List { first, count } if alias.is_none() => {
                for item in arena.item_ids(first, count).to_vec().into_iter().rev() {
                    let (item, alias) = arena.resolve(item);
                    if !matches!(item.content, Content::Map { .. }) {
                        return Err(syntax::not_mergeable(alias.unwrap_or(item.place).into()));
                    }
                    self.merge_mapping(map, item, merged, alias, arena);
                }
            }
            _ => return Err(syntax::not_mergeable(alias.unwrap_or(slot.place).into())),
        }
        Ok(())
    }

    fn merge_mapping(
        &mut self,
        map: &mut OpenMap,
        from: Slot,
        merged: u32,
        alias: Option<Place>,
        arena: &mut Arena,
    ) {
        let Content::Map { first, count, .. } = from.content else { return };
        for entry in arena.entry_slots(first, count).to_vec() {
            let value = through(entry.value, alias, arena);
            self.insert(map, EntrySlot { value, merged, ..entry }, arena);
        }
    }

    /// Adds an entry; one with the same key before it gives way, and is kept aside unless it was merged in.
    fn insert(&mut self, map: &mut OpenMap, entry: EntrySlot, arena: &Arena) {
        let key = arena.str(entry.key);
        let own = self.entries.get_mut(map.first..).unwrap_or_default();
        let Some(at) = map.position(key, own, arena) else {
            if own.len() >= INDEXED {
                map.index_all(own, arena).insert(key.into(), own.len());
            }
            self.entries.push(entry);
            return;
        };
        let by = arena.merge_place(entry.merged).unwrap_or(entry.key_place);
        let Some(slot) = own.get_mut(at) else { return };
        let earlier = std::mem::replace(slot, entry);
        if earlier.merged == 0 {
            self.lost.push(LostSlot { entry: earlier, by });
        }
    }
}

/// A value as it is seen through an alias around it; one that has come through an alias already keeps that.
fn through(value: Id, alias: Option<Place>, arena: &mut Arena) -> Id {
    let (Some(place), (slot, None)) = (alias, arena.resolve(value)) else { return value };
    arena.push(Slot { place, content: Content::Alias(value), style: slot.style })
}

impl OpenMap {
    fn position(&self, key: &str, entries: &[EntrySlot], arena: &Arena) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => entries.iter().position(|entry| arena.str(entry.key) == key),
        }
    }

    fn index_all(&mut self, entries: &[EntrySlot], arena: &Arena) -> &mut HashMap<Box<str>, usize> {
        self.index.get_or_insert_with(|| {
            entries.iter().enumerate().map(|(at, entry)| (arena.str(entry.key).into(), at)).collect()
        })
    }
}
