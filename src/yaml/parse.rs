//! One YAML document: the events of the parser become a located value.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as RawSpan, StructureStyle, Tag};

use super::builder::{Builder, Scalar};
use super::comments::Comments;
use super::document::{Limits, Notation, RawDocument, SyntaxError};
use super::node::{Node, Style};
use super::pad::Padded;
use super::span::Span;
use super::{control, explain, place, strict, syntax};

/// How many characters a key may have, and the colon must follow on its line: the rule of YAML, which go-yaml keeps.
const KEY_LENGTH: usize = 1024;

/// Reads the first document of a part; what follows it behind `...` does not count, as in kubectl.
pub(super) fn document(text: &str, span: Span, limits: &Limits) -> RawDocument {
    let part = text.get(span.range()).unwrap_or_default();
    let mut reader = Reader {
        text: text.get(..span.end).unwrap_or_default(),
        start: span.start,
        padded: Padded::new(part),
        limits: *limits,
        comments: Comments::default(),
    };
    let content = reader.content(part).map_err(|error| syntax::mind_templates(error, text));
    RawDocument { span, notation: Notation::Yaml, comments: reader.comments.into_found(), content }
}

struct Reader<'a> {
    /// The text from its very start, which spans count from, to the end of the part that is read.
    text: &'a str,
    /// Where the part starts.
    start: usize,
    padded: Padded<'a>,
    limits: Limits,
    comments: Comments,
}

/// Why reading stopped.
enum Stop {
    /// For good.
    Error(SyntaxError),
    /// Because of something that may be mended: the parser's error, its place, and the end of what was read before.
    Fault { kind: ErrorKind, at: usize, read: usize },
}

impl From<SyntaxError> for Stop {
    fn from(error: SyntaxError) -> Self {
        Self::Error(error)
    }
}

impl<'a> Reader<'a> {
    /// Reads, mends and reads again.
    ///
    /// A fault within what has just been mended shows that the mending was wrong: the first fault is told then.
    fn content(&mut self, part: &str) -> Result<Option<Node>, SyntaxError> {
        if let Some(at) = control::find(part) {
            return Err(control::error(part, at).shifted(self.start));
        }
        let mut before: Option<(SyntaxError, usize)> = None;
        loop {
            let (kind, at, read) = match self.attempt() {
                Ok(node) => return Ok(node),
                Err(Stop::Error(error)) => return Err(error),
                Err(Stop::Fault { kind, at, read }) => (kind, at, read),
            };
            if let Some((error, _)) = before.take_if(|(_, until)| place::line_start(self.text, at) <= *until)
            {
                return Err(error);
            }
            let error = explain::explain(self.text, at, read, &kind, &self.limits);
            let Some(until) = self.padded.mend(&kind, at - self.start, read - self.start) else {
                return Err(error);
            };
            before = Some((error, until + self.start));
        }
    }

    fn attempt(&mut self) -> Result<Option<Node>, Stop> {
        self.comments = Comments::default();
        let text = self.padded.text();
        let mut builder = Builder::new(self.text, self.start, &self.limits);
        for event in Parser::new_from_str_with_options(&text, options(&self.limits)) {
            match event {
                Ok((Event::DocumentEnd | Event::StreamEnd, span)) => {
                    builder.check_gap(self.located(&span).start)?;
                    self.comments.search_rest(self.text, builder.cursor());
                    break;
                }
                Ok((event, span)) => self.take(&mut builder, &event, &span)?,
                // kubectl never reads what stands behind a complete value.
                Err(error) if builder.is_complete() && *error.kind() == ErrorKind::ExpectedDocumentStart => {
                    break;
                }
                Err(error) => {
                    let at = self.offset(error.marker().byte_offset().unwrap_or_default());
                    self.comments.search(self.text, Span::new(builder.cursor(), at));
                    return Err(Stop::Fault {
                        kind: error.kind().clone(),
                        at,
                        read: builder.cursor().min(at),
                    });
                }
            }
        }
        Ok(builder.finish().filter(|node| !node.is_null()))
    }

    fn take(
        &mut self,
        builder: &mut Builder<'a>,
        event: &Event<'_>,
        raw: &RawSpan,
    ) -> Result<(), SyntaxError> {
        let span = match event {
            Event::Scalar(_, style, ..) => self.scalar_span(builder, *style, self.located(raw)),
            Event::SequenceStart(StructureStyle::Block, ..) => {
                Span::at(place::first_dash(self.text, builder.cursor(), self.located(raw).start))
            }
            _ => self.located(raw),
        };
        if event.is_node() {
            builder.check_gap(span.start)?;
        }
        self.comments.search(self.text, Span::new(builder.cursor(), span.start));
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                match style {
                    ScalarStyle::DoubleQuoted => strict::check_escapes(self.text, span)?,
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        strict::check_block(self.text, span)?;
                        self.comments.search(self.text, place::first_line(self.text, span));
                    }
                    ScalarStyle::Plain if builder.is_in_flow() => {
                        strict::check_plain_in_flow(self.text, span)?;
                    }
                    ScalarStyle::Plain | ScalarStyle::SingleQuoted => {}
                }
                let tag = tag.as_deref().map(full_name);
                let text = if span.is_empty() { "" } else { value.as_ref() };
                builder
                    .scalar(&Scalar { text, style: scalar_style(*style), tag: tag.as_deref(), span }, *anchor)
            }
            Event::Alias(anchor) => {
                strict::check_anchor(self.text, span)?;
                builder.alias(*anchor, span)
            }
            Event::Anchor(..) => strict::check_anchor(self.text, span),
            Event::SequenceStart(style, anchor, _) => {
                builder.open_list(structure_style(*style), *anchor, span)
            }
            Event::MappingStart(style, anchor, _) => builder.open_map(structure_style(*style), *anchor, span),
            Event::SequenceEnd | Event::MappingEnd => builder.close(span),
            _ => Ok(()),
        }
    }

    /// The token of a scalar: block scalars with their header, values that are not written behind their colon or dash.
    fn scalar_span(&self, builder: &Builder<'_>, style: ScalarStyle, span: Span) -> Span {
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                place::block_scalar(self.text, builder.cursor(), span)
            }
            _ if span.is_empty() => builder.unwritten(span),
            _ => span,
        }
    }

    fn located(&self, span: &RawSpan) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// The offset in the whole text of an offset that the parser names.
    fn offset(&self, parsed: usize) -> usize {
        self.start + self.padded.original(parsed)
    }
}

fn options(limits: &Limits) -> granit_parser::Options {
    granit_parser::options! {
        disallow_directives: true,
        // Another crate of the tree switches the feature on; comments are found between the events.
        emit_comments: false,
        emit_anchor_events: true,
        simple_key_max_lookahead: KEY_LENGTH,
        flow_nesting_limit: limits.depth + 1,
        block_nesting_limit: limits.depth + 1,
    }
}

fn full_name(tag: &Tag) -> Cow<'_, str> {
    match tag.parts() {
        ("", suffix) => Cow::Borrowed(suffix),
        (handle, "") => Cow::Borrowed(handle),
        (handle, suffix) => Cow::Owned(format!("{handle}{suffix}")),
    }
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::BlockScalar,
    }
}

fn structure_style(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}
