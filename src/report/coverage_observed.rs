//! The lines of a coverage table that speak of pods as they are now.

use std::fmt::Write as _;

use super::observed_words::{ObservedGroup, Observer};
use super::painter::{Painter, Tone};
use super::printable::printable;
use super::table_text::{LINE, Width, names, plural};
use crate::coverage::{Coverage, DaemonSetCoverage, Fleet, NodeState};

/// Groups that a table shows; a wide one shows all.
const GROUPS: usize = 8;

/// What stands before each group, and in its place on further lines.
const INDENT: &str = "         ";

/// Between what stands beside each other on a line.
const GAP: &str = "   ";

/// Writes where the pods are not as they should be, and why: the largest group of nodes first.
pub(super) fn rows(
    out: &mut String,
    coverage: &Coverage,
    daemon_set: &DaemonSetCoverage,
    width: Width,
    painter: Painter,
) {
    let Some(observed) = &daemon_set.observed else { return };
    let groups = Observer::new(coverage, daemon_set).groups(observed);
    let shown = if width == Width::Wide { groups.len() } else { GROUPS.min(groups.len()) };
    let mark = painter.paint("!", Tone::Waiting);
    for group in &groups[..shown] {
        let block = block(&coverage.fleet, group, width, painter);
        let _ = writeln!(out, "  {mark} now: {block}");
    }
    let hidden = &groups[shown..];
    if !hidden.is_empty() {
        let nodes = hidden.iter().map(|group| group.nodes.len()).sum();
        let (nodes, reasons) = (plural(nodes, "more node"), plural(hidden.len(), "other reason"));
        let _ = writeln!(out, "  {mark} now: {nodes} for {reasons}; all of them with -o wide");
    }
}

/// What is said of a group, on one line where it fits.
fn block(fleet: &Fleet, group: &ObservedGroup<'_>, width: Width, painter: Painter) -> String {
    let columns = LINE - INDENT.len();
    let cut = |words: &str| match width {
        Width::Table => shortened(&printable(words), columns),
        Width::Wide => printable(words).into_owned(),
    };
    let (noun, state) = match group.state {
        NodeState::Missing => ("node", "without a pod"),
        NodeState::Unready => ("pod", "not ready"),
        NodeState::Misscheduled => ("pod", "that should not be there"),
    };
    let mut pieces = vec![(format!("{} {state}", plural(group.nodes.len(), noun)), None)];
    let words = [Some(group.words()), group.disagreement()].into_iter().flatten();
    pieces.extend(words.filter(|words| !words.is_empty()).map(|words| (cut(&words), None)));
    let names = names(fleet, &group.nodes, width, columns);
    pieces.extend(names.into_iter().map(|line| (line, Some(Tone::Faint))));
    let mut block = String::new();
    let mut used = 0;
    for (text, tone) in pieces {
        let length = text.chars().count();
        if used > 0 && used + GAP.len() + length <= columns {
            block.push_str(GAP);
            used += GAP.len() + length;
        } else {
            if used > 0 {
                block.push('\n');
                block.push_str(INDENT);
            }
            used = length;
        }
        block.push_str(&tone.map_or_else(|| text.clone(), |tone| painter.paint(&text, tone)));
    }
    block
}

/// The text, or as much of it as fits and an ellipsis.
fn shortened(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let start: String = text.chars().take(columns - 1).collect();
    format!("{}…", start.trim_end())
}
