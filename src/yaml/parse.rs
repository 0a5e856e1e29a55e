//! One YAML document: the events of the parser become a located value.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as RawSpan, StructureStyle, Tag};

use super::builder::{Builder, Scalar};
use super::document::{Limits, RawDocument, SyntaxError};
use super::node::{Node, Style};
use super::span::Span;
use super::{control, explain, place, strict, syntax};

/// How long a key may be; YAML says 1,024 characters, but keys of one long line are found in the wild.
const KEY_LOOKAHEAD: usize = 1024;

/// Reads the first document of a part; what follows it behind `...` does not count, as in kubectl.
pub(super) fn document(text: &str, span: Span, limits: &Limits) -> RawDocument {
    let mut reader = Reader { text, part: span, comments: Vec::new() };
    let content = reader.content(limits).map_err(|error| syntax::mind_templates(error, text));
    RawDocument { span, comments: reader.comments, content }
}

struct Reader<'a> {
    /// The whole text, which spans count from.
    text: &'a str,
    /// The part of it that is read.
    part: Span,
    comments: Vec<Span>,
}

impl<'a> Reader<'a> {
    fn content(&mut self, limits: &Limits) -> Result<Option<Node>, SyntaxError> {
        let text = self.text.get(self.part.range()).unwrap_or_default();
        if let Some(at) = control::find(text) {
            return Err(control::error(text, at).shifted(self.part.start));
        }
        let mut builder = Builder::new(self.text, self.part.start, limits);
        for event in Parser::new_from_str_with_options(text, options(limits)) {
            match event {
                Ok((Event::Comment(..), span)) => self.comments.push(self.located(&span)),
                Ok((Event::DocumentEnd | Event::StreamEnd, span)) => {
                    builder.check_gap(self.located(&span).start)?;
                    break;
                }
                Ok((event, span)) => self.take(&mut builder, &event, &span)?,
                // kubectl never reads what stands behind a complete value.
                Err(error) if builder.is_complete() && *error.kind() == ErrorKind::ExpectedDocumentStart => {
                    break;
                }
                Err(error) => {
                    return Err(explain::explain(self.text, self.part, builder.cursor(), &error, limits));
                }
            }
        }
        Ok(builder.finish().filter(|node| !node.is_null()))
    }

    fn take(&self, builder: &mut Builder<'a>, event: &Event<'_>, raw: &RawSpan) -> Result<(), SyntaxError> {
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
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                if *style == ScalarStyle::DoubleQuoted {
                    strict::check_escapes(self.text, span)?;
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
        Span::new(range.start, range.end).shifted(self.part.start)
    }
}

fn options(limits: &Limits) -> granit_parser::Options {
    granit_parser::options! {
        disallow_directives: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        simple_key_max_lookahead: KEY_LOOKAHEAD,
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
