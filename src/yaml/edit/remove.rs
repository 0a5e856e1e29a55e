//! Taking entries and items away, with the comments that are theirs.

use super::change::Change;
use super::editor::{Editor, own_map};
use super::patch::{Edit, Patch};
use crate::yaml::{Entry, FieldPath, List, Mapping, Node, Segment, Span, Style, Value};

/// Entries of one mapping that may have lost to others for fixes to be offered.
const MAX_SHADOWED: usize = 1_000;

impl Editor<'_> {
    /// Removes a field or an item; `None` for the last one of a block, which would leave nothing to read.
    pub fn remove(&self, path: &FieldPath) -> Option<Patch> {
        self.removal(self.whole_span(path)?, vec![Change::Remove(path.clone())])
    }

    /// Removes items of a list, and the list with them if nothing of it would be left.
    pub fn remove_items(&self, list: &FieldPath, gone: &[usize]) -> Option<Patch> {
        let node = self.find(list)?;
        let Value::List(items) = node.value else { return None };
        if (0..items.len()).all(|index| gone.contains(&index)) {
            return self.prune(list);
        }
        let parts = gone.iter().map(|index| {
            let path = list.clone().index(*index);
            self.find(&path)?;
            let is_tail = (*index..items.len()).all(|behind| gone.contains(&behind));
            let span = self.item_span(node, items, *index, is_tail)?;
            self.removal(span, vec![Change::Remove(path)])
        });
        Patch::all(parts)
    }

    /// Removes a field or an item, together with whatever around it holds nothing else.
    pub fn prune(&self, path: &FieldPath) -> Option<Patch> {
        self.remove(&self.pruned(path)?)
    }

    /// The outermost value that holds nothing but a field or an item.
    pub(super) fn pruned(&self, path: &FieldPath) -> Option<FieldPath> {
        let mut path = path.clone();
        while let Some(parent) = path.parent().filter(|parent| !parent.segments().is_empty()) {
            let count = match &self.find(&parent)?.value {
                Value::Map(map) => map.entries.len(),
                Value::List(items) => items.len(),
                _ => return None,
            };
            if count > 1 {
                break;
            }
            path = parent;
        }
        Some(path)
    }

    /// The text of a field or an item with its comments and what separates it from its neighbours.
    pub(super) fn whole_span(&self, path: &FieldPath) -> Option<Span> {
        self.find(path)?;
        let parent = self.find(&path.parent()?)?;
        match (path.segments().last()?, parent.value) {
            (Segment::Key(key), Value::Map(map)) => self.entry_span(parent, map, map.get(key)?),
            (Segment::Index(index), Value::List(items)) => {
                self.item_span(parent, items, *index, index + 1 == items.len())
            }
            _ => None,
        }
    }

    /// Removes an entry that lost to a later one with the same key; the value stays as it is.
    pub fn remove_shadowed(&self, map: &FieldPath, lost: Entry<'_>) -> Option<Patch> {
        let node = self.find(map)?;
        let mapping = node.as_map()?;
        // Nobody writes one mapping so often wrong; to look through it for every entry would take too long.
        if mapping.shadowed().len() > MAX_SHADOWED {
            return None;
        }
        let is_plain = mapping.entries.iter().all(|entry| entry.merged.is_none())
            && lost.value.alias.is_none()
            && self.is_plain_value(lost);
        if !is_plain {
            return None;
        }
        let span = self.entry_span(node, mapping, lost)?;
        self.removal(span, Vec::new())
    }

    fn removal(&self, span: Span, changes: Vec<Change>) -> Option<Patch> {
        if holds_anchor(self.lines.slice(span.start, span.end)) {
            return None;
        }
        self.patch(vec![Edit::remove(span)], changes)
    }

    /// The text of an entry with its comments and what separates it from its neighbours.
    fn entry_span(&self, node: Node<'_>, map: Mapping<'_>, entry: Entry<'_>) -> Option<Span> {
        let written = written(map);
        let at = written.iter().position(|other| other.key_span == entry.key_span)?;
        if node.style == Style::Flow {
            let parts = written.iter().map(|entry| self.span_of(*entry)).collect::<Option<Vec<_>>>()?;
            return self.part_span(&parts, at, at + 1 == parts.len());
        }
        if written.len() == 1 {
            return None;
        }
        let span = self.span_of(entry)?;
        if self.lines.is_first(span.start) {
            return self.lines_span(span);
        }
        self.lines.column(span.start)?;
        self.lines.below(span.end)?;
        let next = written.get(at + 1)?.key_span.start;
        let between = self.lines.slice(self.lines.next(span.end), next);
        (!between.contains('#')).then(|| Span::new(span.start, next))
    }

    fn item_span(&self, list: Node<'_>, items: List<'_>, index: usize, is_tail: bool) -> Option<Span> {
        let item = items.get(index)?;
        if list.style == Style::Flow {
            let spans = items.iter().map(|item| {
                let start = item.alias.unwrap_or(item.span).start;
                Some(Span::new(start, self.end_of(item)?))
            });
            return self.part_span(&spans.collect::<Option<Vec<_>>>()?, index, is_tail);
        }
        let before = self.lines.before(item.span.start);
        let is_alone = before.trim_start_matches(' ').starts_with('-') && before.matches('-').count() == 1;
        if items.len() == 1 || !is_alone {
            return None;
        }
        let dash = self.lines.start(item.span.start) + before.find('-')?;
        self.lines_span(Span::new(dash, self.end_of(item)?))
    }

    /// The whole lines of something that stands alone on them, comments above included.
    fn lines_span(&self, span: Span) -> Option<Span> {
        let column = self.lines.column(span.start)?;
        let gap = self.lines.below(span.end)?;
        let start = self.lines.with_comments_above(self.lines.start(span.start), column);
        if !gap.at_open_end {
            return Some(Span::new(start, gap.offset));
        }
        let before = self.lines.slice(0, start).trim_end_matches(['\n', '\r']);
        Some(Span::new(before.len(), gap.offset))
    }

    /// One of several parts between brackets, with the comma that goes with it: the one behind it, or the one before
    /// it where nothing behind it stays.
    fn part_span(&self, parts: &[Span], at: usize, is_tail: bool) -> Option<Span> {
        let own = *parts.get(at)?;
        let only_comma = |start: usize, end: usize| self.lines.slice(start, end).trim() == ",";
        if !is_tail {
            let next = parts.get(at + 1)?;
            return only_comma(own.end, next.start).then(|| Span::new(own.start, next.start));
        }
        match at.checked_sub(1).and_then(|before| parts.get(before)) {
            Some(before) => only_comma(before.end, own.start).then(|| Span::new(before.end, own.end)),
            None => Some(own),
        }
    }
}

/// Everything that is written in a mapping, in the order of the text.
fn written(map: Mapping<'_>) -> Vec<Entry<'_>> {
    let lost = map.shadowed().iter().map(|shadowed| shadowed.entry);
    let mut written: Vec<_> = map.entries.iter().filter(|entry| entry.merged.is_none()).chain(lost).collect();
    written.sort_by_key(|entry| entry.key_span);
    written
}

/// Whether a text may define an anchor that another place needs.
pub(super) fn holds_anchor(text: &str) -> bool {
    let mut ampersands = text.match_indices('&');
    ampersands.any(|(at, _)| at == 0 || text[..at].ends_with(|char: char| " \t\n[{,:".contains(char)))
}

/// Whether a value, or one within it, came from elsewhere in the text.
pub(super) fn borrows(node: Node<'_>) -> bool {
    node.alias.is_some()
        || match node.value {
            Value::List(items) => items.iter().any(borrows),
            Value::Map(map) => {
                own_map(node).is_none() || map.entries.iter().any(|entry| borrows(entry.value))
            }
            _ => false,
        }
}
