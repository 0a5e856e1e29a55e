//! Bytes that are not UTF-8, which YAML does not allow anywhere.

/// So many places are kept of one file; what is binary throughout is refused for the first.
const MOST: usize = 1_000;

/// Bytes that are not UTF-8.
#[derive(Clone, Copy, Debug)]
pub(super) struct Invalid {
    /// Where U+FFFD stands for them in the text.
    pub(super) at: usize,
    /// What kubectl says of them.
    pub(super) words: &'static str,
}

/// The text of some bytes, and where U+FFFD stands for what is not UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Vec<Invalid>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, Vec::new()),
        Err(error) => error.into_bytes(),
    };
    let (mut text, mut invalid) = (String::with_capacity(bytes.len()), Vec::new());
    let mut read = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        read += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            if invalid.len() < MOST {
                let words = words(bytes.get(read..).unwrap_or_default());
                invalid.push(Invalid { at: text.len(), words });
            }
            text.push(char::REPLACEMENT_CHARACTER);
            read += chunk.invalid().len();
        }
    }
    (text, invalid)
}

/// Why bytes do not start with a character.
///
/// Source: `yaml_parser_update_buffer` of go.yaml.in/yaml/v2 `readerc.go`, which is given lines that end with a line
/// break, up to the next document.
fn words(bytes: &[u8]) -> &'static str {
    let width = match bytes.first() {
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF7) => 4,
        _ => return "invalid leading UTF-8 octet",
    };
    let sequence = bytes.get(..width.min(bytes.len())).unwrap_or_default();
    let line = sequence.iter().position(|&byte| byte == b'\n');
    let ends = line.is_some_and(|at| matches!(bytes.get(at + 1..), Some([] | [b'-', b'-', b'-', ..])));
    if ends && line.is_some_and(|at| at + 1 < width) || line.is_none() && sequence.len() + 1 < width {
        return "incomplete UTF-8 octet sequence";
    }
    let trailing = sequence.get(1..).unwrap_or_default();
    if sequence.len() < width || trailing.iter().any(|byte| byte & 0xC0 != 0x80) {
        return "invalid trailing UTF-8 octet";
    }
    let is_overlong = matches!(sequence, [0xC0 | 0xC1, ..] | [0xE0, ..=0x9F, ..] | [0xF0, ..=0x8F, ..]);
    if is_overlong { "invalid length of a UTF-8 sequence" } else { "invalid Unicode character" }
}
