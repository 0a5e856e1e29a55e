//! Scalars in quotes.

use super::fault::{Fault, Problem};
use super::plain::{Breaks, Folded};
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::yaml::node::Style;
use crate::yaml::span::Span;

impl<'a> Scanner<'a> {
    /// `yaml_parser_scan_flow_scalar`
    pub(super) fn scan_quoted(&mut self, quote: u8) -> Result<Token<'a>, Fault> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        let mut folded = Folded::new(self.cursor.text, self.cursor.at);
        loop {
            let fault = |problem, at| Err(Fault::new(problem, at).within(start));
            if self.cursor.is_document_indicator() {
                return fault(Problem::IndicatorInQuotes, self.cursor.at);
            }
            if self.cursor.is_at_end() {
                return fault(Problem::UnclosedQuote, self.cursor.at);
            }
            let joins_lines = self.scan_quoted_part(quote, start, &mut folded)?;
            if self.cursor.byte() == quote {
                break;
            }
            self.scan_quoted_gap(joins_lines, &mut folded);
        }
        self.cursor.at += 1;
        let style = if quote == b'"' { Style::DoubleQuoted } else { Style::SingleQuoted };
        let span = Span::new(start, self.cursor.at);
        Ok(Token { kind: Kind::Scalar(folded.into_text(), style), span })
    }

    /// Takes text up to white space, a line break or the closing quote. Whether a backslash ended the line.
    fn scan_quoted_part(&mut self, quote: u8, start: usize, folded: &mut Folded<'a>) -> Result<bool, Fault> {
        let stops = [quote, if quote == b'"' { b'\\' } else { quote }];
        loop {
            self.cursor.skip_quoted(stops);
            folded.extend(self.cursor.at);
            match self.cursor.byte() {
                b'\'' if quote == b'\'' && self.cursor.ahead(1) == b'\'' => {
                    self.cursor.at += 2;
                    folded.replace(self.cursor.at, |out| out.push('\''));
                }
                b'\\' if quote == b'"' && self.cursor.line_break(1) > 0 => {
                    self.cursor.at += 1;
                    self.cursor.take_break();
                    folded.replace(self.cursor.at, |_| ());
                    return Ok(true);
                }
                b'\\' if quote == b'"' => self.scan_escape(start, folded)?,
                _ => return Ok(false),
            }
        }
    }

    /// Takes white space: within a line as it is, around line breaks folded.
    fn scan_quoted_gap(&mut self, joins_lines: bool, folded: &mut Folded<'a>) {
        let mut breaks = Breaks::default();
        let mut is_behind_break = joins_lines;
        loop {
            if self.cursor.line_break(0) > 0 {
                let line_break = self.cursor.take_break();
                if is_behind_break && breaks.is_empty() {
                    // The line break that a backslash joined was the first.
                    breaks.push("");
                }
                breaks.push(line_break);
                is_behind_break = true;
            } else if self.cursor.is_blank() {
                self.cursor.at += 1;
            } else {
                break;
            }
        }
        if is_behind_break {
            folded.replace(self.cursor.at, |out| breaks.fold(out));
        } else {
            folded.extend(self.cursor.at);
        }
    }

    fn scan_escape(&mut self, start: usize, folded: &mut Folded<'a>) -> Result<(), Fault> {
        let at = self.cursor.at;
        let fault = |problem| Err(Fault::new(problem, at).within(start));
        let (character, digits) = match self.cursor.ahead(1) {
            b'0' => ('\0', 0),
            b'a' => ('\u{7}', 0),
            b'b' => ('\u{8}', 0),
            b't' | b'\t' => ('\t', 0),
            b'n' => ('\n', 0),
            b'v' => ('\u{B}', 0),
            b'f' => ('\u{C}', 0),
            b'r' => ('\r', 0),
            b'e' => ('\u{1B}', 0),
            b' ' => (' ', 0),
            b'"' => ('"', 0),
            b'\'' => ('\'', 0),
            b'\\' => ('\\', 0),
            b'N' => ('\u{85}', 0),
            b'_' => ('\u{A0}', 0),
            b'L' => ('\u{2028}', 0),
            b'P' => ('\u{2029}', 0),
            b'x' => ('\0', 2),
            b'u' => ('\0', 4),
            b'U' => ('\0', 8),
            _ => return fault(Problem::UnknownEscape),
        };
        self.cursor.at += 2 + digits;
        let mut character = character;
        if digits > 0 {
            let code = self.cursor.text.get(at + 2..self.cursor.at).unwrap_or_default();
            if code.len() < digits || !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return fault(Problem::ShortEscape);
            }
            let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            let Some(code) = code else { return fault(Problem::NoCharacter) };
            character = code;
        }
        folded.replace(self.cursor.at, |out| out.push(character));
        Ok(())
    }
}
