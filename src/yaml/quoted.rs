//! Text in double quotes.

use std::fmt::Write as _;

/// A text in double quotes, as YAML reads it back; what a terminal could obey is written as an escape.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        let is_hidden = character.escape_debug().nth(1) == Some('u');
        match character {
            _ if is_hidden => drop(write!(out, "\\U{:08x}", u32::from(character))),
            '\'' => out.push(character),
            _ => out.extend(character.escape_debug()),
        }
    }
    out.push('"');
    out
}
