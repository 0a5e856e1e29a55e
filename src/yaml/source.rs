//! Named text, and the way from byte offsets to lines and columns.

use std::sync::{Arc, OnceLock};

use super::span::{Position, Span};
use super::utf8::{self, Invalid};

/// A text with the name under which findings mention it.
///
/// Offsets of [`Span`]s count bytes of [`text`](Self::text), which is UTF-8 whatever the bytes of the file were.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    /// Shared with whoever reads parts of it again.
    text: Arc<String>,
    encoding: Encoding,
    /// Where each line starts; found when first asked for, because the lists of large fleets have many lines.
    line_starts: OnceLock<Vec<usize>>,
    /// How many characters stand before each block; found as the lines are.
    blocks: OnceLock<Vec<usize>>,
    is_exact: bool,
    /// What is not UTF-8, in the order of the text.
    invalid: Vec<Invalid>,
}

/// Bytes between two counts of characters.
const BLOCK: usize = 4096;

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// How the bytes of a file spell its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 behind a byte order mark; the mark is not part of the text.
    Utf8WithMark,
    /// UTF-16, little endian, behind a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, behind a byte order mark.
    Utf16Be,
}

impl SourceFile {
    /// A source from text that is already at hand.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::with_encoding(name.into(), text.into(), Encoding::Utf8)
    }

    /// Decodes the bytes of a file as kubectl does: a byte order mark decides between UTF-8 and UTF-16. Bytes that are
    /// not UTF-8 become U+FFFD, which JSON is content with; YAML with such bytes is [refused](super::load) at the first.
    ///
    /// Source: `k8s.io/apimachinery/pkg/util/yaml/decoder.go` and go.yaml.in/yaml/v2 `readerc.go`, observed with kubectl 1.33.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let encoding = Encoding::detect(&bytes);
        let (text, invalid) = match encoding {
            Encoding::Utf8 => utf8::decode(bytes),
            Encoding::Utf8WithMark => utf8::decode(bytes[BYTE_ORDER_MARK.len()..].to_vec()),
            Encoding::Utf16Le => (decode_utf16(&bytes[2..], u16::from_le_bytes), Vec::new()),
            Encoding::Utf16Be => (decode_utf16(&bytes[2..], u16::from_be_bytes), Vec::new()),
        };
        let is_utf8 = matches!(encoding, Encoding::Utf8 | Encoding::Utf8WithMark);
        let is_exact = is_utf8 && invalid.is_empty();
        Self { is_exact, invalid, ..Self::with_encoding(name.into(), text, encoding) }
    }

    fn with_encoding(name: String, text: String, encoding: Encoding) -> Self {
        let (line_starts, blocks) = (OnceLock::new(), OnceLock::new());
        let text = Arc::new(text);
        Self { name, text, encoding, is_exact: true, line_starts, blocks, invalid: Vec::new() }
    }

    /// How many characters start before an offset. A line may be as long as the text, and hold every finding.
    fn characters_before(&self, offset: usize) -> usize {
        let blocks = self.blocks.get_or_init(|| {
            let counts = self.text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
                let start = *before;
                *before += characters(block);
                Some(start)
            });
            counts.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        blocks.get(block).copied().unwrap_or_default() + characters(rest)
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let newlines = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect()
        })
    }

    /// The path as the user gave it, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same source with its name only, for a text that nothing points into.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self { text: Arc::default(), line_starts: OnceLock::new(), blocks: OnceLock::new(), ..self }
    }

    /// The name without its last part; empty for a text that lies in no folder.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Gives the text another name.
    pub fn rename(&mut self, name: impl Into<String>) {
        self.name = name.into();
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, to be kept as long as it is needed.
    pub(super) fn shared_text(&self) -> &Arc<String> {
        &self.text
    }

    /// The first bytes of a part of the text that were not UTF-8.
    pub(super) fn invalid_in(&self, part: Span) -> Option<Invalid> {
        let first = self.invalid.get(self.invalid.partition_point(|invalid| invalid.at < part.start))?;
        (first.at < part.end).then_some(*first)
    }

    /// How the file spells the text.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The text of a span; empty where the span does not fit this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// How many bytes of the file stand before the text; none if the bytes of the file are not those of the text, so
    /// that offsets in one mean nothing in the other.
    pub fn bytes_before(&self) -> Option<usize> {
        let mark = if self.encoding == Encoding::Utf8WithMark { BYTE_ORDER_MARK.len() } else { 0 };
        self.is_exact.then_some(mark)
    }

    /// The bytes of the file; none if they cannot be told from the text.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let mark = &BYTE_ORDER_MARK[..self.bytes_before()?];
        Some([mark, self.text.as_bytes()].concat())
    }

    /// The same file with another text.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        let source = Self::with_encoding(self.name.clone(), text, self.encoding);
        Self { is_exact: self.is_exact, ..source }
    }

    /// Line and column of a byte offset; offsets behind the end count as the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.text, offset);
        let line = self.line_starts().partition_point(|&start| start <= offset);
        let start = self.line_starts().get(line - 1).copied().unwrap_or_default();
        let column = match self.text.as_bytes().get(start..offset) {
            Some(before) if before.len() <= BLOCK => characters(before),
            _ => self.characters_before(offset) - self.characters_before(start),
        } + 1;
        Position { line, column }
    }

    /// The line that holds an offset, without its line break.
    pub fn line_at(&self, offset: usize) -> Span {
        let line = self.position(offset).line;
        let start = self.line_starts()[line - 1];
        let end = self.line_starts().get(line).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or_default();
        Span::new(start, start + text.trim_end_matches(['\n', '\r']).len())
    }
}

/// How many characters start in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl Encoding {
    fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Self::Utf8WithMark,
            [0xFF, 0xFE, ..] => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
