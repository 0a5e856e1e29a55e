//! From a text to its documents, framed as kubectl frames them.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde_json::StreamDeserializer;

use super::document::{Notation, RawDocument};
use super::limits::Limits;
use super::source::{Encoding, SourceFile};
use super::span::Span;
use super::split::Part;
use super::syntax_error::SyntaxError;
use super::{control, json, reader, split, syntax};

/// How far kubectl looks for the brace that makes a text JSON.
const JSON_LOOKAHEAD: usize = 4096;

/// Reads every document of a text; one that is broken leaves the others alone.
///
/// A text that starts with `{` is JSON values in a row. Where the first or the second of them is no JSON, the text from
/// there on is YAML, as is every other text. YAML is cut at lines that start with `---` before any of it is parsed.
///
/// Source: `YAMLOrJSONDecoder` of `k8s.io/apimachinery/pkg/util/yaml/decoder.go`, 1.33.
pub fn load(source: &SourceFile, limits: &Limits) -> Vec<RawDocument> {
    load_where(source, limits, |_| true).documents
}

/// The documents of a text that were asked for.
#[derive(Debug, Default)]
pub struct Selected {
    /// Those that were parsed, in the order of the text.
    pub documents: Vec<RawDocument>,
    /// How many others hold more than comments.
    pub passed_over: usize,
}

/// Reads the documents of a text whose own text is wanted; the others are not parsed. JSON is wanted as a whole or not
/// at all.
pub fn load_where(source: &SourceFile, limits: &Limits, wanted: impl Fn(&str) -> bool) -> Selected {
    let text = source.text();
    if looks_like_json(source) {
        if wanted(text) {
            return Selected { documents: json_documents(source, limits), passed_over: 0 };
        }
        return Selected { documents: Vec::new(), passed_over: 1 };
    }
    let has_mark = source.encoding() == Encoding::Utf8WithMark;
    yaml_where(source, 0, has_mark, limits, wanted)
}

/// The documents of YAML from `start` on. Comments before the `---` of a document, with nothing else there, are its own.
fn yaml_where(
    source: &SourceFile,
    start: usize,
    has_mark: bool,
    limits: &Limits,
    wanted: impl Fn(&str) -> bool,
) -> Selected {
    let text = source.text();
    let mut selected = Selected::default();
    let mut before = Vec::new();
    for part in split::parts(text, start, has_mark) {
        let part_text = text.get(part.span.range()).unwrap_or_default();
        let is_empty = !part_text.lines().any(is_content);
        if is_empty {
            before.extend(part.comment);
            before.extend(split::comment_lines(text, part.span));
        }
        if wanted(part_text) {
            let mut document = yaml_document(source, part, limits);
            if !is_empty {
                document.comments.splice(0..0, before.iter().copied().chain(part.comment));
            }
            selected.documents.push(document);
        } else if !is_empty {
            selected.passed_over += 1;
        }
        if !is_empty {
            before.clear();
        }
    }
    selected
}

fn is_content(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#')
}

fn looks_like_json(source: &SourceFile) -> bool {
    let rest = source.text().trim_start();
    let skipped = source.text().len() - rest.len();
    source.encoding() == Encoding::Utf8 && skipped < JSON_LOOKAHEAD && rest.starts_with('{')
}

fn json_documents(source: &SourceFile, limits: &Limits) -> Vec<RawDocument> {
    let text = source.shared_text();
    let mut documents = Vec::new();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    loop {
        let start = values.byte_offset();
        match values.next() {
            None => return documents,
            Some(Ok(IgnoredAny)) => documents.push(json_document(text, start, &values, limits)),
            Some(Err(error)) => {
                let yaml = skip_line_rest(text, start).filter(|_| documents.len() < 2);
                if let Some(yaml) = yaml {
                    documents.extend(yaml_documents(source, yaml, limits));
                    return documents;
                }
                let rest = Span::new(start, text.len());
                documents.push(broken(rest, json::syntax_error(text, start, &error)));
                return documents;
            }
        }
    }
}

fn json_document(
    text: &Arc<String>,
    start: usize,
    values: &StreamDeserializer<'_, serde_json::de::StrRead<'_>, IgnoredAny>,
    limits: &Limits,
) -> RawDocument {
    let end = values.byte_offset();
    let part = text.get(start..end).unwrap_or_default();
    let span = Span::new(end - part.trim_start().len(), end);
    let content = json::parse(text, span, limits);
    RawDocument { span, notation: Notation::Json, comments: Vec::new(), content }
}

/// Where what follows a JSON value is read as YAML: behind the white space up to the next line. `None` where fewer bytes are
/// left than kubectl looks at together (`YAMLOrJSONDecoder.consumeWhitespace`).
fn skip_line_rest(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = text.get(at..).filter(|rest| rest.len() >= 4)?;
        let next = rest.chars().next()?;
        if !next.is_whitespace() {
            return Some(at);
        }
        at += next.len_utf8();
        if next == '\n' {
            return Some(at);
        }
    }
}

fn yaml_documents(source: &SourceFile, start: usize, limits: &Limits) -> Vec<RawDocument> {
    yaml_where(source, start, false, limits, |_| true).documents
}

fn yaml_document(source: &SourceFile, part: Part, limits: &Limits) -> RawDocument {
    if let Some(line) = part.bad_separator {
        return broken(part.span, split::separator_error(source.text(), line));
    }
    if let Some(invalid) = source.invalid_in(part.span) {
        // What is refused before it is found first.
        let before = source.slice(Span::new(part.span.start, invalid.at));
        if control::find(before).is_none() {
            return broken(part.span, syntax::not_utf8(invalid));
        }
    }
    reader::document(source.shared_text(), part.span, part.read_from, limits)
}

fn broken(span: Span, error: SyntaxError) -> RawDocument {
    RawDocument { span, notation: Notation::Yaml, comments: Vec::new(), content: Err(error) }
}
