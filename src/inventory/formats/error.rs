//! Why a text is no source of nodes.

use crate::yaml::{SourceFile, Span};

/// Why a text cannot be read as nodes or pools.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}{}: {problem}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct InventoryError {
    /// The file, by its name.
    pub file: String,
    /// The line of the fault, from 1, if there is one line.
    pub line: Option<usize>,
    /// What the text is, or what is wrong with it.
    pub problem: String,
    /// What to do.
    pub help: String,
}

impl InventoryError {
    pub(super) fn new(source: &SourceFile, problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self { file: source.name().to_owned(), line: None, problem: problem.into(), help: help.into() }
    }

    pub(super) fn at(mut self, source: &SourceFile, offset: usize) -> Self {
        self.line = Some(source.position(offset).line);
        self
    }
}

/// A fault in a text that is otherwise of a format; it becomes an [`InventoryError`] with the line of its span.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    span: Span,
    problem: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Span, problem: impl Into<String>) -> Self {
        Self { span, problem: problem.into(), help: None }
    }

    /// The same fault with what to do, in place of the general advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault at another place: that of the text in which the faulty text is embedded.
    pub(super) fn moved_to(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    pub(super) fn within(self, source: &SourceFile, format: &str) -> InventoryError {
        let help = self.help.unwrap_or_else(|| format!("correct it; the text is read as {format}"));
        InventoryError::new(source, self.problem, help).at(source, self.span.start)
    }
}
