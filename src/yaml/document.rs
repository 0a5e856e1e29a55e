//! What loading one document yields.

use std::fmt;
use std::sync::Arc;

use super::arena::{Arena, Content, Id, Place, Slot};
use super::node::{Node, Style};
use super::span::Span;
use super::syntax_error::SyntaxError;

/// One document of a text: a part between `---` lines, or one of several JSON values in a row.
#[derive(Clone, Debug)]
pub struct RawDocument {
    /// The document's text, without the separator line before it.
    pub span: Span,
    /// How it is written.
    pub notation: Notation,
    /// Comments in the order of the text, each from `#` to the end of its line.
    pub comments: Vec<Span>,
    /// The value, `None` for a document that is empty, `null` or nothing but comments.
    pub content: Result<Option<Document>, SyntaxError>,
}

/// A value with all that is below it, and the text that it was read from. Copies share both.
#[derive(Clone)]
pub struct Document {
    arena: Arc<Arena>,
    root: Id,
}

impl Document {
    pub(super) fn new(mut arena: Arena, root: Id) -> Self {
        arena.shrink_to_fit();
        Self { arena: Arc::new(arena), root }
    }

    /// Null, at a place of a text.
    pub fn absent(span: Span) -> Self {
        let mut arena = Arena::default();
        let root = arena.push(Slot { place: span.into(), content: Content::Null, style: Style::Plain });
        Self::new(arena, root)
    }

    /// A value below keys, in block style, that nobody has written yet.
    pub(super) fn wrapped(keys: &[&str], value: Node<'_>) -> Self {
        let mut arena = Arena::default();
        let inner = arena.copy(value);
        let root = keys.iter().rev().fold(inner, |value, key| {
            let entry = arena.unwritten(key, value);
            let content = arena.map(&[entry], &[]);
            arena.push(Slot { place: Place::default(), content, style: Style::Block })
        });
        Self::new(arena, root)
    }

    /// A list of one item, in block style, that nobody has written yet.
    pub(super) fn list_of(item: Node<'_>) -> Self {
        let mut arena = Arena::default();
        let item = arena.copy(item);
        let content = arena.list(&[item]);
        let root = arena.push(Slot { place: Place::default(), content, style: Style::Block });
        Self::new(arena, root)
    }

    /// The value.
    pub fn root(&self) -> Node<'_> {
        self.arena.node(self.root)
    }

    /// The elements of the list that a key of this mapping holds, as documents of their own; none if there is no such
    /// list.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let below = |root: Id| Self { arena: Arc::clone(&self.arena), root };
        self.arena.items_of(self.root, key).iter().map(|&item| below(item)).collect()
    }

    /// The elements of the list that the document is, as documents of their own; none if it is no list.
    pub fn elements(&self) -> Vec<Self> {
        let below = |root: Id| Self { arena: Arc::clone(&self.arena), root };
        self.arena.elements_of(self.root).iter().map(|&item| below(item)).collect()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.root() == other.root()
    }
}

/// Which parser reads a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// YAML, be it YAML that looks like JSON.
    Yaml,
    /// JSON in a text that starts with it.
    Json,
}
