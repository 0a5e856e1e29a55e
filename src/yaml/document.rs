//! What loading one document yields.

use std::fmt;
use std::sync::Arc;

use super::arena::{Arena, Content, Id, Place, Slot};
use super::node::{Node, Style};
use super::source::SourceFile;
use super::span::Span;
use super::{json, reader};

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

/// A document that can be read again, so that its value need not be kept.
#[derive(Clone, Debug)]
pub struct Excerpt {
    text: Arc<String>,
    span: Span,
    notation: Notation,
    limits: Limits,
}

impl Excerpt {
    /// The way back to a document that was read from a source within limits.
    pub fn new(source: &SourceFile, document: &RawDocument, limits: &Limits) -> Self {
        let RawDocument { span, notation, .. } = *document;
        Self { text: Arc::clone(source.shared_text()), span, notation, limits: *limits }
    }

    /// The whole text that spans count in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's own text.
    pub fn document(&self) -> &str {
        self.text.get(self.span.range()).unwrap_or_default()
    }

    /// The document's value, as it was when it was read first.
    pub fn read(&self) -> Option<Document> {
        let content = match self.notation {
            Notation::Yaml => reader::document(&self.text, self.span, self.span.start, &self.limits).content,
            Notation::Json => json::parse(&self.text, self.span, &self.limits),
        };
        content.ok().flatten()
    }
}

/// Why a document cannot be read, in the words of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The place of the fault.
    pub span: Span,
    /// What is wrong: lower case, no control characters, nothing echoed from the text.
    pub message: String,
    /// What to do, if that can be said.
    pub help: Option<String>,
    /// What kubectl says of it, which users search for.
    pub kubectl: Option<&'static str>,
}

impl SyntaxError {
    /// An error without advice.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, kubectl: None }
    }

    /// The same error with advice.
    #[must_use]
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same error in a text of so many bytes, behind which nothing can be pointed at.
    #[must_use]
    pub(super) fn within(self, length: usize) -> Self {
        let span = Span::new(self.span.start.min(length), self.span.end.min(length));
        Self { span, ..self }
    }

    /// The same error, found in a part of the text that starts `by` bytes into it.
    #[must_use]
    pub(super) fn shifted(self, by: usize) -> Self {
        Self { span: self.span.shifted(by), ..self }
    }
}

/// Bounds that keep hostile text from taking more than its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep collections may nest.
    pub depth: usize,
    /// How many values one document may have, those that aliases repeat included; each 1,024 bytes of a text count as
    /// one more.
    pub nodes: usize,
    /// How many values aliases may repeat in one document, whatever its length; more in a long one.
    pub repeated: usize,
}

/// How many values more aliases may repeat for each byte that the document is long.
const REPEATED_BY_BYTE: usize = 8;

/// How many values aliases may repeat in the longest document.
const MAX_REPEATED: usize = 1_000_000;

impl Limits {
    /// How many values aliases may repeat in a document of so many bytes.
    ///
    /// A folder may hold thousands of short documents, each of which stands for millions of values; in proportion to
    /// what is written they cannot take more than their share together.
    pub(super) fn repeated(&self, bytes: usize) -> usize {
        self.repeated.saturating_add(bytes.saturating_mul(REPEATED_BY_BYTE)).min(MAX_REPEATED)
    }
}

impl Default for Limits {
    /// Far above every manifest seen (a bundle of custom resource definitions reaches a depth of about 60).
    fn default() -> Self {
        Self { depth: 100, nodes: 2_000_000, repeated: 2_000 }
    }
}
