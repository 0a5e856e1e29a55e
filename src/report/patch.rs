//! Changes of files as a unified diff, which `git apply` and `patch` take.

use similar::TextDiff;

use super::painter::{Painter, Tone};

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
    let name = change.name.trim_start_matches("./");
    let diff = TextDiff::from_lines(change.before, change.after);
    let text = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    if !painter.is_on() {
        return text;
    }
    text.split_inclusive('\n').map(|line| painted(line, painter)).collect()
}

fn painted(line: &str, painter: Painter) -> String {
    let tone = match line.as_bytes().first() {
        Some(b'+') => Tone::Good,
        Some(b'-') => Tone::Bad,
        Some(b'@') => Tone::Faint,
        _ => return line.to_owned(),
    };
    let text = line.trim_end_matches(['\n', '\r']);
    format!("{}{}", painter.paint(text, tone), &line[text.len()..])
}
