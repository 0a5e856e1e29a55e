//! Changes of files as a unified diff, which `git apply` and `patch` take.
//!
//! Lines with characters that a terminal would obey are shown with escapes. The patch does not fit the file then; that is
//! the lesser evil, and nobody loses by it whose manifests are meant to be read.

use std::borrow::Cow;

use similar::TextDiff;

use super::painter::{Painter, Tone};
use super::printable::{is_dangerous, printable};

/// A file before and after.
#[derive(Clone, Copy, Debug)]
pub struct FileChange<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its text before.
    pub before: &'a str,
    /// Its text after.
    pub after: &'a str,
}

/// Writes the diff of several files.
pub fn render(changes: &[FileChange<'_>], painter: Painter) -> String {
    changes.iter().map(|change| one(change, painter)).collect()
}

fn one(change: &FileChange<'_>, painter: Painter) -> String {
    let name = printable(change.name.trim_start_matches("./"));
    let diff = TextDiff::from_lines(change.before, change.after);
    let text = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    text.split_inclusive('\n').map(|line| painted(&harmless(line), painter)).collect()
}

/// A line without what moves the cursor, hides or reorders; tabs and line ends stay, and so do the joiners within emoji.
fn harmless(line: &str) -> Cow<'_, str> {
    let text = line.trim_end_matches('\n');
    let text = text.strip_suffix('\r').unwrap_or(text);
    let stays = |character: char| matches!(character, '\t' | '\u{200C}' | '\u{200D}');
    if !text.contains(|character| is_dangerous(character) && !stays(character)) {
        return Cow::Borrowed(line);
    }
    let pieces = text.split_inclusive(stays);
    let safe: String = pieces
        .flat_map(|piece| {
            let kept = piece.trim_end_matches(stays);
            [printable(kept).into_owned(), piece[kept.len()..].to_owned()]
        })
        .collect();
    Cow::Owned(safe + &line[text.len()..])
}

fn painted(line: &str, painter: Painter) -> String {
    if !painter.is_on() {
        return line.to_owned();
    }
    let tone = match line.as_bytes().first() {
        Some(b'+') => Tone::Good,
        Some(b'-') => Tone::Bad,
        Some(b'@') => Tone::Faint,
        _ => return line.to_owned(),
    };
    let text = line.trim_end_matches(['\n', '\r']);
    format!("{}{}", painter.paint(text, tone), &line[text.len()..])
}
