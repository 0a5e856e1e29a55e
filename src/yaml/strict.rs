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
    let mut reach = if let Before::Plain { indent } = before { Some(indent) } else { None };
    let mut fresh = before == Before::Nothing;
    let mut in_comment = false;
    let mut line_start = gap.start;
    for (at, byte) in (gap.start..).zip(between.bytes()) {
        match byte {
            b'\n' => (fresh, in_comment, line_start) = (true, false, at + 1),
            _ if in_comment => {}
            b'\t' if fresh && reach.is_none_or(|indent| at - line_start <= indent) => {
                return Err(syntax::tab(tabs_at(text, at)));
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

/// Refuses tabs that stand where a line of a block scalar is indented.
///
/// Block scalars that say their indentation are let through. Source: `yaml_parser_scan_block_scalar_breaks`.
pub(super) fn check_block(text: &str, token: Span) -> Result<(), SyntaxError> {
    let block = text.get(token.range()).unwrap_or_default();
    let mut at = token.start + block.find('\n').map_or(block.len(), |newline| newline + 1);
    if !block.contains('\t') || text.get(token.start..at).is_some_and(says_indentation) {
        return Ok(());
    }
    let mut indent = None;
    for line in text.get(at..token.end).unwrap_or_default().split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let content = line.trim_start_matches(' ');
        if content.starts_with('\t') && indent.is_none_or(|indent| spaces < indent) {
            return Err(syntax::tab(tabs_at(text, at + spaces)));
        }
        if indent.is_none() && !content.trim_end_matches(['\r', '\n']).is_empty() {
            indent = Some(spaces);
        }
        at += line.len();
    }
    Ok(())
}

fn says_indentation(header: &str) -> bool {
    let indicators = header.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
    indicators.contains(|indicator: char| indicator.is_ascii_digit())
}

fn tabs_at(text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    Span::new(at, at + rest.len() - rest.trim_start_matches('\t').len())
}

/// Refuses a question mark, and a colon at the start, in a scalar without quotes within brackets.
///
/// Source: `yaml_parser_scan_plain_scalar` and `yaml_parser_fetch_next_token`.
pub(super) fn check_plain_in_flow(text: &str, token: Span) -> Result<(), SyntaxError> {
    let scalar = text.get(token.range()).unwrap_or_default();
    let at = if scalar.starts_with(':') { Some(0) } else { scalar.find('?') };
    at.map_or(Ok(()), |at| Err(syntax::indicator_in_flow(Span::new(token.start + at, token.start + at + 1))))
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
