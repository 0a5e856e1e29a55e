//! kubectl's dialect of YAML, read straight into located values.
//!
//! kubectl decodes with go.yaml.in/yaml/v2, whose grammar is a port of libyaml: YAML 1.1 with habits of its own. What it
//! accepts and where it stops follows from how it makes tokens, so tokens are made here by the same rules: the scanner
//! ([`scanner`]) holds indentation and the keys that may still turn out to be keys (`scannerc.go`, 2.4.4), the parser
//! ([`parser`]) puts tokens together (`parserc.go`). What is refused is a [`fault::Fault`] with the words of kubectl,
//! which `explain` turns into ours.

mod block_scalar;
mod cursor;
mod directive;
mod explain;
mod fault;
mod keys;
mod parser;
mod plain;
mod quoted;
mod scanner;
mod tag;
mod token;

use std::sync::Arc;

use super::document::{Notation, RawDocument};
use super::limits::Limits;
use super::span::Span;
use super::{control, syntax};

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads the first document of a part; what follows it behind `...` does not count, as in kubectl.
/// `from` is where kubectl starts to read, at a separator before the part or at its start.
pub(super) fn document(source: &Arc<String>, span: Span, from: usize, limits: &Limits) -> RawDocument {
    // Spans count from the start of the whole text.
    let text = source.get(..span.end).unwrap_or_default();
    let part = text.get(span.start..).unwrap_or_default();
    // The reader of go-yaml takes a byte order mark off each part; that of the file is gone already.
    let has_mark = from > 0 && text.get(from..).is_some_and(|rest| rest.starts_with(BYTE_ORDER_MARK));
    let start = if has_mark { from + BYTE_ORDER_MARK.len_utf8() } else { from };
    let (content, comments) = match control::find(part) {
        Some(at) => (Err(control::error(part, at).shifted(span.start)), Vec::new()),
        None if text.ends_with('\n') => parser::read(source, text, start, limits),
        // kubectl reads line by line and ends each with a line break, the last one too.
        None => parser::read(source, &format!("{text}\n"), start, limits),
    };
    let content = content
        .map(|document| document.filter(|document| !document.root().is_null()))
        .map_err(|error| syntax::mind_templates(error.within(text.len()), text));
    RawDocument { span, notation: Notation::Yaml, comments, content }
}
