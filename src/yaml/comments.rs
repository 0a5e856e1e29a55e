//! Comments, found between the tokens that the parser names.
//!
//! The parser can tell of them itself, but is a third slower then.

use super::span::Span;

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Each from `#` to the end of its line, in the order of the text.
    found: Vec<Span>,
    /// The end of what has been searched.
    searched: usize,
}

impl Comments {
    /// Searches what stands between two tokens: white space, indicators, anchors, tags and comments.
    pub(super) fn search(&mut self, text: &str, gap: Span) {
        let mut at = gap.start.max(self.searched);
        let Some(between) = text.get(at..gap.end) else { return };
        self.searched = gap.end;
        if !between.contains('#') {
            return;
        }
        for line in between.split_inclusive('\n') {
            if let Some(start) = start_in(line) {
                self.found.push(Span::new(at + start, at + line.trim_end_matches(['\n', '\r']).len()));
            }
            at += line.len();
        }
    }

    /// Searches the lines behind the last token of a document, up to one that holds something else.
    pub(super) fn search_rest(&mut self, text: &str, from: usize) {
        let lines = text.get(from..).unwrap_or_default().split_inclusive('\n');
        let is_read = |line: &&str| matches!(line.trim_start().bytes().next(), None | Some(b'#'));
        let length: usize = lines.take_while(is_read).map(str::len).sum();
        self.search(text, Span::new(from, from + length));
    }

    /// All that has been found.
    pub(super) fn into_found(self) -> Vec<Span> {
        self.found
    }
}

/// Where the comment of a line starts. Within an anchor or a tag `#` is a letter like others.
fn start_in(line: &str) -> Option<usize> {
    let mut in_property = false;
    line.bytes().position(|byte| {
        match byte {
            b'&' | b'!' => in_property = true,
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}' => in_property = false,
            _ => {}
        }
        byte == b'#' && !in_property
    })
}
