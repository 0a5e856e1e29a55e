//! Writing into brackets: YAML in flow style, and JSON.

use super::editor::Editor;
use super::patch::Edit;
use super::render;
use crate::yaml::{List, Mapping, Node, Span, Style};

/// How the parts of a collection in brackets stand.
enum Shape<'a> {
    /// Beside each other.
    Inline,
    /// Each on a line of its own, behind this much white space; each level adds a step.
    Spread { indent: &'a str, step: &'a str },
}

impl Editor<'_> {
    pub(super) fn insert_into_flow(
        &self,
        node: Node<'_>,
        map: Mapping<'_>,
        key: &str,
        value: Node<'_>,
    ) -> Option<Edit> {
        let mut parts = map.entries.iter().map(|entry| self.span_of(entry)).collect::<Option<Vec<_>>>()?;
        parts.sort_unstable();
        let quoted = map.entries.iter().all(|entry| entry.key_style == Style::DoubleQuoted);
        let json = if parts.is_empty() { self.is_json() } else { quoted };
        self.insert_part(node, &parts, |shape| {
            format!("{}: {}", render::key(key, json), self.shaped(value, shape, json))
        })
    }

    pub(super) fn append_to_flow(&self, list: Node<'_>, items: List<'_>, item: Node<'_>) -> Option<Edit> {
        let spans = items.iter().map(|item| {
            let start = item.alias.unwrap_or(item.span).start;
            Some(Span::new(start, self.end_of(item)?))
        });
        let parts = spans.collect::<Option<Vec<_>>>()?;
        let json = self.is_json();
        self.insert_part(list, &parts, |shape| self.shaped(item, shape, json))
    }

    fn shaped(&self, value: Node<'_>, shape: &Shape<'_>, json: bool) -> String {
        match shape {
            Shape::Inline => render::inline(value, json),
            Shape::Spread { indent, step } => {
                render::spread(value, indent, step, self.lines.line_break(), json)
            }
        }
    }

    /// A new last part between brackets; none if a comment or a trailing comma stands before the closing one.
    fn insert_part(
        &self,
        node: Node<'_>,
        parts: &[Span],
        content: impl Fn(&Shape<'_>) -> String,
    ) -> Option<Edit> {
        let close = node.span.end.checked_sub(1)?;
        let Some(last) = parts.last() else {
            let inner = Span::new(node.span.start + 1, close);
            let is_bare = self.lines.slice(inner.start, inner.end).bytes().all(|byte| byte == b' ');
            return is_bare.then(|| Edit::replace(inner, content(&Shape::Inline)));
        };
        if !self.lines.slice(last.end, close).trim().is_empty() {
            return None;
        }
        let indent = self.lines.before(last.start);
        if !indent.trim().is_empty() {
            return Some(Edit::insert(last.end, format!(", {}", content(&Shape::Inline))));
        }
        let outer = self.lines.before(close);
        let step = indent.strip_prefix(outer).filter(|_| outer.trim().is_empty()).unwrap_or("  ");
        let text = content(&Shape::Spread { indent, step });
        Some(Edit::insert(last.end, format!(",{}{indent}{text}", self.lines.line_break())))
    }
}
