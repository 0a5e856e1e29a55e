//! Documents that are read again.

use std::sync::Arc;

use super::document::{Document, Notation, RawDocument};
use super::limits::Limits;
use super::source::SourceFile;
use super::span::Span;
use super::{json, reader};

/// A document that can be read again, so that its value need not be kept.
#[derive(Clone, Debug)]
pub(crate) struct DocumentSource {
    text: Arc<String>,
    span: Span,
    notation: Notation,
    limits: Limits,
}

impl DocumentSource {
    /// The way back to a document that was read from a source within limits.
    pub(crate) fn new(source: &SourceFile, document: &RawDocument, limits: &Limits) -> Self {
        let RawDocument { span, notation, .. } = *document;
        Self { text: Arc::clone(source.shared_text()), span, notation, limits: *limits }
    }

    /// The whole text that spans count in.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The document's own text.
    pub(crate) fn document(&self) -> &str {
        self.text.get(self.span.range()).unwrap_or_default()
    }

    /// Where the document starts in the text.
    pub(crate) fn start(&self) -> usize {
        self.span.start
    }

    /// Whether both are read from the same text in the same way.
    pub(crate) fn is_written_like(&self, other: &Self) -> bool {
        self.notation == other.notation && self.document() == other.document()
    }

    /// The document's value, as it was when it was read first.
    pub(crate) fn read(&self) -> Option<Document> {
        let content = match self.notation {
            Notation::Yaml => reader::document(&self.text, self.span, self.span.start, &self.limits).content,
            Notation::Json => json::parse(&self.text, self.span, &self.limits),
        };
        content.ok().flatten()
    }
}
