//! Scalars without quotes.

use std::borrow::Cow;

use super::fault::{Fault, Problem};
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::yaml::node::Style;
use crate::yaml::span::Span;

/// The text of a scalar that may go on over several lines: borrowed while it stands on one.
pub(super) struct Folded<'a> {
    text: &'a str,
    /// Where it starts and where what has been taken ends.
    start: usize,
    end: usize,
    /// The text, once it differs from what is written.
    changed: Option<String>,
}

/// Line breaks between two parts of a scalar.
#[derive(Default)]
pub(super) struct Breaks<'a> {
    first: Option<&'a str>,
    /// Those behind the first.
    rest: String,
}

impl<'a> Breaks<'a> {
    pub(super) fn push(&mut self, line_break: &'a str) {
        match self.first {
            None => self.first = Some(line_break),
            Some(_) => self.rest.push_str(line_break),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// What they mean: one is a space, further ones are themselves, and so is one that is not `\n`.
    pub(super) fn fold(&self, out: &mut String) {
        match self.first {
            Some("\n") if self.rest.is_empty() => out.push(' '),
            Some("\n") | None => out.push_str(&self.rest),
            Some(other) => {
                out.push_str(other);
                out.push_str(&self.rest);
            }
        }
    }
}

impl<'a> Folded<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        Self { text, start, end: start, changed: None }
    }

    /// Takes the text up to an offset as it is written.
    pub(super) fn extend(&mut self, to: usize) {
        if let Some(changed) = &mut self.changed {
            changed.push_str(self.text.get(self.end..to).unwrap_or_default());
        }
        self.end = to;
    }

    /// Takes what has been read so far as written, and the text for a part up to `to` that means something else.
    pub(super) fn replace(&mut self, to: usize, add: impl FnOnce(&mut String)) {
        let written = self.text.get(self.start..self.end).unwrap_or_default();
        add(self.changed.get_or_insert_with(|| written.to_owned()));
        self.end = to;
    }

    /// The end of what has been taken.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    pub(super) fn into_text(self) -> Cow<'a, str> {
        match self.changed {
            Some(changed) => Cow::Owned(changed),
            None => Cow::Borrowed(self.text.get(self.start..self.end).unwrap_or_default()),
        }
    }
}

impl<'a> Scanner<'a> {
    /// `yaml_parser_scan_plain_scalar`
    pub(super) fn scan_plain(&mut self) -> Result<Token<'a>, Fault> {
        let start = self.cursor.at;
        let mut folded = Folded::new(self.cursor.text, start);
        let mut breaks = Breaks::default();
        loop {
            if self.cursor.is_document_indicator() || self.cursor.byte() == b'#' {
                break;
            }
            let part = self.cursor.at;
            self.skip_plain_part();
            if self.cursor.at > part {
                if !breaks.is_empty() {
                    folded.replace(part, |out| breaks.fold(out));
                    breaks = Breaks::default();
                }
                folded.extend(self.cursor.at);
            }
            if !(self.cursor.is_blank() || self.cursor.line_break(0) > 0) {
                break;
            }
            self.skip_plain_gap(start, &mut breaks)?;
            if self.brackets == 0 && self.cursor.column() < self.least_column() {
                break;
            }
        }
        if !breaks.is_empty() {
            self.key_allowed = true;
        }
        let span = Span::new(start, folded.end());
        Ok(Token { kind: Kind::Scalar(folded.into_text(), Style::Plain), span })
    }

    /// Steps over text up to white space, a colon that ends a key, or what ends a scalar within brackets.
    fn skip_plain_part(&mut self) {
        let in_flow = self.brackets > 0;
        loop {
            self.cursor.skip_plain(in_flow);
            if self.cursor.byte() != b':' || self.cursor.is_blank_or_end(1) {
                return;
            }
            self.cursor.at += 1;
        }
    }

    /// Steps over white space and line breaks within, or behind, a scalar.
    fn skip_plain_gap(&mut self, start: usize, breaks: &mut Breaks<'a>) -> Result<(), Fault> {
        loop {
            if self.cursor.line_break(0) > 0 {
                breaks.push(self.cursor.take_break());
            } else if !self.cursor.is_blank() {
                return Ok(());
            } else if self.cursor.byte() == b'\t'
                && !breaks.is_empty()
                && self.cursor.column() < self.least_column()
            {
                return Err(Fault::new(Problem::TabInPlain, self.cursor.at).within(start));
            } else {
                self.cursor.at += 1;
            }
        }
    }

    /// The first column at which text of the innermost block collection goes on.
    pub(super) fn least_column(&self) -> usize {
        self.indent.map_or(0, |indent| indent + 1)
    }
}
