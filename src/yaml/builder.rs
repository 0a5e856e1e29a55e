//! Puts a document's values together, within bounds.

use std::collections::HashMap;

use super::document::{Limits, SyntaxError};
use super::frame::{Content, Frame, Key};
use super::node::{Node, Style, Value};
use super::scalar::{self, ScalarError};
use super::span::Span;
use super::strict::{self, Before};
use super::{place, syntax};

/// How many bytes of text weigh as much as one value.
const TEXT_OF_ONE: usize = 1024;

/// A scalar as the parser found it.
pub(super) struct Scalar<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    /// The full name of an explicit tag.
    pub(super) tag: Option<&'a str>,
    pub(super) span: Span,
}

/// The document as far as it has been read.
///
/// The stack is bounded by the depth limit, so that no value can be too deep to be walked, or dropped, by recursion.
pub(super) struct Builder<'a> {
    text: &'a str,
    limits: Limits,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    /// Where the document starts.
    start: usize,
    /// The end of what has been read.
    cursor: usize,
    /// Whether that is a scalar without quotes.
    after_plain: bool,
    nodes: usize,
    /// How many values aliases may still repeat.
    repeatable: usize,
    root: Option<Node>,
}

/// A value that aliases repeat.
struct Anchored {
    node: Node,
    size: Size,
}

/// How much a value adds to the budgets.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// Values, itself included.
    pub(super) nodes: usize,
    /// Collections on the longest way down, itself included.
    pub(super) depth: usize,
}

impl Size {
    /// A long text weighs more than one value, so that aliases cannot repeat it without end.
    fn scalar(text: &str) -> Self {
        Self { nodes: 1 + text.len() / TEXT_OF_ONE, depth: 0 }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, start: usize, limits: &Limits) -> Self {
        Self {
            text,
            limits: *limits,
            stack: Vec::new(),
            anchors: HashMap::new(),
            start,
            cursor: start,
            after_plain: false,
            nodes: 0,
            repeatable: limits.repeated(text.len().saturating_sub(start)),
            root: None,
        }
    }

    /// The end of what has been read.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// The document's value.
    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    /// Whether the document's value has been read to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.root.is_some()
    }

    /// Whether the innermost collection is written in brackets.
    pub(super) fn is_in_flow(&self) -> bool {
        self.stack.last().is_some_and(|frame| frame.style == Style::Flow)
    }

    /// Refuses tabs between what has been read and `until`, unless that is within brackets.
    pub(super) fn check_gap(&self, until: usize) -> Result<(), SyntaxError> {
        let gap = Span::new(self.cursor, until);
        let has_tab = self.text.get(gap.range()).is_some_and(|between| between.contains('\t'));
        if !has_tab || self.is_in_flow() {
            return Ok(());
        }
        let before = match self.stack.last() {
            _ if self.cursor == self.start => Before::Nothing,
            Some(frame) if self.after_plain => {
                Before::Plain { indent: place::column(self.text, frame.start) }
            }
            _ => Before::Token,
        };
        strict::check_gap(self.text, gap, before)
    }

    /// The place of a value that is not written: behind its colon or dash.
    pub(super) fn unwritten(&self, span: Span) -> Span {
        let place = match self.stack.last().map(|frame| (&frame.content, frame.style)) {
            Some((Content::Map { key: Some(_), .. }, _)) => Some(place::behind_colon(self.text, self.cursor)),
            Some((Content::List(_), Style::Block)) => place::behind_dash(self.text, self.cursor),
            _ => None,
        };
        place.map_or(span, Span::at)
    }

    /// Takes a scalar: a key, or a value.
    pub(super) fn scalar(&mut self, scalar: &Scalar<'_>, anchor: usize) -> Result<(), SyntaxError> {
        self.advance(scalar.span.end, scalar.style == Style::Plain && !scalar.span.is_empty());
        let refuse = |error: ScalarError| syntax::scalar_error(error, scalar.span);
        let size = Size::scalar(scalar.text);
        if !self.expects_key() {
            let value = scalar::value(scalar.text, scalar.style, scalar.tag).map_err(refuse)?;
            let node = Node { span: scalar.span, value, style: scalar.style, alias: None };
            self.charge(size.nodes, scalar.span)?;
            return self.complete(node, size, anchor, scalar.span.end);
        }
        self.charge(size.nodes - 1, scalar.span)?;
        if anchor != 0 {
            let value = scalar::value(scalar.text, scalar.style, scalar.tag).map_err(refuse)?;
            let node = Node { span: scalar.span, value, style: scalar.style, alias: None };
            self.anchors.insert(anchor, Anchored { node, size });
        }
        let key = if scalar::is_merge_key(scalar.text, scalar.style, scalar.tag) {
            Key::Merge(scalar.span)
        } else {
            let name = scalar::key(scalar.text, scalar.style, scalar.tag).map_err(refuse)?;
            Key::Named { name, span: scalar.span, style: scalar.style }
        };
        self.set_key(key);
        Ok(())
    }

    /// Takes an alias: a copy of the value that carries the anchor.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        self.advance(span.end, false);
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(syntax::recursive_alias(span));
        };
        let size = anchored.size;
        if self.expects_key() {
            let key = anchored_key(&anchored.node, span)?;
            self.charge(size.nodes, span)?;
            self.set_key(key);
            return Ok(());
        }
        if self.stack.len() + size.depth > self.limits.depth {
            return Err(syntax::too_deep(&self.limits, span));
        }
        let node = Node { alias: Some(span), ..self.repeat(anchor, span)? };
        self.complete(node, size, 0, span.end)
    }

    /// Takes the start of a sequence.
    pub(super) fn open_list(&mut self, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        self.open(Content::List(Vec::new()), style, anchor, span)
    }

    /// Takes the start of a mapping.
    pub(super) fn open_map(&mut self, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        self.open(Content::map(), style, anchor, span)
    }

    /// Takes the end of the innermost collection.
    pub(super) fn close(&mut self, span: Span) -> Result<(), SyntaxError> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let end = if span.is_empty() { frame.end } else { span.end };
        if !span.is_empty() {
            self.advance(end, false);
        }
        let size = Size { nodes: self.nodes - frame.nodes_before, depth: frame.depth + 1 };
        let node = Node {
            span: Span::new(frame.start, end),
            style: frame.style,
            value: frame.content.value(),
            alias: None,
        };
        self.complete(node, size, frame.anchor, end)
    }

    fn open(&mut self, content: Content, style: Style, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        if self.expects_key() {
            return Err(syntax::collection_key(span));
        }
        if self.stack.len() >= self.limits.depth {
            return Err(syntax::too_deep(&self.limits, span));
        }
        let nodes_before = self.nodes;
        self.charge(1, span)?;
        self.advance(span.end, false);
        self.stack.push(Frame {
            content,
            style,
            anchor,
            start: span.start,
            end: span.end,
            depth: 0,
            nodes_before,
        });
        Ok(())
    }

    fn advance(&mut self, end: usize, after_plain: bool) {
        if end > self.cursor {
            self.cursor = end;
            self.after_plain = after_plain;
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }))
    }

    fn set_key(&mut self, new: Key) {
        let end = self.cursor;
        if let Some(frame) = self.stack.last_mut()
            && let Content::Map { key, .. } = &mut frame.content
        {
            frame.end = frame.end.max(end);
            *key = Some(new);
        }
    }

    /// Puts a finished value into its place; `end` is where its text ends.
    fn complete(&mut self, node: Node, size: Size, anchor: usize, end: usize) -> Result<(), SyntaxError> {
        if anchor != 0 {
            self.charge_again(size.nodes, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size });
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        frame.end = frame.end.max(end);
        frame.depth = frame.depth.max(size.depth);
        frame.content.add(node)
    }

    fn repeat(&mut self, anchor: usize, span: Span) -> Result<Node, SyntaxError> {
        let nodes = self.anchors.get(&anchor).map_or(0, |anchored| anchored.size.nodes);
        self.charge_again(nodes, span)?;
        let anchored = self.anchors.get(&anchor).ok_or_else(|| syntax::recursive_alias(span))?;
        Ok(anchored.node.clone())
    }

    /// Charges values that are written once and kept once more.
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

/// A key that is written as an alias of a scalar.
fn anchored_key(node: &Node, span: Span) -> Result<Key, SyntaxError> {
    let name = match &node.value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null => return Err(syntax::scalar_error(ScalarError::NullKey, span)),
        Value::List(_) | Value::Map(_) => return Err(syntax::collection_key(span)),
    };
    Ok(Key::Named { name, span, style: Style::Plain })
}
