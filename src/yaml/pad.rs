//! Space that go-yaml can do without and the parser cannot: put in before parsing, taken out of every offset after.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use super::place;
use super::span::Span;

/// Deeper than any line is indented.
const INDENT: usize = 256;
/// How many faults of one document are mended; each costs another pass.
const REPAIRS: usize = 64;

/// A part of a text with space put in.
pub(super) struct Padded<'a> {
    part: &'a str,
    /// Where space is put in, in offsets of the part, and how much of it.
    pads: Vec<(usize, usize)>,
    repairs: usize,
}

impl<'a> Padded<'a> {
    pub(super) fn new(part: &'a str) -> Self {
        Self { part, pads: Vec::new(), repairs: 0 }
    }

    /// What the parser reads.
    pub(super) fn text(&self) -> Cow<'a, str> {
        if self.pads.is_empty() {
            return Cow::Borrowed(self.part);
        }
        let mut text = String::with_capacity(self.part.len() + self.pads.len() * INDENT);
        let mut from = 0;
        for &(at, length) in &self.pads {
            text.push_str(self.part.get(from..at).unwrap_or_default());
            text.extend(std::iter::repeat_n(' ', length));
            from = at;
        }
        text.push_str(self.part.get(from..).unwrap_or_default());
        Cow::Owned(text)
    }

    /// The offset in the part of an offset in the text that the parser read.
    pub(super) fn original(&self, offset: usize) -> usize {
        let mut added = 0;
        for &(at, length) in &self.pads {
            if offset <= at + added {
                break;
            }
            if offset < at + added + length {
                return at;
            }
            added += length;
        }
        offset - added
    }

    /// Puts in what helps over an error of the parser at an offset of the part; `read` is where it had come to.
    ///
    /// Returns the end of what has been mended, or nothing where nothing helps.
    pub(super) fn mend(&mut self, kind: &ErrorKind, at: usize, read: usize) -> Option<usize> {
        self.repairs += 1;
        if self.repairs > REPAIRS {
            return None;
        }
        match kind {
            ErrorKind::CommentNotSeparated => self.put(at, 1),
            ErrorKind::TabInBlockIndentation => self.put(place::line_start(self.part, at), INDENT),
            ErrorKind::InvalidQuotedScalarIndent | ErrorKind::TabInIndentation => self.mend_quoted(at, read),
            _ => None,
        }
    }

    /// Indents every line that a scalar in quotes goes on over.
    fn mend_quoted(&mut self, at: usize, read: usize) -> Option<usize> {
        let open = place::opening_quote(self.part, Span::new(read, at))?;
        let close = place::closing_quote(self.part, open)?;
        let inner = self.part.get(open..close)?;
        let starts: Vec<_> = inner.match_indices('\n').map(|(newline, _)| open + newline + 1).collect();
        for start in starts {
            self.put(start, INDENT)?;
        }
        Some(close)
    }

    fn put(&mut self, at: usize, length: usize) -> Option<usize> {
        let Err(place) = self.pads.binary_search_by_key(&at, |&(at, _)| at) else { return None };
        self.pads.insert(place, (at, length));
        Some(at)
    }
}
