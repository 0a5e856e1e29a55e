//! Why a document cannot be read.

use super::span::Span;

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
