//! Characters that YAML does not allow anywhere.

use super::span::Span;
use super::syntax_error::SyntaxError;

/// The offset of the first character that go-yaml refuses: control characters, and the two that are no characters.
///
/// Source: `yaml_parser_update_buffer` of go.yaml.in/yaml/v2 `readerc.go`.
pub(super) fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(offset) = first_suspect(bytes.get(at..)?) {
        at += offset;
        if is_refused(bytes.get(at..)?) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// What to say about the character at an offset of the text.
pub(super) fn error(text: &str, at: usize) -> SyntaxError {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let is_nul = text.as_bytes().get(at) == Some(&0);
    let (message, help) = if is_nul {
        ("this is binary data, not YAML", "name text files only")
    } else {
        ("control characters are not allowed", "remove it, or write it as an escape in double quotes")
    };
    let error = SyntaxError::new(Span::new(at, at + length), message).help(help);
    SyntaxError { kubectl: Some("control characters are not allowed"), ..error }
}

/// Most texts have no such byte, which is found out for many of them at a time.
fn first_suspect(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<32>();
    let is_clean =
        |block: &&[u8; 32]| block.iter().fold(0, |found, &byte| found | u8::from(is_suspect(byte))) == 0;
    let clean = 32 * blocks.iter().take_while(is_clean).count();
    let rest = bytes.get(clean..)?.iter().position(|&byte| is_suspect(byte))?;
    Some(clean + rest)
}

/// Bytes that are, or begin, something refused.
fn is_suspect(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || matches!(byte, 0x7F | 0xC2 | 0xEF)
}

fn is_refused(rest: &[u8]) -> bool {
    match rest {
        [0xC2, next, ..] => (0x80..=0x9F).contains(next) && *next != 0x85,
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => true,
        [0xEF, ..] => false,
        _ => true,
    }
}
