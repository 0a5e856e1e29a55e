//! Puts a document's values together, within bounds.

use std::collections::HashMap;

use super::document::{Limits, SyntaxError};
use super::frame::{Content, Frame, Key};
use super::node::{Node, Style, Value};
use super::scalar::{self, ScalarError};
use super::span::Span;
use super::syntax;

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
pub(super) struct Builder {
    limits: Limits,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
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

impl Builder {
    /// For a document of so many bytes.
    pub(super) fn new(bytes: usize, limits: &Limits) -> Self {
        Self {
            limits: *limits,
            stack: Vec::new(),
            anchors: HashMap::new(),
            nodes: 0,
            repeatable: limits.repeated(bytes),
            root: None,
        }
    }

    /// The document's value.
    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    /// Takes a scalar: a key, or a value.
    pub(super) fn scalar(&mut self, scalar: &Scalar<'_>, anchor: usize) -> Result<(), SyntaxError> {
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
        self.set_key(key, scalar.span.end);
        Ok(())
    }

    /// Takes an alias: a copy of the value that carries the anchor.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(syntax::recursive_alias(span));
        };
        let size = anchored.size;
        if self.expects_key() {
            let key = anchored_key(&anchored.node, span)?;
            self.charge(size.nodes, span)?;
            self.set_key(key, span.end);
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

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }))
    }

    fn set_key(&mut self, new: Key, end: usize) {
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
