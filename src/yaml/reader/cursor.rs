//! A place in the text, and what stands there.

/// A place in the text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    bytes: &'a [u8],
    /// The offset.
    pub(super) at: usize,
    /// Where the line starts.
    pub(super) line_start: usize,
    /// How many lines have ended before.
    pub(super) line: usize,
    /// An offset of this line and how many characters stand before it, to count from.
    counted: (usize, usize),
    /// Whether each character of the text is one byte.
    is_ascii: bool,
}

/// What some byte is to the scanner.
const BLANK: u8 = 1;
/// Ends a line, or may begin a character that does.
const BREAK: u8 = 2;
/// Ends a scalar without quotes within brackets.
const FLOW: u8 = 4;
/// A colon.
const COLON: u8 = 8;
/// Letters, digits, `-` and `_`.
const WORD: u8 = 16;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        // Fewer than 256, so that nothing is cut off.
        #[expect(clippy::cast_possible_truncation)]
        let character = byte as u8;
        table[byte] = match character {
            b' ' | b'\t' => BLANK,
            b'\n' | b'\r' => BREAK,
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => FLOW,
            b':' => COLON,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => WORD,
            _ => 0,
        };
        byte += 1;
    }
    // First bytes of U+0085, U+2028 and U+2029, which end lines in YAML 1.1.
    table[0xC2] = BREAK;
    table[0xE2] = BREAK;
    table
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let is_ascii = bytes.get(start..).is_some_and(<[u8]>::is_ascii);
        Self { text, bytes, at: start, line_start: start, line: 0, counted: (start, 0), is_ascii }
    }

    /// The byte at the place, NUL at the end of the text. NUL itself is never read: it is refused beforehand.
    pub(super) fn byte(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte that many bytes further on.
    pub(super) fn ahead(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or_default()
    }

    /// Whether the text has ended.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Whether a space or a tab stands here.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.byte(), b' ' | b'\t')
    }

    /// The length in bytes of the line break that many bytes further on; 0 if none stands there.
    ///
    /// `is_break` in `yamlprivateh.go`, and `skip_line` in `scannerc.go`, which takes CR LF for one; a further CR before them is
    /// lost when kubectl reads line by line (`LineReader.Read` of `k8s.io/apimachinery/pkg/util/yaml`).
    #[inline]
    pub(super) fn line_break(&self, by: usize) -> usize {
        match self.ahead(by) {
            b'\n' => 1,
            b'\r' | 0xC2 | 0xE2 => self.rare_break(by),
            _ => 0,
        }
    }

    fn rare_break(&self, by: usize) -> usize {
        match self.bytes.get(self.at + by..).unwrap_or_default() {
            [b'\r', b'\r', b'\n', ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
            [b'\r', ..] => 1,
            _ => 0,
        }
    }

    /// Whether white space, a line break or the end stands that many bytes further on.
    pub(super) fn is_blank_or_end(&self, by: usize) -> bool {
        match self.ahead(by) {
            b' ' | b'\t' | b'\n' | b'\r' => true,
            0 => self.at + by >= self.bytes.len(),
            0xC2 | 0xE2 => self.line_break(by) > 0,
            _ => false,
        }
    }

    /// Whether the line ends here.
    pub(super) fn is_line_end(&self) -> bool {
        self.is_at_end() || self.line_break(0) > 0
    }

    /// Steps over a line break that stands here; what it means in a folded text: `\n`, or the character itself.
    pub(super) fn take_break(&mut self) -> &'a str {
        let length = self.line_break(0);
        let written = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        self.line_start = self.at;
        self.line += 1;
        self.counted = (self.at, 0);
        if written.starts_with(['\u{2028}', '\u{2029}']) { written } else { "\n" }
    }

    /// How many characters stand before the place on its line.
    pub(super) fn column(&mut self) -> usize {
        if self.is_ascii {
            return self.at - self.line_start;
        }
        let (from, before) = self.counted;
        let between = self.bytes.get(from..self.at).unwrap_or_default();
        // A character has one byte that is no continuation of another.
        let column = before + between.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        self.counted = (self.at, column);
        column
    }

    /// Whether the place is the start of a line.
    pub(super) fn is_line_start(&self) -> bool {
        self.at == self.line_start
    }

    /// Whether `---` or `...` stands alone at the start of this line.
    pub(super) fn is_document_indicator(&self) -> bool {
        self.is_line_start()
            && matches!(self.bytes.get(self.at..self.at + 3), Some(b"---" | b"..."))
            && self.is_blank_or_end(3)
    }

    /// Steps over the characters of a scalar without quotes, up to white space, a line break, a colon, or what ends it
    /// within brackets.
    pub(super) fn skip_plain(&mut self, in_flow: bool) {
        let stops = if in_flow { BLANK | BREAK | COLON | FLOW } else { BLANK | BREAK | COLON };
        self.skip_until(stops);
    }

    /// Steps over characters up to white space or a line break, or a byte of these.
    pub(super) fn skip_quoted(&mut self, stops: [u8; 2]) {
        self.skip_while(|byte| !stops.contains(&byte) && CLASSES[usize::from(byte)] & (BLANK | BREAK) == 0);
    }

    /// Steps over the rest of the line.
    pub(super) fn skip_line_rest(&mut self) {
        self.skip_until(BREAK);
    }

    /// Steps over letters, digits, `-` and `_`.
    pub(super) fn skip_word(&mut self) {
        while CLASSES[usize::from(self.byte())] & WORD != 0 {
            self.at += 1;
        }
    }

    fn skip_until(&mut self, stops: u8) {
        self.skip_while(|byte| CLASSES[usize::from(byte)] & stops == 0);
    }

    /// Steps over bytes, and over those of other characters that start like a line break.
    #[inline]
    fn skip_while(&mut self, goes_on: impl Fn(u8) -> bool) {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&byte| !goes_on(byte)) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += length;
            if self.byte() < 0x80 || self.line_break(0) > 0 {
                return;
            }
            self.at += 1;
        }
    }

    /// Steps over spaces and tabs.
    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank() {
            self.at += 1;
        }
    }

    /// The text from an offset to the place.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }
}
