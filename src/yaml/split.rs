//! Where kubectl cuts a text into YAML documents: at lines, before it parses anything.

use memchr::memmem;

use super::span::Span;
use super::syntax_error::SyntaxError;

const SEPARATOR: &str = "---";

/// The text between two separator lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The lines after the separator, up to the next one.
    pub(super) span: Span,
    /// Where the part starts for kubectl: a separator with nothing before it is part of what follows.
    pub(super) read_from: usize,
    /// The separator line before the part, if something other than a comment follows its dashes.
    pub(super) bad_separator: Option<Span>,
    /// The comment on the separator line before the part.
    pub(super) comment: Option<Span>,
}

/// The parts of a text from `start` on; parts without a single line are left out.
///
/// Source: `YAMLReader.Read` of `k8s.io/apimachinery/pkg/util/yaml/decoder.go`.
///
/// Behind a byte order mark the first line is none that separates.
pub(super) fn parts(text: &str, start: usize, has_mark: bool) -> impl Iterator<Item = Part> + '_ {
    let mut next = Some((start, None));
    let mut was_empty = true;
    std::iter::from_fn(move || {
        let (start, before) = next.take()?;
        let separator = find_separator(text, start, has_mark && start == 0);
        next = separator.map(|line| (after_line(text, line), Some(line)));
        let end = separator.map_or(text.len(), |line| line.start);
        let kept = before.filter(|_| was_empty);
        let read_from = kept.map_or(start, |line| line.start);
        was_empty = read_from == end;
        let bad_separator = before.filter(|&line| !is_plain(text, line));
        let comment = before.filter(|_| kept.is_none()).and_then(|line| comment_of(text, line));
        Some(Part { span: Span::new(start, end), read_from, bad_separator, comment })
    })
    .filter(move |part| {
        let kept = text.get(part.read_from..part.span.start).unwrap_or_default();
        !part.span.is_empty() || part.bad_separator.is_some() || means_something(kept)
    })
}

/// Whether a separator line is more than that to YAML: no white space follows the dashes, or a character that ends lines in
/// YAML 1.1 does.
fn means_something(separator: &str) -> bool {
    let rest = separator.get(SEPARATOR.len()..).unwrap_or_default().trim_end_matches(['\r', '\n']);
    let is_glued = !rest.is_empty() && !rest.starts_with([' ', '\t']);
    is_glued || rest.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// What is wrong with a line that starts with `---` and goes on.
pub(super) fn separator_error(text: &str, line: Span) -> SyntaxError {
    let rest = text.get(line.start + SEPARATOR.len()..line.end).unwrap_or_default();
    let start = line.end - rest.trim_start().len();
    let help = if rest.starts_with('-') {
        "write exactly three dashes, or indent the line if it belongs to a block of text"
    } else {
        "put what follows `---` on a line of its own"
    };
    let words = "only a comment may follow `---` on its line";
    let error = SyntaxError::new(Span::new(start, line.end), words).help(help);
    SyntaxError { kubectl: Some("invalid Yaml document separator"), ..error }
}

/// The next line that starts with three dashes, without its line break.
fn find_separator(text: &str, from: usize, is_behind_mark: bool) -> Option<Span> {
    let rest = text.get(from..)?;
    let at = if rest.starts_with(SEPARATOR) && !is_behind_mark {
        0
    } else {
        memmem::find(rest.as_bytes(), b"\n---")? + 1
    };
    let line = rest.get(at..)?.lines().next()?.trim_end();
    Some(Span::new(from + at, from + at + line.len()))
}

/// The comments of a part that holds nothing else.
pub(super) fn comment_lines(text: &str, part: Span) -> Vec<Span> {
    let mut at = part.start;
    let lines = text.get(part.range()).unwrap_or_default().split_inclusive('\n');
    let found = lines.filter_map(|line| {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        comment_of(text, span)
    });
    found.collect()
}

/// From the first `#` of a line to its end.
fn comment_of(text: &str, line: Span) -> Option<Span> {
    let at = text.get(line.range())?.find('#')?;
    Some(Span::new(line.start + at, line.end))
}

fn after_line(text: &str, line: Span) -> usize {
    let rest = text.get(line.end..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| line.end + at + 1)
}

fn is_plain(text: &str, line: Span) -> bool {
    let rest = text.get(line.start + SEPARATOR.len()..line.end).unwrap_or_default().trim();
    rest.is_empty() || rest.starts_with('#')
}
