//! Mappings of a config with their known keys.

use super::fault::Faults;
use crate::lint::Origin;
use crate::yaml::{Entry, List, Node, SourceFile, Span, Value};

/// Reads the values of one config, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) faults: Faults,
}

impl Reader<'_> {
    /// `file:line` of a place.
    pub(super) fn origin(&self, span: Span) -> Origin {
        Origin::place(self.source.name(), self.line(span))
    }

    pub(super) fn line(&self, span: Span) -> usize {
        self.source.position(span.start).line
    }

    /// The entries of a mapping whose keys are known; the others are faults, and so are keys that are written twice.
    pub(super) fn section<'n>(&mut self, node: Node<'n>, what: &str, known: &[&str]) -> Section<'n> {
        let entries = self.entries(node, what);
        for entry in &entries {
            if !known.contains(&entry.key) {
                self.faults.unknown(entry.key_span, "key", entry.key, known);
            }
        }
        let is_whole = node.as_map().is_some() && entries.iter().all(|entry| known.contains(&entry.key));
        Section { entries, span: node.span, is_whole }
    }

    /// The entries of a mapping, whatever their keys.
    pub(super) fn entries<'n>(&mut self, node: Node<'n>, what: &str) -> Vec<Entry<'n>> {
        let Some(mapping) = node.as_map() else {
            if !node.is_null() {
                self.faults.add(node.span, format!("{what} is no mapping"), "write `key: value` lines");
            }
            return Vec::new();
        };
        for shadowed in mapping.shadowed() {
            let (key, line) = (shadowed.entry.key, self.line(shadowed.by));
            self.faults.add(
                shadowed.entry.key_span,
                format!("{key} is written again in line {line}"),
                "keep one of the two",
            );
        }
        mapping.entries.iter().collect()
    }

    /// The items of a list; a single value is a fault.
    pub(super) fn list<'n>(&mut self, entry: Entry<'n>) -> List<'n> {
        if let Some(items) = entry.value.as_list() {
            return items;
        }
        if !entry.value.is_null() {
            let help = format!("write {}: [value]", entry.key);
            self.faults.add(place(entry), format!("{} is no list", entry.key), help);
        }
        List::default()
    }

    /// The text of a string that is not empty.
    pub(super) fn text<'n>(&mut self, node: Node<'n>, fallback: Span, what: &str) -> Option<&'n str> {
        let span = if node.span.is_empty() { fallback } else { node.span };
        match node.value {
            Value::String(text) if !text.is_empty() => Some(text),
            Value::String(_) | Value::Null => {
                self.faults.add(
                    span,
                    format!("{what} is empty"),
                    "write a value; quote one that starts with ! or *",
                );
                None
            }
            _ => {
                self.faults.add(span, format!("{what} is no string"), "quote it");
                None
            }
        }
    }

    /// The first line of a value.
    pub(super) fn first_line(&self, span: Span) -> Span {
        Span::new(span.start, self.source.line_at(span.start).end.min(span.end))
    }

    /// The place of a part of a string; the whole value where escapes hide it.
    pub(super) fn part(&self, node: Node<'_>, at: std::ops::Range<usize>) -> Span {
        let Some(text) = node.as_str() else { return node.span };
        let written = self.source.slice(node.span);
        let Some(start) = written.find(text).filter(|&start| start <= 1) else { return node.span };
        let start = node.span.start + start;
        // A part that is missing at the end has no width to point at.
        if at.is_empty() { node.span } else { Span::new(start + at.start, start + at.end) }
    }
}

/// The entries of a mapping.
pub(super) struct Section<'n> {
    entries: Vec<Entry<'n>>,
    pub(super) span: Span,
    /// Whether it is a mapping without unknown keys: then errors on missing fields are suppressed,
    /// because a misspelt key probably meant that field.
    pub(super) is_whole: bool,
}

impl<'n> Section<'n> {
    pub(super) fn get(&self, key: &str) -> Option<Entry<'n>> {
        self.entries.iter().copied().find(|entry| entry.key == key)
    }
}

/// The place of the value of an entry, or its key where nothing is written or the value is a block.
pub(super) fn place(entry: Entry<'_>) -> Span {
    let is_block = !entry.value.is_scalar() && entry.value.style == crate::yaml::Style::Block;
    if entry.value.span.is_empty() || is_block { entry.key_span } else { entry.value.span }
}
