//! Directives in comments (`# daemonset-lint: …`); all other comments are dropped.

use memchr::memmem;

use crate::yaml::{RawDocument, SourceFile, Span};

/// The word that marks a comment as a directive.
pub(crate) const DIRECTIVE_PREFIX: &str = "daemonset-lint";

/// A comment with a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Index of the file in [`ManifestSet::files`](super::ManifestSet::files).
    pub file: usize,
    /// From `#` to the end of the line.
    pub span: Span,
    /// The document that it belongs to, without the separator line before it.
    pub document: Span,
    /// Whether it stands before everything else of its document.
    pub is_first: bool,
    /// Whether its document was read; those that are broken or skipped have no objects.
    pub is_read: bool,
}

/// The comments of a document that speak to this program.
pub(super) fn of_document(source: &SourceFile, document: &RawDocument) -> Vec<Comment> {
    let speaks =
        |span: &Span| memmem::find(source.slice(*span).as_bytes(), DIRECTIVE_PREFIX.as_bytes()).is_some();
    let spans: Vec<Span> = document.comments.iter().copied().filter(speaks).collect();
    if spans.is_empty() {
        return Vec::new();
    }
    let start = match &document.content {
        Ok(Some(value)) => value.root().span.start,
        _ => first_content(source, document.span),
    };
    let comment = |span: Span| Comment {
        file: 0,
        span,
        document: document.span,
        is_first: span.start < start,
        is_read: true,
    };
    spans.into_iter().map(comment).collect()
}

/// Where the first line starts that is neither empty nor a comment.
fn first_content(source: &SourceFile, document: Span) -> usize {
    let mut at = document.start;
    for line in source.slice(document).split_inclusive('\n') {
        let text = line.trim_start();
        if !text.is_empty() && !text.starts_with('#') {
            break;
        }
        at += line.len();
    }
    at
}
