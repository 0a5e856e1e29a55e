//! The part of a text that a snippet shows, for miette.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::printable::printable_lines;
use crate::yaml::{SourceFile, Span};

/// Lines longer than this are cut around the place: minified JSON has one line a file.
const MAX_LINE: usize = 240;

/// Labels farther than this many lines from the place are told in words, not drawn.
pub(super) const REACH: usize = 12;

/// A few lines of a source around a place; offsets and line numbers stay those of the source.
#[derive(Debug)]
pub(super) struct Window<'a> {
    source: &'a SourceFile,
    name: String,
    text: String,
    span: Span,
}

impl<'a> Window<'a> {
    /// The lines around a place, one line of context on either side, wide enough for all the given spans.
    pub(super) fn around(source: &'a SourceFile, name: String, place: Span, others: &[Span]) -> Self {
        let start = others.iter().map(|span| span.start).chain([place.start]).min().unwrap_or(place.start);
        let end = others.iter().map(|span| span.end).chain([place.end]).max().unwrap_or(place.end);
        let first = source.line_at(source.line_at(start).start.saturating_sub(1));
        let last = source.line_at((source.line_at(end).end + 2).min(source.text().len()));
        let mut span = Span::new(first.start, last.end.max(end));
        if has_long_line(source.slice(span)) {
            span = cut(source.text(), place);
        }
        let text = printable_lines(source.slice(span)).into_owned();
        Self { source, name, text, span }
    }

    /// Whether the window shows a span.
    pub(super) fn shows(&self, span: Span) -> bool {
        self.span.contains(span)
    }
}

impl SourceCode for Window<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let offset = span.offset().checked_sub(self.span.start).ok_or(MietteError::OutOfBounds)?;
        let inner = (offset, span.len()).into();
        let contents = self.text.as_str().read_span(&inner, context_lines_before, context_lines_after)?;
        let start = contents.span().offset() + self.span.start;
        let position = self.source.position(start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            (start, contents.span().len()).into(),
            position.line - 1,
            position.column - 1,
            contents.line_count(),
        )))
    }
}

fn has_long_line(text: &str) -> bool {
    text.split('\n').any(|line| line.len() > MAX_LINE)
}

/// The place and some of what stands beside it on its line.
fn cut(text: &str, place: Span) -> Span {
    let line_start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let mut start = place.start.saturating_sub(MAX_LINE / 3).max(line_start);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let line_end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at);
    let mut end = (place.end + MAX_LINE / 3).min(line_end);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(start, end)
}
