//! Tokens to values.
//!
//! Mirrors `parserc.go` of go.yaml.in/yaml/v2 2.4.4, by recursion in place of states: the builder refuses what is nested
//! deeper than its limit before the stack can notice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::explain::{Stop, explain};
use super::fault::{Fault, Problem};
use super::scanner::Scanner;
use super::token::{Kind, Tag, Token};
use crate::yaml::builder::{Builder, Scalar};
use crate::yaml::document::Document;
use crate::yaml::limits::Limits;
use crate::yaml::node::Style;
use crate::yaml::span::Span;
use crate::yaml::syntax_error::SyntaxError;

struct Parser<'a> {
    scanner: Scanner<'a>,
    builder: Builder,
    /// The number of the latest anchor of each name.
    anchors: HashMap<&'a str, usize>,
    /// How many anchors there have been.
    anchored: usize,
    /// The brackets that are open.
    open: Vec<usize>,
    /// The token that was taken last.
    last: Span,
}

/// Why reading ends early.
enum Refusal {
    /// The text is no YAML to kubectl.
    Fault(Fault),
    /// It is YAML, but means nothing, or too much.
    Error(SyntaxError),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<SyntaxError> for Refusal {
    fn from(error: SyntaxError) -> Self {
        Self::Error(error)
    }
}

type Result<T> = std::result::Result<T, Refusal>;

/// What stands before a value.
#[derive(Default)]
struct Properties<'a> {
    /// The number of its anchor, 0 without one.
    anchor: usize,
    /// The full name of its tag.
    tag: Option<Cow<'a, str>>,
    /// Where they start, if there are any.
    start: Option<usize>,
}

/// Where a value may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where a block collection may start.
    Block,
    /// Behind a key, where the dashes of a sequence need no further indentation.
    BehindKey,
    /// Within brackets.
    Flow,
}

/// Reads a document that starts at an offset of a text and ends with it; its comments come along. Values keep the
/// `source`, of which the text is the first part, but for a line break at its end.
pub(super) fn read(
    source: &Arc<String>,
    text: &str,
    start: usize,
    limits: &Limits,
) -> (std::result::Result<Option<Document>, SyntaxError>, Vec<Span>) {
    let builder = match Builder::new(source, Span::new(start, text.len()), limits) {
        Ok(builder) => builder,
        Err(error) => return (Err(error), Vec::new()),
    };
    let mut parser = Parser {
        scanner: Scanner::new(text, start),
        builder,
        anchors: HashMap::new(),
        anchored: 0,
        open: Vec::new(),
        last: Span::at(start),
    };
    let read = parser.document().map_err(|refusal| match refusal {
        Refusal::Fault(fault) => SyntaxError {
            kubectl: Some(fault.problem.words()),
            ..explain(&Stop { text, fault, open: parser.open.last().copied(), last: parser.last })
        },
        Refusal::Error(error) => error,
    });
    let Parser { builder, scanner, .. } = parser;
    (read.map(|()| builder.finish()), scanner.into_comments())
}

impl<'a> Parser<'a> {
    /// `yaml_parser_parse_document_start` and what follows. kubectl looks at the token behind the value, whatever it is, and
    /// goes no further.
    fn document(&mut self) -> Result<()> {
        if matches!(self.peek()?, Kind::StreamEnd) {
            return Ok(());
        }
        if matches!(self.peek()?, Kind::Directive) {
            while matches!(self.peek()?, Kind::Directive) {
                self.skip()?;
            }
            return self.refuse(Problem::NoDocument, self.last.start);
        }
        if matches!(self.peek()?, Kind::DocumentStart) {
            self.skip()?;
            if matches!(
                self.peek()?,
                Kind::Directive | Kind::DocumentStart | Kind::DocumentEnd | Kind::StreamEnd
            ) {
                return Ok(());
            }
        }
        let start = self.last.end;
        self.node(Place::Block, start)?;
        self.peek()?;
        Ok(())
    }

    fn peek(&mut self) -> Result<&Kind<'a>> {
        Ok(&self.scanner.peek()?.kind)
    }

    fn next(&mut self) -> Result<Token<'a>> {
        let token = self.scanner.next()?;
        self.last = token.span;
        Ok(token)
    }

    /// Takes a token of which only the place matters.
    fn skip(&mut self) -> Result<Span> {
        Ok(self.next()?.span)
    }

    /// Refuses the next token; `context` is where what it does not fit into starts.
    fn refuse<T>(&mut self, problem: Problem, context: usize) -> Result<T> {
        let at = self.scanner.peek()?.span.start;
        Err(Fault::new(problem, at).within(context).into())
    }

    /// A value that is not written, behind its colon, dash or bracket.
    fn unwritten(&mut self, at: usize) -> Result<()> {
        Ok(self.builder.scalar(&Scalar::unwritten(at, None), 0)?)
    }

    /// `yaml_parser_parse_node`; `at` is where the value counts as standing if it is not written.
    fn node(&mut self, place: Place, at: usize) -> Result<()> {
        if let Kind::Alias(name) = *self.peek()? {
            let span = self.skip()?;
            let Some(&anchor) = self.anchors.get(name) else {
                return Err(Fault::new(Problem::UnknownAnchor, span.start).into());
            };
            return Ok(self.builder.alias(anchor, span)?);
        }
        let properties = self.properties()?;
        let anchor = properties.anchor;
        let token = self.scanner.peek()?;
        let span = token.span;
        match token.kind {
            Kind::BlockEntry if place == Place::BehindKey => self.indentless_sequence(anchor, span),
            Kind::Scalar(..) => self.scalar(&properties),
            Kind::FlowSequenceStart => self.flow_sequence(anchor),
            Kind::FlowMappingStart => self.flow_mapping(anchor),
            Kind::BlockSequenceStart if place != Place::Flow => self.block_sequence(anchor),
            Kind::BlockMappingStart if place != Place::Flow => self.block_mapping(anchor),
            _ if properties.start.is_some() => {
                let scalar = Scalar::unwritten(at, properties.tag.as_deref());
                Ok(self.builder.scalar(&scalar, anchor)?)
            }
            _ => self.refuse(Problem::NoNode, span.start),
        }
    }

    /// An anchor and a tag, in either order.
    fn properties(&mut self) -> Result<Properties<'a>> {
        let mut properties = Properties::default();
        let mut tag = None;
        loop {
            match *self.peek()? {
                Kind::Anchor(name) if properties.anchor == 0 => {
                    let span = self.skip()?;
                    properties.start.get_or_insert(span.start);
                    self.anchored += 1;
                    properties.anchor = self.anchored;
                    self.anchors.insert(name, self.anchored);
                }
                Kind::Tag(_) if tag.is_none() => {
                    let token = self.next()?;
                    properties.start.get_or_insert(token.span.start);
                    tag = Some(token);
                }
                _ => break,
            }
        }
        if let Some(Token { kind: Kind::Tag(tag), span }) = tag {
            let name = full_name(tag).ok_or(Fault::new(Problem::UndefinedHandle, span.start))?;
            properties.tag = Some(name);
        }
        Ok(properties)
    }

    fn scalar(&mut self, properties: &Properties<'a>) -> Result<()> {
        let token = self.next()?;
        let Kind::Scalar(text, style) = token.kind else { return Ok(()) };
        let tag = properties.tag.as_deref();
        let scalar = Scalar { text, style, tag, span: token.span };
        Ok(self.builder.scalar(&scalar, properties.anchor)?)
    }

    /// `yaml_parser_parse_block_sequence_entry`
    fn block_sequence(&mut self, anchor: usize) -> Result<()> {
        let start = self.skip()?;
        self.builder.open_list(Style::Block, anchor, start)?;
        while matches!(self.peek()?, Kind::BlockEntry) {
            let dash = self.skip()?;
            if matches!(self.peek()?, Kind::BlockEntry | Kind::BlockEnd) {
                self.unwritten(dash.end)?;
            } else {
                self.node(Place::Block, dash.end)?;
            }
        }
        self.close_block(Problem::NoEntry, start)
    }

    /// `yaml_parser_parse_indentless_sequence_entry`: dashes in the column of their key.
    fn indentless_sequence(&mut self, anchor: usize, start: Span) -> Result<()> {
        self.builder.open_list(Style::Block, anchor, Span::at(start.start))?;
        while matches!(self.peek()?, Kind::BlockEntry) {
            let dash = self.skip()?;
            let next = self.scanner.peek()?;
            if matches!(next.kind, Kind::BlockEntry) || next.is_block_boundary() {
                self.unwritten(dash.end)?;
            } else {
                self.node(Place::Block, dash.end)?;
            }
        }
        let end = self.scanner.peek()?.span.start;
        Ok(self.builder.close(Span::at(end))?)
    }

    /// `yaml_parser_parse_block_mapping_key` and `…_value`
    fn block_mapping(&mut self, anchor: usize) -> Result<()> {
        let start = self.skip()?;
        self.builder.open_map(Style::Block, anchor, start)?;
        loop {
            let is_key = matches!(self.peek()?, Kind::Key);
            // A colon without a key before it, as in `: value`, is refused here, though the scanner opens a mapping for it.
            if !is_key {
                return self.close_block(Problem::NoKey, start);
            }
            let key = self.skip()?;
            self.block_part(key.end)?;
            if matches!(self.peek()?, Kind::Value) {
                let colon = self.skip()?;
                self.block_part(colon.end)?;
            } else {
                self.unwritten(self.last.end)?;
            }
        }
    }

    /// A key or a value of a block mapping.
    fn block_part(&mut self, at: usize) -> Result<()> {
        if self.scanner.peek()?.is_block_boundary() {
            return self.unwritten(at);
        }
        self.node(Place::BehindKey, at)
    }

    fn close_block(&mut self, problem: Problem, start: Span) -> Result<()> {
        if !matches!(self.peek()?, Kind::BlockEnd) {
            return self.refuse(problem, start.start);
        }
        let end = self.scanner.next()?.span;
        Ok(self.builder.close(Span::at(end.start))?)
    }

    /// `yaml_parser_parse_flow_sequence_entry`
    fn flow_sequence(&mut self, anchor: usize) -> Result<()> {
        let start = self.skip()?;
        self.builder.open_list(Style::Flow, anchor, start)?;
        self.open.push(start.start);
        let mut is_first = true;
        while !matches!(self.peek()?, Kind::FlowSequenceEnd) {
            if !is_first {
                if !matches!(self.peek()?, Kind::FlowEntry) {
                    return self.refuse(Problem::NoFlowEntry, start.start);
                }
                self.skip()?;
            }
            is_first = false;
            match self.peek()? {
                Kind::Key => self.flow_pair()?,
                Kind::FlowSequenceEnd => {}
                _ => self.node(Place::Flow, self.last.end)?,
            }
        }
        let end = self.skip()?;
        self.open.pop();
        Ok(self.builder.close(end)?)
    }

    /// `yaml_parser_parse_flow_sequence_entry_mapping_key` and what follows: `[key: value]`, a mapping of one entry.
    fn flow_pair(&mut self) -> Result<()> {
        let key = self.skip()?;
        let start = self.scanner.peek()?.span.start;
        self.builder.open_map(Style::Flow, 0, Span::at(start))?;
        if matches!(self.peek()?, Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd) {
            // go-yaml loses the token that shows that the key is not written.
            self.skip()?;
            self.unwritten(key.end)?;
        } else {
            self.node(Place::Flow, key.end)?;
        }
        if matches!(self.peek()?, Kind::Value) {
            let colon = self.skip()?;
            if matches!(self.peek()?, Kind::FlowEntry | Kind::FlowSequenceEnd) {
                self.unwritten(colon.end)?;
            } else {
                self.node(Place::Flow, colon.end)?;
            }
        } else {
            self.unwritten(self.last.end)?;
        }
        Ok(self.builder.close(Span::at(self.last.end))?)
    }

    /// `yaml_parser_parse_flow_mapping_key` and `…_value`
    fn flow_mapping(&mut self, anchor: usize) -> Result<()> {
        let start = self.skip()?;
        self.builder.open_map(Style::Flow, anchor, start)?;
        self.open.push(start.start);
        let mut is_first = true;
        while !matches!(self.peek()?, Kind::FlowMappingEnd) {
            if !is_first {
                if !matches!(self.peek()?, Kind::FlowEntry) {
                    return self.refuse(Problem::NoFlowPair, start.start);
                }
                self.skip()?;
            }
            is_first = false;
            match self.peek()? {
                Kind::Key => self.flow_entry()?,
                Kind::FlowMappingEnd => {}
                _ => {
                    self.node(Place::Flow, self.last.end)?;
                    self.unwritten(self.last.end)?;
                }
            }
        }
        let end = self.skip()?;
        self.open.pop();
        Ok(self.builder.close(end)?)
    }

    fn flow_entry(&mut self) -> Result<()> {
        let key = self.skip()?;
        if matches!(self.peek()?, Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd) {
            self.unwritten(key.end)?;
        } else {
            self.node(Place::Flow, key.end)?;
        }
        if !matches!(self.peek()?, Kind::Value) {
            return self.unwritten(self.last.end);
        }
        let colon = self.skip()?;
        if matches!(self.peek()?, Kind::FlowEntry | Kind::FlowMappingEnd) {
            return self.unwritten(colon.end);
        }
        self.node(Place::Flow, colon.end)
    }
}

/// `yaml_parser_process_directives`: kubectl cuts directives off, so only two handles are defined.
fn full_name(tag: Tag<'_>) -> Option<Cow<'_, str>> {
    match tag.handle {
        "" => Some(tag.suffix),
        "!" => Some(Cow::Owned(format!("!{}", tag.suffix))),
        "!!" => Some(Cow::Owned(format!("tag:yaml.org,2002:{}", tag.suffix))),
        _ => None,
    }
}
