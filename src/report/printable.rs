//! Text of manifests made safe to show: nothing in it can move a cursor, colour a line or reorder it.

use std::borrow::Cow;

/// The text with control and direction characters written as escapes (`\u{1b}`); tabs and line breaks too.
pub fn printable(text: &str) -> Cow<'_, str> {
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
pub fn printable_lines(text: &str) -> Cow<'_, str> {
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
fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}'
        )
}
