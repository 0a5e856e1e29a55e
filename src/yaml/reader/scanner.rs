//! Text to tokens.
//!
//! Mirrors `scannerc.go` of go.yaml.in/yaml/v2 2.4.4. A key in YAML is known only by the colon behind it, so tokens wait in a
//! queue as long as the first of them may turn out to be a key; the tokens that say so are then put in before it.

use std::collections::VecDeque;

use super::cursor::Cursor;
use super::fault::{Fault, Problem};
use super::keys::SimpleKeys;
use super::token::{Kind, Token};
use crate::yaml::span::Span;

/// How far the text has been read.
pub(super) struct Scanner<'a> {
    pub(super) cursor: Cursor<'a>,
    /// How many brackets are open.
    pub(super) brackets: usize,
    /// The column of the innermost block collection; `None` outside of all.
    pub(super) indent: Option<usize>,
    outer_indents: Vec<Option<usize>>,
    keys: SimpleKeys,
    /// Whether what starts here may be a key.
    pub(super) key_allowed: bool,
    queue: VecDeque<Token<'a>>,
    /// How many tokens have left the queue.
    taken: usize,
    /// Whether the first token of the queue is known to be no key.
    is_settled: bool,
    has_ended: bool,
    comments: Vec<Span>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        Self {
            cursor: Cursor::new(text, start),
            brackets: 0,
            indent: None,
            outer_indents: Vec::new(),
            keys: SimpleKeys::new(),
            key_allowed: true,
            queue: VecDeque::new(),
            taken: 0,
            is_settled: false,
            has_ended: false,
            comments: Vec::new(),
        }
    }

    /// The comments that have been passed, each from `#` to the end of its line.
    pub(super) fn into_comments(self) -> Vec<Span> {
        self.comments
    }

    /// The next token, which stays the next one. At the end of the text it is [`Kind::StreamEnd`] for good.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<&Token<'a>, Fault> {
        if !self.is_settled {
            self.settle()?;
        }
        Ok(&self.queue[0])
    }

    /// Scans as far as is needed to know that the first token is no key.
    // Apart from `peek`, which is small without it and called several times for each token.
    #[inline(never)]
    fn settle(&mut self) -> Result<(), Fault> {
        while self.needs_more()? {
            self.fetch()?;
        }
        if self.queue.is_empty() {
            self.push(Kind::StreamEnd, self.cursor.at);
        }
        self.is_settled = true;
        Ok(())
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Fault> {
        self.peek()?;
        let end = Span::at(self.cursor.at);
        self.taken += 1;
        self.is_settled = false;
        Ok(self.queue.pop_front().unwrap_or(Token { kind: Kind::StreamEnd, span: end }))
    }

    /// `yaml_parser_fetch_more_tokens`
    fn needs_more(&mut self) -> Result<bool, Fault> {
        if self.has_ended {
            return Ok(false);
        }
        Ok(self.queue.is_empty() || self.keys.awaits(self.taken, &self.cursor)?)
    }

    /// The number of the token that is scanned next.
    fn number(&self) -> usize {
        self.taken + self.queue.len()
    }

    fn push(&mut self, kind: Kind<'a>, start: usize) {
        let span = Span::new(start, self.cursor.at);
        self.queue.push_back(Token { kind, span });
    }

    /// `yaml_parser_fetch_next_token`
    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_to_token();
        let column = self.cursor.column();
        self.unroll(Some(column));
        let byte = self.cursor.byte();
        if self.cursor.is_at_end() {
            return self.fetch_end();
        }
        if self.cursor.is_line_start() {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.cursor.is_document_indicator() {
                return self.fetch_document_indicator(byte);
            }
        }
        let in_flow = self.brackets > 0;
        match byte {
            b'[' => self.fetch_opening(Kind::FlowSequenceStart),
            b'{' => self.fetch_opening(Kind::FlowMappingStart),
            b']' => self.fetch_closing(Kind::FlowSequenceEnd),
            b'}' => self.fetch_closing(Kind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.is_blank_or_end(1) => self.fetch_entry(),
            b'?' if in_flow || self.cursor.is_blank_or_end(1) => self.fetch_key(),
            b':' if in_flow || self.cursor.is_blank_or_end(1) => self.fetch_value(),
            b'*' | b'&' => self.fetch_name(byte),
            b'!' => self.fetch_tag(),
            b'|' | b'>' if !in_flow => self.fetch_block_scalar(),
            b'\'' | b'"' => self.fetch_quoted(byte),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => {
                Err(Fault::new(Problem::NoToken, self.cursor.at))
            }
            _ => self.fetch_plain(),
        }
    }

    /// `yaml_parser_scan_to_next_token`. A tab is white space only where no key can start.
    fn skip_to_token(&mut self) {
        loop {
            let takes_tabs = self.brackets > 0 || !self.key_allowed;
            while self.cursor.byte() == b' ' || (takes_tabs && self.cursor.byte() == b'\t') {
                self.cursor.at += 1;
            }
            if self.cursor.byte() == b'#' {
                self.skip_comment();
            }
            if self.cursor.line_break(0) == 0 {
                return;
            }
            self.cursor.take_break();
            if self.brackets == 0 {
                self.key_allowed = true;
            }
        }
    }

    /// Steps over a comment and keeps its place.
    pub(super) fn skip_comment(&mut self) {
        let start = self.cursor.at;
        self.cursor.skip_line_rest();
        self.comments.push(Span::new(start, self.cursor.at));
    }

    /// Opens a block collection at a column that lies deeper than the innermost; `before` is the number of the token that it
    /// goes before.
    fn roll(&mut self, column: usize, before: usize, kind: Kind<'a>, at: usize) {
        if self.brackets > 0 || self.indent.is_some_and(|indent| indent >= column) {
            return;
        }
        self.outer_indents.push(self.indent);
        self.indent = Some(column);
        self.insert(before, kind, at);
    }

    /// Puts a token without text before the token of a number; at the end if that has left the queue, as
    /// `yaml_insert_token` does.
    fn insert(&mut self, before: usize, kind: Kind<'a>, at: usize) {
        let place = before.checked_sub(self.taken).filter(|place| *place <= self.queue.len());
        self.queue.insert(place.unwrap_or(self.queue.len()), Token { kind, span: Span::at(at) });
    }

    /// Closes the block collections that lie deeper than a column; all of them without one.
    fn unroll(&mut self, column: Option<usize>) {
        if self.brackets > 0 {
            return;
        }
        while self.indent > column {
            self.push(Kind::BlockEnd, self.cursor.at);
            self.indent = self.outer_indents.pop().flatten();
        }
    }

    fn fetch_end(&mut self) -> Result<(), Fault> {
        self.unroll(None);
        self.keys.remove(&self.cursor)?;
        self.key_allowed = false;
        self.push(Kind::StreamEnd, self.cursor.at);
        self.has_ended = true;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), Fault> {
        self.unroll(None);
        self.keys.remove(&self.cursor)?;
        self.key_allowed = false;
        let start = self.cursor.at;
        self.skip_directive()?;
        self.push(Kind::Directive, start);
        Ok(())
    }

    fn fetch_document_indicator(&mut self, byte: u8) -> Result<(), Fault> {
        self.unroll(None);
        self.keys.remove(&self.cursor)?;
        self.key_allowed = false;
        let start = self.cursor.at;
        self.cursor.at += 3;
        self.push(if byte == b'-' { Kind::DocumentStart } else { Kind::DocumentEnd }, start);
        Ok(())
    }

    fn fetch_opening(&mut self, kind: Kind<'a>) -> Result<(), Fault> {
        self.save_key()?;
        self.keys.open(self.number());
        self.brackets += 1;
        self.key_allowed = true;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_closing(&mut self, kind: Kind<'a>) -> Result<(), Fault> {
        self.keys.remove(&self.cursor)?;
        if self.brackets > 0 {
            self.keys.close();
            self.brackets -= 1;
        }
        self.key_allowed = false;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), Fault> {
        self.keys.remove(&self.cursor)?;
        self.key_allowed = true;
        self.push_indicator(Kind::FlowEntry);
        Ok(())
    }

    fn fetch_entry(&mut self) -> Result<(), Fault> {
        if self.brackets == 0 {
            self.open_block(Problem::EntryNotAllowed, Kind::BlockSequenceStart)?;
        }
        self.keys.remove(&self.cursor)?;
        self.key_allowed = true;
        self.push_indicator(Kind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Fault> {
        if self.brackets == 0 {
            self.open_block(Problem::KeyNotAllowed, Kind::BlockMappingStart)?;
        }
        self.keys.remove(&self.cursor)?;
        self.key_allowed = self.brackets == 0;
        self.push_indicator(Kind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.keys.take(&self.cursor)? {
            self.insert(key.token, Kind::Key, key.at);
            self.roll(key.column, key.token, Kind::BlockMappingStart, key.at);
            self.key_allowed = false;
        } else {
            if self.brackets == 0 {
                self.open_block(Problem::ValueNotAllowed, Kind::BlockMappingStart)?;
            }
            self.key_allowed = self.brackets == 0;
        }
        self.push_indicator(Kind::Value);
        Ok(())
    }

    fn fetch_name(&mut self, indicator: u8) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.at;
        let name = self.scan_name()?;
        self.push(if indicator == b'*' { Kind::Alias(name) } else { Kind::Anchor(name) }, start);
        Ok(())
    }

    fn fetch_tag(&mut self) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.at;
        let tag = self.scan_tag()?;
        self.push(Kind::Tag(tag), start);
        Ok(())
    }

    fn fetch_block_scalar(&mut self) -> Result<(), Fault> {
        self.keys.remove(&self.cursor)?;
        self.key_allowed = true;
        let token = self.scan_block_scalar()?;
        self.queue.push_back(token);
        Ok(())
    }

    fn fetch_quoted(&mut self, quote: u8) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let token = self.scan_quoted(quote)?;
        self.queue.push_back(token);
        Ok(())
    }

    fn fetch_plain(&mut self) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let token = self.scan_plain()?;
        self.queue.push_back(token);
        Ok(())
    }

    /// `yaml_parser_save_simple_key`
    fn save_key(&mut self) -> Result<(), Fault> {
        if !self.key_allowed {
            return Ok(());
        }
        let is_required = self.brackets == 0 && self.indent == Some(self.cursor.column());
        let number = self.number();
        self.keys.save(&mut self.cursor, number, is_required)
    }

    /// Opens a block collection here, where one may start.
    fn open_block(&mut self, problem: Problem, kind: Kind<'a>) -> Result<(), Fault> {
        if !self.key_allowed {
            return Err(Fault::new(problem, self.cursor.at));
        }
        let (column, number, at) = (self.cursor.column(), self.number(), self.cursor.at);
        self.roll(column, number, kind, at);
        Ok(())
    }

    fn push_indicator(&mut self, kind: Kind<'a>) {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.push(kind, start);
    }
}
