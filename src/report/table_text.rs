//! Names and numbers in tables.

use super::printable::printable;
use crate::coverage::Fleet;

/// How much a table says of the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// The first few names of each group.
    Table,
    /// All names, and the nodes on which it runs too.
    Wide,
}

/// Node names that a table shows of a group.
pub(super) const NAMES: usize = 4;

/// Columns that a table keeps to, where words allow.
pub(super) const LINE: usize = 110;

/// The names of some nodes in lines of so many columns; shortened unless the table is wide.
pub(super) fn names(fleet: &Fleet, nodes: &[usize], width: Width, columns: usize) -> Vec<String> {
    let shown = if width == Width::Wide { nodes.len() } else { NAMES };
    let names = nodes.iter().take(shown).map(|&node| printable(&fleet.nodes()[node].name).into_owned());
    let mut words: Vec<String> = names.collect();
    if nodes.len() > shown {
        words.push(format!("and {} more", nodes.len() - shown));
    }
    wrap(&words, columns)
}

/// `1 node`, `2 nodes`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Words side by side, in lines of a width.
fn wrap(words: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}
