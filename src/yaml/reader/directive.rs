//! Directives. kubectl knows them and can do nothing with them: it cuts a text at `---` lines before it reads any.

use super::fault::{Fault, Problem};
use super::scanner::Scanner;

impl Scanner<'_> {
    /// `yaml_parser_scan_directive`
    pub(super) fn skip_directive(&mut self) -> Result<(), Fault> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.cursor.skip_word();
        let name = self.cursor.since(start + 1);
        if name.is_empty() {
            return self.refuse("could not find expected directive name", start);
        }
        if !self.cursor.is_blank_or_end(0) {
            return self.refuse("found unexpected non-alphabetical character", start);
        }
        match name {
            "YAML" => self.skip_version(start)?,
            "TAG" => self.skip_handle_and_prefix(start)?,
            _ => return Err(Fault::new(Problem::UnknownDirective, self.cursor.at).within(start)),
        }
        self.cursor.skip_blanks();
        if self.cursor.byte() == b'#' {
            self.skip_comment();
        }
        if !self.cursor.is_line_end() {
            return self.refuse("did not find expected comment or line break", start);
        }
        if !self.cursor.is_at_end() {
            self.cursor.take_break();
        }
        Ok(())
    }

    fn refuse<T>(&self, words: &'static str, start: usize) -> Result<T, Fault> {
        Err(Fault::new(Problem::BadDirective(words), self.cursor.at).within(start))
    }

    fn skip_version(&mut self, start: usize) -> Result<(), Fault> {
        self.cursor.skip_blanks();
        self.skip_number(start)?;
        if self.cursor.byte() != b'.' {
            return self.refuse("did not find expected digit or '.' character", start);
        }
        self.cursor.at += 1;
        self.skip_number(start)
    }

    fn skip_number(&mut self, start: usize) -> Result<(), Fault> {
        let from = self.cursor.at;
        while self.cursor.byte().is_ascii_digit() {
            self.cursor.at += 1;
            if self.cursor.at - from > 2 {
                return self.refuse("found extremely long version number", start);
            }
        }
        if self.cursor.at == from {
            return self.refuse("did not find expected version number", start);
        }
        Ok(())
    }

    fn skip_handle_and_prefix(&mut self, start: usize) -> Result<(), Fault> {
        self.cursor.skip_blanks();
        let from = self.cursor.at;
        if self.cursor.byte() != b'!' {
            return self.refuse("did not find expected '!'", start);
        }
        self.cursor.at += 1;
        self.cursor.skip_word();
        if self.cursor.byte() == b'!' {
            self.cursor.at += 1;
        } else if self.cursor.since(from) != "!" {
            return self.refuse("did not find expected '!'", start);
        }
        if !self.cursor.is_blank() {
            return self.refuse("did not find expected whitespace", start);
        }
        self.cursor.skip_blanks();
        self.scan_uri("", start)?;
        if !self.cursor.is_blank_or_end(0) {
            return self.refuse("did not find expected whitespace or line break", start);
        }
        Ok(())
    }
}
