//! Puts a document's values together, within bounds.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::arena::{Arena, Content, Id, MAX_BYTES, MAX_OFFSET, Slot, Text};
use super::document::Document;
use super::frame::{Frame, Key, Kind, Parts};
use super::limits::Limits;
use super::node::{Style, Value};
use super::scalar::{self, Meaning, ScalarError};
use super::span::Span;
use super::syntax;
use super::syntax_error::SyntaxError;

/// How many bytes of text weigh as much as one value.
const TEXT_OF_ONE: usize = 1024;

/// A scalar as the parser found it.
pub(super) struct Scalar<'a> {
    /// Borrowed if that is what stands between its quotes, or in its place if it has none.
    pub(super) text: Cow<'a, str>,
    pub(super) style: Style,
    /// The full name of an explicit tag.
    pub(super) tag: Option<&'a str>,
    pub(super) span: Span,
}

/// The document as far as it has been read.
///
/// The stack is bounded by the depth limit, so that no value can be too deep to be walked by recursion.
pub(super) struct Builder {
    limits: Limits,
    arena: Arena,
    stack: Vec<Frame>,
    parts: Parts,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    /// How many values aliases may still repeat.
    repeatable: usize,
    root: Option<Id>,
}

/// A value that aliases repeat.
#[derive(Clone, Copy)]
struct Anchored {
    value: Id,
    size: Size,
}

/// How much a value adds to the budgets.
#[derive(Clone, Copy)]
struct Size {
    /// Values, itself included.
    nodes: usize,
    /// Collections on the longest way down, itself included.
    depth: usize,
}

impl Size {
    /// A long text weighs more than one value, so that aliases cannot repeat it without end.
    fn scalar(text: &str) -> Self {
        Self { nodes: 1 + text.len() / TEXT_OF_ONE, depth: 0 }
    }
}

impl Scalar<'_> {
    /// A value that is not written.
    pub(super) fn unwritten(at: usize, tag: Option<&str>) -> Scalar<'_> {
        Scalar { text: Cow::Borrowed(""), style: Style::Plain, tag, span: Span::at(at) }
    }

    /// The text as the arena keeps it.
    fn keep(&self, arena: &mut Arena) -> Text {
        match (&self.text, self.style) {
            (Cow::Borrowed(text), Style::SingleQuoted | Style::DoubleQuoted) => {
                Arena::written(self.span.start + 1, text.len())
            }
            (Cow::Borrowed(text), Style::Plain) => Arena::written(self.span.start, text.len()),
            (text, _) => arena.keep(text),
        }
    }
}

impl Builder {
    /// For a document that stands there in a text.
    pub(super) fn new(text: &Arc<String>, span: Span, limits: &Limits) -> Result<Self, SyntaxError> {
        if span.len() > MAX_BYTES || span.end > MAX_OFFSET {
            return Err(syntax::too_long(Span::at(span.start)));
        }
        Ok(Self {
            limits: *limits,
            arena: Arena::new(Arc::clone(text), span.len()),
            stack: Vec::new(),
            parts: Parts::default(),
            anchors: HashMap::new(),
            nodes: 0,
            repeatable: limits.repeated(span.len()),
            root: None,
        })
    }

    /// The document's value.
    pub(super) fn finish(self) -> Option<Document> {
        Some(Document::new(self.arena, self.root?))
    }

    /// Takes a scalar: a key, or a value.
    pub(super) fn scalar(&mut self, scalar: &Scalar<'_>, anchor: usize) -> Result<(), SyntaxError> {
        let size = Size::scalar(&scalar.text);
        if !self.expects_key() {
            let content = self.content(scalar)?;
            self.charge(size.nodes, scalar.span)?;
            let value = self.push(content, scalar.span, scalar.style);
            return self.complete(value, size, anchor, scalar.span.end);
        }
        self.charge(size.nodes - 1, scalar.span)?;
        if anchor != 0 {
            let content = self.content(scalar)?;
            let value = self.push(content, scalar.span, scalar.style);
            self.anchors.insert(anchor, Anchored { value, size });
        }
        let key = self.key(scalar)?;
        self.set_key(key, scalar.span.end);
        Ok(())
    }

    fn content(&mut self, scalar: &Scalar<'_>) -> Result<Content, SyntaxError> {
        let meaning = scalar::value(&scalar.text, scalar.style, scalar.tag);
        Ok(match meaning.map_err(|error| syntax::scalar_error(error, scalar.span))? {
            Meaning::Null => Content::Null,
            Meaning::Bool(flag) => Content::Bool(flag),
            Meaning::Number(number) => self.arena.number(number),
            Meaning::Itself => Content::Text(scalar.keep(&mut self.arena)),
            Meaning::Text(text) => Content::Text(self.arena.keep(&text)),
        })
    }

    fn key(&mut self, scalar: &Scalar<'_>) -> Result<Key, SyntaxError> {
        let Scalar { style, tag, span, .. } = *scalar;
        if scalar::is_merge_key(&scalar.text, style, tag) {
            return Ok(Key::Merge(span));
        }
        let meaning = scalar::key(&scalar.text, style, tag);
        let name = match meaning.map_err(|error| syntax::scalar_error(error, span))? {
            Meaning::Text(text) => self.arena.keep(&text),
            _ => scalar.keep(&mut self.arena),
        };
        Ok(Key::Named { name, span, style })
    }

    fn push(&mut self, content: Content, span: Span, style: Style) -> Id {
        self.arena.push(Slot { place: span.into(), content, style })
    }

    /// Takes an alias: the value that carries the anchor stands here, too.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let Some(&Anchored { value, size }) = self.anchors.get(&anchor) else {
            return Err(syntax::recursive_alias(span));
        };
        if self.expects_key() {
            let key = self.anchored_key(value, span)?;
            self.charge(size.nodes, span)?;
            self.set_key(key, span.end);
            return Ok(());
        }
        if self.stack.len() + size.depth > self.limits.depth {
            return Err(syntax::too_deep(&self.limits, span));
        }
        self.charge_again(size.nodes, span)?;
        let (slot, _) = self.arena.resolve(value);
        let alias = self.push(Content::Alias(value), span, slot.style);
        self.complete(alias, size, 0, span.end)
    }

    /// A key that is written as an alias of a scalar.
    fn anchored_key(&mut self, value: Id, span: Span) -> Result<Key, SyntaxError> {
        let name = match self.arena.node(value).value {
            Value::String(_) => None,
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => return Err(syntax::scalar_error(ScalarError::NullKey, span)),
            Value::List(_) | Value::Map(_) => return Err(syntax::collection_key(span)),
        };
        let name = match (name, self.arena.resolve(value).0.content) {
            (None, Content::Text(text)) => text,
            (name, _) => self.arena.keep(&name.unwrap_or_default()),
        };
        Ok(Key::Named { name, span, style: Style::Plain })
    }

    /// Takes the start of a sequence.
    pub(super) fn open_list(&mut self, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let kind = self.parts.open_list();
        self.open(kind, style, anchor, span)
    }

    /// Takes the start of a mapping.
    pub(super) fn open_map(&mut self, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let kind = self.parts.open_map();
        self.open(kind, style, anchor, span)
    }

    /// Takes the end of the innermost collection.
    pub(super) fn close(&mut self, span: Span) -> Result<(), SyntaxError> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let end = if span.is_empty() { frame.end } else { span.end };
        let size = Size { nodes: self.nodes - frame.nodes_before, depth: frame.depth + 1 };
        let content = self.parts.close(&frame.kind, &mut self.arena);
        let value = self.push(content, Span::new(frame.start, end), frame.style);
        self.complete(value, size, frame.anchor, end)
    }

    fn open(&mut self, kind: Kind, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        if self.expects_key() {
            return Err(syntax::collection_key(span));
        }
        if self.stack.len() >= self.limits.depth {
            return Err(syntax::too_deep(&self.limits, span));
        }
        let nodes_before = self.nodes;
        self.charge(1, span)?;
        let (start, end) = (span.start, span.end);
        self.stack.push(Frame { kind, style, anchor, start, end, depth: 0, nodes_before });
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { kind: Kind::Map(map), .. }) if map.key.is_none())
    }

    fn set_key(&mut self, key: Key, end: usize) {
        if let Some(frame) = self.stack.last_mut()
            && let Kind::Map(map) = &mut frame.kind
        {
            frame.end = frame.end.max(end);
            map.key = Some(key);
        }
    }

    /// Puts a finished value into its place; `end` is where its text ends.
    fn complete(&mut self, value: Id, size: Size, anchor: usize, end: usize) -> Result<(), SyntaxError> {
        if anchor != 0 {
            // As if it were kept a second time: what is refused does not change with how values are kept.
            self.charge_again(size.nodes, self.arena.resolve(value).0.place.into())?;
            self.anchors.insert(anchor, Anchored { value, size });
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(value);
            return Ok(());
        };
        frame.end = frame.end.max(end);
        frame.depth = frame.depth.max(size.depth);
        self.parts.add(&mut frame.kind, value, &mut self.arena)
    }

    /// Charges values that are written once and count once more.
    fn charge_again(&mut self, nodes: usize, span: Span) -> Result<(), SyntaxError> {
        let left = self.repeatable.checked_sub(nodes);
        self.repeatable = left.ok_or_else(|| syntax::repeats_too_many(span))?;
        self.charge(nodes, span)
    }

    fn charge(&mut self, nodes: usize, span: Span) -> Result<(), SyntaxError> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.nodes { Err(syntax::too_many(&self.limits, span)) } else { Ok(()) }
    }
}
