//! What go-yaml refuses and the parser takes: tabs before tokens, names of anchors, escapes of JSON.

use super::document::SyntaxError;
use super::span::Span;
use super::syntax;

/// What stands before a gap between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// The document starts with the gap.
    Nothing,
    /// A plain scalar in a collection of that indentation; it reaches for deeper lines.
    Plain { indent: usize },
    /// Anything else.
    Token,
}

/// Refuses tabs that stand where a token of block style may start: at the start of a line, or behind a dash.
///
/// Source: `yaml_parser_scan_to_next_token` and `yaml_parser_scan_plain_scalar` of go.yaml.in/yaml/v2 `scannerc.go`.
pub(super) fn check_gap(text: &str, gap: Span, before: Before) -> Result<(), SyntaxError> {
    let between = text.get(gap.range()).unwrap_or_default();
    if !between.contains('\t') {
        return Ok(());
    }
    let mut reach = if let Before::Plain { indent } = before { Some(indent) } else { None };
    let mut fresh = before == Before::Nothing;
    let mut in_comment = false;
    let mut line_start = gap.start;
    for (at, byte) in (gap.start..).zip(between.bytes()) {
        match byte {
            b'\n' => (fresh, in_comment, line_start) = (true, false, at + 1),
            _ if in_comment => {}
            b'\t' if fresh && reach.is_none_or(|indent| at - line_start <= indent) => {
                return Err(syntax::tab(Span::new(at, at + 1)));
            }
            b' ' | b'\t' | b'\r' => {}
            _ => {
                reach = None;
                in_comment = byte == b'#';
                fresh = matches!(byte, b'-' | b'?');
            }
        }
    }
    Ok(())
}

/// Refuses names of anchors and aliases with characters other than ASCII letters, digits, `-` and `_`.
///
/// Source: `yaml_parser_scan_anchor`.
pub(super) fn check_anchor(text: &str, token: Span) -> Result<(), SyntaxError> {
    let name = text.get(token.start + 1..token.end).unwrap_or_default();
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if fits { Ok(()) } else { Err(syntax::anchor_name(token)) }
}

/// Refuses `\/` and surrogate pairs in double quotes.
///
/// Source: `yaml_parser_scan_flow_scalar`.
pub(super) fn check_escapes(text: &str, token: Span) -> Result<(), SyntaxError> {
    let bytes = text.as_bytes().get(token.range()).unwrap_or_default();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        at += offset;
        let length = match bytes.get(at + 1..) {
            Some([b'/', ..]) => 2,
            Some([b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]) => 6,
            _ => 0,
        };
        if length > 0 {
            let start = token.start + at;
            return Err(syntax::escape(Span::new(start, (start + length).min(token.end))));
        }
        at += 2;
    }
    Ok(())
}
