//! New content as text, in the style of what stands around it.

use serde_json::Value as Json;

use super::change::to_json;
use crate::yaml::scalar::{self, Meaning};
use crate::yaml::{Document, Entry, Limits, Node, SourceFile, Style, Value, load};

/// How a text indents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Columns from a key to the keys below it.
    pub(super) map_step: usize,
    /// Columns from a key to the dashes below it.
    pub(super) list_step: usize,
}

/// Reads a piece of YAML that a rule wants to write somewhere.
pub fn snippet(text: &str) -> Option<Document> {
    let documents = load(&SourceFile::new("snippet", text), &Limits::default());
    let [document] = <[_; 1]>::try_from(documents).ok()?;
    document.content.ok()?
}

/// Whether a value is written in lines of its own.
pub(super) fn is_block(node: Node<'_>) -> bool {
    let is_empty = match node.value {
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.entries.is_empty(),
        _ => true,
    };
    !is_empty && node.style != Style::Flow
}

/// A value within one line.
pub(super) fn inline(node: Node<'_>, json: bool) -> String {
    let parts = |parts: Vec<String>| parts.join(", ");
    match node.value {
        Value::List(items) => {
            format!("[{}]", parts(items.iter().map(|item| inline(item, json)).collect()))
        }
        Value::Map(map) => {
            let pair = |entry: Entry<'_>| format!("{}: {}", key(entry.key, json), inline(entry.value, json));
            format!("{{{}}}", parts(map.entries.iter().map(pair).collect()))
        }
        Value::String(text) => string(text, json),
        _ => to_json(node).to_string(),
    }
}

/// A key as it is written.
pub(super) fn key(name: &str, json: bool) -> String {
    if name.contains(':') { Json::from(name).to_string() } else { string(name, json) }
}

fn string(text: &str, json: bool) -> String {
    if !json && is_plain(text) { text.to_owned() } else { Json::from(text).to_string() }
}

/// Whether a text needs no quotes: nobody takes it for anything but itself.
fn is_plain(text: &str) -> bool {
    let first = text.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '/');
    let means_itself = || matches!(scalar::value(text, Style::Plain, None), Ok(Meaning::Itself));
    let is_number_like = text.starts_with(|char: char| char.is_ascii_digit())
        && !text.ends_with(|char: char| char == '%' || "mkMGTPEi".contains(char));
    first
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/%:@".contains(&byte))
        && !text.ends_with(':')
        && !is_number_like
        && means_itself()
}

/// `key: value` in lines, the key at a column.
pub(super) fn entry(name: &str, node: Node<'_>, column: usize, layout: Layout) -> Vec<String> {
    let pad = " ".repeat(column);
    let name = key(name, false);
    if !is_block(node) {
        return vec![format!("{pad}{name}: {}", inline(node, false))];
    }
    let mut lines = vec![format!("{pad}{name}:")];
    lines.extend(below(node, column, layout));
    lines
}

/// The lines of a value below a key at a column.
pub(super) fn below(node: Node<'_>, column: usize, layout: Layout) -> Vec<String> {
    match node.value {
        Value::Map(map) => {
            let entries = map.entries.iter();
            entries
                .flat_map(|inner| entry(inner.key, inner.value, column + layout.map_step, layout))
                .collect()
        }
        Value::List(items) => {
            items.iter().flat_map(|inner| item(inner, column + layout.list_step, layout)).collect()
        }
        _ => Vec::new(),
    }
}

/// `- value` in lines, the dash at a column.
pub(super) fn item(node: Node<'_>, column: usize, layout: Layout) -> Vec<String> {
    let pad = " ".repeat(column);
    if !is_block(node) {
        return vec![format!("{pad}- {}", inline(node, false))];
    }
    let inner = match node.value {
        Value::Map(map) => {
            let entries = map.entries.iter();
            entries.flat_map(|inner| entry(inner.key, inner.value, column + 2, layout)).collect()
        }
        _ => below(node, column, Layout { list_step: 2, ..layout }),
    };
    let lines = inner.into_iter().enumerate();
    lines.map(|(at, line)| if at == 0 { format!("{pad}- {}", line.trim_start()) } else { line }).collect()
}

/// A value in brackets over several lines, which start with `indent`.
pub(super) fn spread(node: Node<'_>, indent: &str, step: &str, line_break: &str, json: bool) -> String {
    let inner = format!("{indent}{step}");
    let value = |node: Node<'_>| spread(node, &inner, step, line_break, json);
    let (open, close, parts): (_, _, Vec<String>) = match node.value {
        Value::Map(map) if !map.entries.is_empty() => {
            let pair = |entry: Entry<'_>| format!("{}: {}", key(entry.key, json), value(entry.value));
            ('{', '}', map.entries.iter().map(pair).collect())
        }
        Value::List(items) if !items.is_empty() => ('[', ']', items.iter().map(value).collect()),
        _ => return inline(node, json),
    };
    let parts = parts.join(&format!(",{line_break}{inner}"));
    format!("{open}{line_break}{inner}{parts}{line_break}{indent}{close}")
}
