//! Places that the parser's events do not tell: headers of block scalars, colons, dashes.

use super::span::Span;

/// A block scalar from its `|` or `>` to its last byte that is no space and no line break.
///
/// `before` is the end of what was written before it.
pub(super) fn block_scalar(text: &str, before: usize, content: Span) -> Span {
    let between = text.get(before..content.start).unwrap_or_default();
    let lines = between.trim_end();
    let line_start = lines.rfind('\n').map_or(0, |at| at + 1);
    let header = lines.get(line_start..).unwrap_or_default();
    let start = header_indicator(header).map_or(content.start, |at| before + line_start + at);
    let body = text.get(start..content.end).unwrap_or_default();
    Span::new(start, start + body.trim_end_matches([' ', '\r', '\n']).len())
}

/// Where the `|` or `>` of a header line is: nothing but indicators and a comment follow it.
fn header_indicator(line: &str) -> Option<usize> {
    line.match_indices(['|', '>']).map(|(at, _)| at).find(|&at| {
        let rest = line.get(at + 1..).unwrap_or_default();
        let rest = rest.trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        rest.is_empty() || rest.starts_with([' ', '\t'])
    })
}

/// The first dash of a block sequence, between what stands before it and where the parser saw it start.
///
/// The parser names the place behind the dash where the sequence is not indented below its key.
pub(super) fn first_dash(text: &str, before: usize, seen: usize) -> usize {
    let between = text.get(before..seen).unwrap_or_default();
    let mut line_start = before;
    for line in between.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        if line_start > before && line.get(blank..).is_some_and(|rest| rest.starts_with('-')) {
            return line_start + blank;
        }
        line_start += line.len();
    }
    seen
}

/// The first line of a span.
pub(super) fn first_line(text: &str, span: Span) -> Span {
    let length = text.get(span.range()).and_then(|inner| inner.find('\n')).unwrap_or(span.len());
    Span::new(span.start, span.start + length)
}

/// Where the line of an offset starts.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The first quote within a span that stands in no comment.
pub(super) fn opening_quote(text: &str, within: Span) -> Option<usize> {
    let mut from = within.start;
    loop {
        let rest = text.get(from..within.end)?;
        let at = rest.find(['"', '\'', '#'])?;
        if rest.as_bytes().get(at) != Some(&b'#') {
            return Some(from + at);
        }
        from += at + rest.get(at..)?.find('\n')?;
    }
}

/// The quote that closes the scalar which a quote opens.
pub(super) fn closing_quote(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(open)?;
    let mut at = open + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
}

/// How many bytes stand before an offset on its line.
pub(super) fn column(text: &str, offset: usize) -> usize {
    offset - line_start(text, offset)
}

/// The place behind the colon of a key that ends at `from`; `from` itself where there is no colon.
pub(super) fn behind_colon(text: &str, from: usize) -> usize {
    behind_indicator(text, from, b':').unwrap_or(from)
}

/// The place behind the next dash, past white space and comments.
pub(super) fn behind_dash(text: &str, from: usize) -> Option<usize> {
    behind_indicator(text, from, b'-')
}

fn behind_indicator(text: &str, from: usize, indicator: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at += text.get(at..)?.find('\n')?,
            _ if byte == indicator => return Some(at + 1),
            _ => return None,
        }
    }
    None
}
