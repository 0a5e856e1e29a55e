//! JSON values that are known to be well-formed become located values.

use std::borrow::Cow;
use std::sync::Arc;

use super::builder::{Builder, Scalar};
use super::document::Document;
use super::limits::Limits;
use super::node::Style;
use super::span::Span;
use super::syntax;
use super::syntax_error::SyntaxError;

/// Reads the JSON value at a span, which `serde_json` has checked.
pub(super) fn parse(
    text: &Arc<String>,
    span: Span,
    limits: &Limits,
) -> Result<Option<Document>, SyntaxError> {
    let mut builder = Builder::new(text, span, limits)?;
    let mut at = span.start;
    while at < span.end {
        at = take(text, at, &mut builder)?;
    }
    Ok(builder.finish().filter(|document| !document.root().is_null()))
}

/// The place and the words for a fault in the JSON value that starts at `start`.
pub(super) fn syntax_error(text: &str, start: usize, error: &serde_json::Error) -> SyntaxError {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (before + error.column().saturating_sub(1)).clamp(start, text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    SyntaxError::new(Span::at(at), "this is not JSON, though the values before it are")
        .help("correct it, or separate the documents by lines of `---`")
}

/// Takes the token at an offset; returns the offset behind it.
fn take(text: &str, at: usize, builder: &mut Builder) -> Result<usize, SyntaxError> {
    let one = Span::new(at, at + 1);
    match text.as_bytes().get(at) {
        Some(b'{') => builder.open_map(Style::Flow, 0, one).map(|()| one.end),
        Some(b'[') => builder.open_list(Style::Flow, 0, one).map(|()| one.end),
        Some(b'}' | b']') => builder.close(one).map(|()| one.end),
        Some(b'"') => string(text, at, builder),
        Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') | None => Ok(one.end),
        Some(_) => word(text, at, builder),
    }
}

fn string(text: &str, at: usize, builder: &mut Builder) -> Result<usize, SyntaxError> {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    let mut escaped = false;
    while let Some(&byte) = bytes.get(end).filter(|byte| **byte != b'"') {
        escaped |= byte == b'\\';
        end += if byte == b'\\' { 2 } else { 1 };
    }
    let span = Span::new(at, end + 1);
    let inner = text.get(at + 1..end).unwrap_or_default();
    let text = if escaped { Cow::Owned(unescape(inner)) } else { Cow::Borrowed(inner) };
    builder.scalar(&Scalar { text, style: Style::DoubleQuoted, tag: None, span }, 0)?;
    Ok(span.end)
}

/// A number, `true`, `false` or `null`.
fn word(text: &str, at: usize, builder: &mut Builder) -> Result<usize, SyntaxError> {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find([',', ':', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    let span = Span::new(at, at + length);
    let is_number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if is_number && !word.parse().is_ok_and(f64::is_finite) {
        return Err(syntax::number_range(span));
    }
    builder.scalar(&Scalar { text: Cow::Borrowed(word), style: Style::Plain, tag: None, span }, 0)?;
    Ok(span.end)
}

/// The text of a string with escapes; half a surrogate pair becomes U+FFFD, as in Go.
fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut chars = escape.chars();
        let (letter, behind) = (chars.next().unwrap_or_default(), chars.as_str());
        if letter == 'u' {
            rest = unescape_units(behind, &mut out);
        } else {
            out.push(unescape_letter(letter));
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

fn unescape_letter(letter: char) -> char {
    match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}

/// Reads the digits behind `\u`, and the second half of a pair; returns what follows.
fn unescape_units<'a>(behind: &'a str, out: &mut String) -> &'a str {
    let (first, rest) = hex_unit(behind);
    let second = rest.strip_prefix("\\u").map(hex_unit);
    if let Some((second, after)) = second
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
        && pair.len_utf16() == 2
    {
        out.push(pair);
        return after;
    }
    out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

fn hex_unit(text: &str) -> (u16, &str) {
    let (digits, rest) = text.split_at_checked(4).unwrap_or((text, ""));
    (u16::from_str_radix(digits, 16).unwrap_or(0xFFFD), rest)
}
