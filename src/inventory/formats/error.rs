//! Why a text is no source of nodes.

use crate::yaml::{Node, SourceFile, Span, Style};

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
    /// How many lines below the start of the span the fault is.
    lines_below: usize,
    problem: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Span, problem: impl Into<String>) -> Self {
        Self { span, lines_below: 0, problem: problem.into(), help: None }
    }

    /// The same fault with what to do, in place of the general advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault, found in a text that is the value of a node of another text.
    pub(super) fn embedded_in(mut self, node: Node<'_>) -> Self {
        let inner = node.as_str().and_then(|text| text.get(..self.span.start)).unwrap_or_default();
        // The lines of a block scalar follow its header; those of other scalars need not be lines of the outer text.
        let is_block = node.style == Style::BlockScalar;
        self.lines_below = if is_block { 1 + inner.matches('\n').count() } else { 0 };
        self.span = node.span;
        self
    }

    /// The same fault at another place: that of the text in which the faulty text is embedded.
    pub(super) fn moved_to(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// The same fault, found in a part of the text that starts `by` bytes into it.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.span = self.span.shifted(by);
        self
    }

    pub(super) fn within(self, source: &SourceFile, format: &str) -> InventoryError {
        let help = self.help.unwrap_or_else(|| format!("correct it; the text is read as {format}"));
        let mut error = InventoryError::new(source, self.problem, help).at(source, self.span.start);
        error.line = error.line.map(|line| line + self.lines_below);
        error
    }
}
