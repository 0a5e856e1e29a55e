//! Scalars in lines of their own, behind `|` or `>`.

use std::borrow::Cow;

use super::fault::{Fault, Problem};
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::yaml::node::Style;
use crate::yaml::span::Span;

/// What becomes of the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: nothing.
    Strip,
    /// The first is kept.
    Clip,
    /// `+`: all are kept.
    Keep,
}

impl<'a> Scanner<'a> {
    /// `yaml_parser_scan_block_scalar`
    pub(super) fn scan_block_scalar(&mut self) -> Result<Token<'a>, Fault> {
        let start = self.cursor.at;
        let is_literal = self.cursor.byte() == b'|';
        self.cursor.at += 1;
        let (chomping, said) = self.scan_block_header(start)?;
        let mut end = self.cursor.at;
        if self.cursor.line_break(0) > 0 {
            self.cursor.take_break();
        }
        let mut indent = said.map(|said| self.indent.unwrap_or_default() + said);
        let mut out = String::new();
        let (mut first_break, mut breaks) = ("", String::new());
        self.skip_block_breaks(&mut indent, &mut breaks, start)?;
        let indent = indent.unwrap_or_default();
        let mut was_indented = false;
        while self.cursor.column() == indent && !self.cursor.is_at_end() {
            let is_indented = self.cursor.is_blank();
            let folds = !is_literal && !was_indented && !is_indented && first_break == "\n";
            if !folds {
                out.push_str(first_break);
            } else if breaks.is_empty() {
                out.push(' ');
            }
            out.push_str(&breaks);
            breaks.clear();
            was_indented = is_indented;
            let line = self.cursor.at;
            self.cursor.skip_line_rest();
            out.push_str(self.cursor.since(line));
            end = self.cursor.at;
            first_break = if self.cursor.is_at_end() { "" } else { self.cursor.take_break() };
            self.skip_block_breaks(&mut Some(indent), &mut breaks, start)?;
        }
        if chomping != Chomping::Strip {
            out.push_str(first_break);
        }
        if chomping == Chomping::Keep {
            out.push_str(&breaks);
        }
        let written = self.cursor.text.get(start..end).unwrap_or_default();
        let span = Span::new(start, start + written.trim_end_matches([' ', '\r', '\n']).len());
        Ok(Token { kind: Kind::Scalar(Cow::Owned(out), Style::BlockScalar), span })
    }

    /// Reads what stands behind the indicator on its line: chomping and indentation in either order, a comment.
    fn scan_block_header(&mut self, start: usize) -> Result<(Chomping, Option<usize>), Fault> {
        let mut chomping = self.scan_chomping();
        let said = match self.cursor.byte() {
            b'0' => return Err(Fault::new(Problem::ZeroIndentation, self.cursor.at).within(start)),
            digit @ b'1'..=b'9' => {
                self.cursor.at += 1;
                Some(usize::from(digit - b'0'))
            }
            _ => None,
        };
        if chomping.is_none() && said.is_some() {
            chomping = self.scan_chomping();
        }
        self.cursor.skip_blanks();
        if self.cursor.byte() == b'#' {
            self.skip_comment();
        }
        if !self.cursor.is_line_end() {
            return Err(Fault::new(Problem::BlockHeader, self.cursor.at).within(start));
        }
        Ok((chomping.unwrap_or(Chomping::Clip), said))
    }

    fn scan_chomping(&mut self) -> Option<Chomping> {
        let chomping = match self.cursor.byte() {
            b'+' => Chomping::Keep,
            b'-' => Chomping::Strip,
            _ => return None,
        };
        self.cursor.at += 1;
        Some(chomping)
    }

    /// `yaml_parser_scan_block_scalar_breaks`: steps over empty lines and the indentation of the next one, which the first
    /// line with text decides unless it is said.
    fn skip_block_breaks(
        &mut self,
        indent: &mut Option<usize>,
        breaks: &mut String,
        start: usize,
    ) -> Result<(), Fault> {
        let mut deepest = 0;
        loop {
            let reaches = |column: usize| indent.is_none_or(|indent| column < indent);
            while self.cursor.byte() == b' ' && reaches(self.cursor.column()) {
                self.cursor.at += 1;
            }
            deepest = deepest.max(self.cursor.column());
            if self.cursor.byte() == b'\t' && reaches(self.cursor.column()) {
                return Err(Fault::new(Problem::TabInBlock, self.cursor.at).within(start));
            }
            if self.cursor.line_break(0) == 0 {
                break;
            }
            breaks.push_str(self.cursor.take_break());
        }
        indent.get_or_insert(deepest.max(self.least_column()).max(1));
        Ok(())
    }
}
