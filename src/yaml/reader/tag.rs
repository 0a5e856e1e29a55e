//! Names of anchors, and tags.

use std::borrow::Cow;

use super::fault::{Fault, Problem};
use super::scanner::Scanner;
use super::token::Tag;

const NO_URI: Problem = Problem::BadTag("did not find expected tag URI");
const NO_BREAK: Problem = Problem::BadTag("did not find expected whitespace or line break");

impl<'a> Scanner<'a> {
    /// `yaml_parser_scan_anchor`: the name behind `&` or `*`.
    pub(super) fn scan_name(&mut self) -> Result<&'a str, Fault> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.cursor.skip_word();
        let name = self.cursor.since(start + 1);
        let ends = self.cursor.is_blank_or_end(0) || b"?:,]}%@`".contains(&self.cursor.byte());
        if name.is_empty() || !ends {
            return Err(Fault::new(Problem::BadName, self.cursor.at).within(start));
        }
        Ok(name)
    }

    /// `yaml_parser_scan_tag`
    pub(super) fn scan_tag(&mut self) -> Result<Tag<'a>, Fault> {
        let start = self.cursor.at;
        let tag = if self.cursor.ahead(1) == b'<' { self.scan_verbatim()? } else { self.scan_short()? };
        if !self.cursor.is_blank_or_end(0) {
            return Err(Fault::new(NO_BREAK, self.cursor.at).within(start));
        }
        Ok(tag)
    }

    /// `!<…>`
    fn scan_verbatim(&mut self) -> Result<Tag<'a>, Fault> {
        let start = self.cursor.at;
        self.cursor.at += 2;
        let suffix = self.scan_uri("", start)?;
        if self.cursor.byte() != b'>' {
            let problem = Problem::BadTag("did not find the expected '>'");
            return Err(Fault::new(problem, self.cursor.at).within(start));
        }
        self.cursor.at += 1;
        Ok(Tag { handle: "", suffix })
    }

    /// `!`, `!suffix`, `!!suffix`, `!handle!suffix`
    fn scan_short(&mut self) -> Result<Tag<'a>, Fault> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.cursor.skip_word();
        let is_handle = self.cursor.byte() == b'!';
        if is_handle {
            self.cursor.at += 1;
            let handle = self.cursor.since(start);
            return Ok(Tag { handle, suffix: self.scan_uri("", start)? });
        }
        let head = self.cursor.since(start);
        let suffix = self.scan_uri(head, start)?;
        // A lone `!` is a tag of its own.
        if suffix.is_empty() {
            return Ok(Tag { handle: "", suffix: Cow::Borrowed("!") });
        }
        Ok(Tag { handle: "!", suffix })
    }

    /// `yaml_parser_scan_tag_uri`: what stands here behind what has been read of it, which starts with `!` if it is there.
    pub(super) fn scan_uri(&mut self, head: &'a str, start: usize) -> Result<Cow<'a, str>, Fault> {
        let from = self.cursor.at;
        let mut has_escapes = false;
        loop {
            match self.cursor.byte() {
                b'%' => {
                    has_escapes = true;
                    self.skip_uri_escape(start)?;
                }
                byte if is_uri(byte) => self.cursor.at += 1,
                _ => break,
            }
        }
        let written = self.cursor.since(from);
        if head.is_empty() && written.is_empty() {
            return Err(Fault::new(NO_URI, self.cursor.at).within(start));
        }
        let begins = from - head.len().saturating_sub(1);
        let uri = self.cursor.since(begins);
        Ok(if has_escapes { Cow::Owned(unescape(uri)) } else { Cow::Borrowed(uri) })
    }

    /// `yaml_parser_scan_uri_escapes`: the bytes of one character in UTF-8, each as `%` and two digits.
    fn skip_uri_escape(&mut self, start: usize) -> Result<(), Fault> {
        let mut length = 1;
        let mut read = 0;
        while read < length {
            let fault = |words| Err(Fault::new(Problem::BadTag(words), self.cursor.at).within(start));
            let digits = self.cursor.text.get(self.cursor.at + 1..self.cursor.at + 3);
            let byte = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let Some(byte) = byte.filter(|_| self.cursor.byte() == b'%') else {
                return fault("did not find URI escaped octet");
            };
            if read == 0 {
                length = match byte {
                    0x00..=0x7F => 1,
                    0xC0..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF7 => 4,
                    _ => return fault("found an incorrect leading UTF-8 octet"),
                };
            } else if byte & 0xC0 != 0x80 {
                return fault("found an incorrect trailing UTF-8 octet");
            }
            self.cursor.at += 3;
            read += 1;
        }
        Ok(())
    }
}

fn is_uri(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_;/?:@&=+$,.!~*'()[]%".contains(&byte)
}

/// Octets that are no character, such as overlong ones, become U+FFFD: no tag that means anything has any.
fn unescape(uri: &str) -> String {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|_| byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let octet = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(octet.unwrap_or(byte));
        rest = octet.map_or(after, |_| after.get(2..).unwrap_or_default());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
