//! Text of manifests made safe to show: nothing in it can move a cursor, colour a line, reorder it or command a CI system.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control and direction characters written as escapes (`\u{1b}`); tabs and line breaks too.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_dangerous(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// The text of several lines with dangerous characters replaced by harmless ones *of the same length in bytes*, so that
/// offsets stay true. Tabs and line breaks stay.
pub(crate) fn printable_lines(text: &str) -> Cow<'_, str> {
    let stays = |character: char| !is_dangerous(character) || matches!(character, '\n' | '\t');
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|character| match character.len_utf8() {
        _ if stays(character) => character,
        // A carriage return before a line break ends the line; elsewhere it would overwrite it.
        1 => {
            if character == '\r' {
                ' '
            } else {
                '?'
            }
        }
        2 => '\u{BF}',
        3 => char::REPLACEMENT_CHARACTER,
        _ => '\u{1F6AB}',
    });
    Cow::Owned(replaced.collect())
}

/// Control characters (C0, DEL, C1), and those that change the direction of text or hide in it.
pub(super) fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// A report or remark in which no line is a command to a CI system that reads its log: `::error::` of GitHub where a line
/// starts with it, `##[error]` and `##vso[…]` of GitHub and Azure wherever they stand.
///
/// Source: `ActionCommand.cs` of the GitHub runner, which trims lines first; `Command.cs` of the Azure agent.
pub fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        safe.push_str(&line[..line.len() - rest.len()]);
        let commands =
            rest.strip_prefix("::").filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        let rest = commands.map_or(rest, |rest| {
            safe.push_str(r"\u{3a}:");
            rest
        });
        push_without_marks(&mut safe, rest);
    }
    Cow::Owned(safe)
}

/// Adds a text with `##[` and `##word[` taken apart.
fn push_without_marks(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let behind = &rest[at + 2..];
        let is_mark = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
        out.push_str(&rest[..=at]);
        out.push_str(if is_mark { r"\u{23}" } else { "" });
        rest = &rest[at + if is_mark { 2 } else { 1 }..];
    }
    out.push_str(rest);
}

/// JSON in which no string holds raw what [`printable`] and [`without_commands`] keep from people: scripts read it as it
/// was, and a terminal or log takes no harm.
pub(super) fn harmless_json(json: String) -> String {
    if !json.contains("##") && !json.chars().any(|character| character != '\n' && is_dangerous(character)) {
        return json;
    }
    // Outside of strings JSON has none of these characters but line breaks, and those never are in strings.
    let mut safe = String::with_capacity(json.len() + 64);
    let mut after_hash = false;
    for character in json.chars() {
        let is_hash = character == '#';
        if (is_dangerous(character) && character != '\n') || (is_hash && after_hash) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
        after_hash = is_hash;
    }
    safe
}
