//! Values as YAML in block style, such as people write it, that every reader takes for the same values.
//!
//! Not by `yaml_serde`: that writes for readers of YAML 1.2 and leaves `yes`, `off`, `y` and `1_000` bare, which kubectl
//! reads as YAML 1.1.

use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::node::Style;
use super::scalar::{self, Meaning};

/// Columns from a key to what is below it.
const STEP: usize = 2;

/// Keys of more characters are no simple keys: a reader looks no further for the colon.
const LONGEST_SIMPLE_KEY: usize = 1000;

/// Which of two keys of an object is written first.
pub(crate) type KeyOrder = fn(&str, &str) -> Ordering;

/// Writes a value as one document. [`load`](super::load) reads the same value back, as kubectl does.
pub fn write(value: &Json, order: KeyOrder) -> String {
    let mut writer = Writer { out: String::new(), order };
    writer.item(value, 0);
    writer.out
}

struct Writer {
    out: String,
    order: KeyOrder,
}

impl Writer {
    /// A value whose first line has been begun at a column; further lines start there.
    fn item(&mut self, value: &Json, column: usize) {
        match value {
            Json::Object(map) if !map.is_empty() => self.map(map, column),
            Json::Array(items) if !items.is_empty() => self.list(items, column),
            other => self.scalar(other, column),
        }
    }

    fn map(&mut self, map: &Map<String, Json>, column: usize) {
        let mut entries: Vec<(&String, &Json)> = map.iter().collect();
        entries.sort_by(|one, other| (self.order)(one.0, other.0));
        for (at, (key, value)) in entries.into_iter().enumerate() {
            if at > 0 {
                self.pad(column);
            }
            self.key(key, column);
            self.below(value, column);
        }
    }

    fn key(&mut self, key: &str, column: usize) {
        let written = if is_plain(key) { key.to_owned() } else { in_quotes(key) };
        if written.chars().count() > LONGEST_SIMPLE_KEY {
            self.out.push_str("? ");
            self.out.push_str(&written);
            self.out.push('\n');
            self.pad(column);
        } else {
            self.out.push_str(&written);
        }
        self.out.push(':');
    }

    /// What belongs to a key at a column.
    fn below(&mut self, value: &Json, column: usize) {
        let is_block = match value {
            Json::Object(map) => !map.is_empty(),
            Json::Array(items) => !items.is_empty(),
            _ => false,
        };
        if is_block {
            self.out.push('\n');
            self.pad(column + STEP);
            self.item(value, column + STEP);
        } else {
            self.out.push(' ');
            self.scalar(value, column + STEP);
        }
    }

    fn list(&mut self, items: &[Json], column: usize) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.pad(column);
            }
            self.out.push_str("- ");
            self.item(item, column + STEP);
        }
    }

    /// A value without parts, and the end of its line; `column` is where lines of a block scalar start.
    fn scalar(&mut self, value: &Json, column: usize) {
        match value {
            Json::String(text) if is_plain(text) => self.out.push_str(text),
            Json::String(text) if is_literal(text) => return self.literal(text, column.max(STEP)),
            Json::String(text) => self.out.push_str(&in_quotes(text)),
            // Empty objects and lists are the same in JSON.
            other => drop(write!(self.out, "{other}")),
        }
        self.out.push('\n');
    }

    fn literal(&mut self, text: &str, column: usize) {
        let chomping = match text.bytes().rev().take_while(|&byte| byte == b'\n').count() {
            0 => "-",
            1 => "",
            _ => "+",
        };
        let _ = writeln!(self.out, "|{chomping}");
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.pad(column);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn pad(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }
}

/// Whether a text needs no quotes: YAML 1.1 and YAML 1.2 read it as itself.
fn is_plain(text: &str) -> bool {
    let starts_like_text = match text.as_bytes() {
        [] | [b'-' | b'?' | b':'] => false,
        [b'-' | b'?' | b':', second, ..] => !second.is_ascii_whitespace(),
        [first, ..] => !b",[]{}#&*!|>'\"%@`= \t".contains(first),
    };
    let means_itself = || matches!(scalar::value(text, Style::Plain, None), Ok(Meaning::Itself));
    starts_like_text
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text != "<<"
        && !text.chars().any(|character| character == '\n' || needs_escape(character) || character == '\t')
        && means_itself()
        && !is_time(text)
}

/// Whether other readers of YAML 1.1 take a text for a date, or for a number to the base of 60 (`12:30:00`).
fn is_time(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let rest = unsigned.get(digits..).unwrap_or_default();
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_date =
        digits == 4 && rest.starts_with('-') && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let is_sexagesimal = rest.strip_prefix(':').is_some_and(|rest| rest.split(':').all(is_number));
    digits > 0 && (is_date || is_sexagesimal)
}

/// Whether a text is best written as a block of its lines, and is the same when it is read.
fn is_literal(text: &str) -> bool {
    let is_blank = |line: &str| !line.is_empty() && line.trim().is_empty();
    text.contains('\n')
        && !text.starts_with([' ', '\t', '\n'])
        && !text.chars().any(|character| character != '\n' && needs_escape(character))
        && !text.split('\n').any(is_blank)
}

/// Characters that readers refuse or take for line breaks, and those that nobody could see.
fn needs_escape(character: char) -> bool {
    match character {
        '\t' => false,
        '\u{FEFF}' | '\u{2028}' | '\u{2029}' => true,
        other => other.is_control() || other.escape_debug().nth(1) == Some('u'),
    }
}

/// A text in double quotes.
fn in_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            hidden if needs_escape(hidden) => match u32::from(hidden) {
                code @ ..=0xFF => drop(write!(out, "\\x{code:02x}")),
                code @ ..=0xFFFF => drop(write!(out, "\\u{code:04x}")),
                code => drop(write!(out, "\\U{code:08x}")),
            },
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
