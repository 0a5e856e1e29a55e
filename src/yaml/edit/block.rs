//! Writing into mappings and lists.

use super::editor::{At, Editor};
use super::lines::Gap;
use super::patch::Edit;
use super::render;
use crate::yaml::{Entry, FieldPath, Mapping, Node, Style, Value};

impl Editor<'_> {
    /// Another value in place of one that is written.
    pub(super) fn replacement(&self, path: &FieldPath, old: Node<'_>, new: Node<'_>) -> Option<Edit> {
        if old.is_null() && old.span.is_empty() {
            return self.first_value(path, old, new);
        }
        let written = self.lines.slice(old.span.start, old.span.end);
        let is_inline = !matches!(old.style, Style::Block | Style::BlockScalar);
        if !is_inline || written.contains('\n') {
            return None;
        }
        let text = match (new.value, old.style) {
            (Value::String(text), Style::DoubleQuoted) => serde_json::Value::from(text).to_string(),
            (Value::String(text), Style::SingleQuoted) if !text.contains(['\'', '\n']) => format!("'{text}'"),
            _ => render::inline(new, self.is_json()),
        };
        Some(Edit::replace(old.span, text))
    }

    /// A value behind a key that has none.
    fn first_value(&self, path: &FieldPath, old: Node<'_>, new: Node<'_>) -> Option<Edit> {
        let (_, entry) = self.entry(path)?;
        if !render::is_block(new) {
            let text = format!(" {}", render::inline(new, false));
            return Some(Edit::insert(old.span.start, text));
        }
        let column = self.lines.column(entry.key_span.start)?;
        let gap = self.lines.below(old.span.end)?;
        let lines = render::below(new, column, self.layout());
        Some(Edit::insert(gap.offset, self.lines.joined(&lines, gap)))
    }

    /// A new entry of a mapping.
    pub(super) fn insertion(&self, node: Node<'_>, key: &str, value: Node<'_>, at: At<'_>) -> Option<Edit> {
        let map = super::editor::own_map(node)?;
        if node.style == Style::Flow {
            return self.insert_into_flow(node, map, key, value);
        }
        let column = self.lines.column(map.entries.first()?.key_span.start)?;
        let in_brackets = is_small(value) && has_only_brackets(map);
        let style = if in_brackets { Style::Flow } else { value.style };
        let value = Node { style, ..value };
        let lines = render::entry(key, value, column, self.layout());
        self.insert_lines(map, &lines, at)
    }

    /// Whole lines among the entries of a block mapping, the first of which starts at the column of its keys.
    pub(super) fn insert_lines(&self, map: Mapping<'_>, lines: &[String], at: At<'_>) -> Option<Edit> {
        let before = match at {
            At::Before(key) => map.get(key),
            _ => None,
        };
        if let Some(next) = before {
            return self.insert_before(next, lines);
        }
        let after = match at {
            At::After(key) => map.get(key),
            _ => None,
        };
        let entry = after.or_else(|| map.entries.iter().max_by_key(|entry| entry.key_span))?;
        let gap = self.lines.below(self.span_of(entry)?.end)?;
        Some(Edit::insert(gap.offset, self.lines.joined(lines, gap)))
    }

    fn insert_before(&self, next: Entry<'_>, lines: &[String]) -> Option<Edit> {
        let start = next.key_span.start;
        let column = self.lines.column(start)?;
        if self.lines.is_first(start) {
            let offset = self.lines.with_comments_above(self.lines.start(start), column);
            let gap = Gap { offset, at_open_end: false };
            return Some(Edit::insert(offset, self.lines.joined(lines, gap)));
        }
        let text = lines.join(self.lines.line_break());
        let text = format!("{}{}{}", text.trim_start(), self.lines.line_break(), " ".repeat(column));
        Some(Edit::insert(start, text))
    }

    /// A new item at the end of a block list, in the style of the item before it.
    pub(super) fn append_to_block(&self, list: Node<'_>, before: Node<'_>, new: Node<'_>) -> Option<Edit> {
        let dash = list.span.start;
        if !self.lines.slice(dash, self.lines.text.len()).starts_with('-') {
            return None;
        }
        let column = self.lines.column(dash)?;
        let mut added = new;
        if !added.is_scalar() && !before.is_scalar() && before.alias.is_none() {
            added.style = before.style;
        }
        let gap = self.lines.below(self.end_of(before)?)?;
        let lines = render::item(added, column, self.layout());
        Some(Edit::insert(gap.offset, self.lines.joined(&lines, gap)))
    }
}

/// Whether all collections of a mapping stand in brackets, and one does.
fn has_only_brackets(map: Mapping<'_>) -> bool {
    let mut collections =
        map.entries.iter().map(|entry| entry.value).filter(|value| !value.is_scalar()).peekable();
    collections.peek().is_some() && collections.all(|value| value.style == Style::Flow)
}

/// Whether a mapping has few entries, all of them scalars.
fn is_small(node: Node<'_>) -> bool {
    const FEW: usize = 3;
    let is_small = |map: Mapping<'_>| {
        map.entries.len() <= FEW && map.entries.iter().all(|entry| entry.value.is_scalar())
    };
    node.as_map().is_some_and(is_small)
}
