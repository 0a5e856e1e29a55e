//! Coverage for people: a line a DaemonSet, then the groups of nodes that it misses, each with its reason.

use std::fmt::Write as _;

use super::painter::Painter;
use super::printable::printable;
use super::reason;
use crate::coverage::{Coverage, DaemonSetCoverage, Group};
use crate::manifest::ManifestSet;

/// How much a table says of the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// The first few names of each group.
    Table,
    /// All names, and the nodes on which it runs too.
    Wide,
}

/// Node names that a table shows of a group.
const NAMES: usize = 4;

/// Characters after which a column of names wraps.
const LINE: usize = 100;

/// Writes the coverage of all DaemonSets.
pub fn render(set: &ManifestSet, coverage: &Coverage, width: Width, painter: Painter) -> String {
    let table = Table { set, coverage, width, painter };
    let titles: Vec<Title> = coverage.daemon_sets.iter().map(|daemon_set| table.title(daemon_set)).collect();
    let name_width = titles.iter().map(|title| title.name.chars().count()).max().unwrap_or_default();
    let place_width = titles.iter().map(|title| title.place.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (daemon_set, title) in coverage.daemon_sets.iter().zip(titles) {
        let name = painter.paint(&format!("{:name_width$}", title.name), |style| style.bold());
        let _ = writeln!(out, "{name}   {:place_width$}   {}", title.place, title.count);
        table.groups(&mut out, daemon_set);
    }
    out
}

struct Table<'a> {
    set: &'a ManifestSet,
    coverage: &'a Coverage,
    width: Width,
    painter: Painter,
}

/// The first line of a DaemonSet.
struct Title {
    name: String,
    place: String,
    count: String,
}

impl Table<'_> {
    fn title(&self, daemon_set: &DaemonSetCoverage) -> Title {
        let object = &self.set.objects[daemon_set.object];
        let source = self.set.source_of(object);
        let line = source.position(object.node.span.start).line;
        let counts = daemon_set.counts(&self.coverage.fleet);
        let nodes = counts.desired + counts.excluded;
        let mut count = format!("{} of {}", counts.desired - counts.pending, plural(nodes, "node"));
        if counts.pending > 0 {
            let _ = write!(count, " ({} desired)", counts.desired);
        }
        Title {
            name: printable(&object.id.qualified_name()).into_owned(),
            place: printable(&format!("{}:{line}", source.name())).into_owned(),
            count,
        }
    }

    fn groups(&self, out: &mut String, daemon_set: &DaemonSetCoverage) {
        let groups = daemon_set.groups(&self.coverage.fleet);
        let digits =
            groups.iter().map(|group| group.nodes.len().to_string().len()).max().unwrap_or_default().max(2);
        for group in &groups {
            self.group(out, group, digits);
        }
        if self.width == Width::Wide {
            self.running(out, daemon_set, digits);
        }
    }

    fn group(&self, out: &mut String, group: &Group<'_>, digits: usize) {
        let (mark, label) = match (group.pending, group.keeps_running) {
            (true, _) => (self.painter.paint("…", |style| style.yellow()), "pending"),
            (false, false) => (self.painter.paint("✗", |style| style.red()), "left out"),
            (false, true) => (self.painter.paint("✗", |style| style.red()), "left out"),
        };
        let indent = " ".repeat(digits + 15);
        let mut reasons = group.reasons.iter().map(|reason| printable(&reason::words(reason)).into_owned());
        let first = reasons.next().unwrap_or_default();
        let _ = writeln!(out, "  {mark} {:>digits$} {label:8}  {first}", group.nodes.len());
        for reason in reasons {
            let _ = writeln!(out, "{indent}{reason}");
        }
        self.names(out, &group.nodes, &indent);
        if let Some(remedy) = reason::remedy(group.reasons).filter(|_| !group.pending) {
            let remedy = printable(&remedy).into_owned();
            let _ = writeln!(out, "{indent}{}", self.painter.paint(&remedy, |style| style.cyan()));
        }
    }

    fn running(&self, out: &mut String, daemon_set: &DaemonSetCoverage, digits: usize) {
        let fleet = &self.coverage.fleet;
        let runs = |node: &usize| daemon_set.verdict(fleet, *node).reasons().is_empty();
        let nodes: Vec<usize> = (0..fleet.nodes().len()).filter(runs).collect();
        if nodes.is_empty() {
            return;
        }
        let mark = self.painter.paint("✓", |style| style.green());
        let _ = writeln!(out, "  {mark} {:>digits$} runs", nodes.len());
        self.names(out, &nodes, &" ".repeat(digits + 15));
    }

    /// The names of some nodes, wrapped; shortened unless the table is wide.
    fn names(&self, out: &mut String, nodes: &[usize], indent: &str) {
        let shown = if self.width == Width::Wide { nodes.len() } else { NAMES };
        let mut line = String::new();
        for &node in nodes.iter().take(shown) {
            let name = printable(&self.coverage.fleet.nodes()[node].name).into_owned();
            if !line.is_empty() && indent.len() + line.len() + name.len() > LINE {
                let _ =
                    writeln!(out, "{indent}{}", self.painter.paint(line.trim_end(), |style| style.dimmed()));
                line.clear();
            }
            line.push_str(&name);
            line.push(' ');
        }
        if nodes.len() > shown {
            let _ = write!(line, "and {} more", nodes.len() - shown);
        }
        let _ = writeln!(out, "{indent}{}", self.painter.paint(line.trim_end(), |style| style.dimmed()));
    }
}

/// `1 node`, `2 nodes`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
