//! Coverage for people: a line a DaemonSet, then the groups of nodes that it misses, each with its reason.

use std::fmt::Write as _;

use super::coverage_live as live;
use super::coverage_observed as observed;
use super::coverage_pools as pools;
use super::painter::{Painter, Tone};
use super::printable::printable;
use super::table_text::{LINE, NAMES, Width, names, plural};
use super::{outcome, preemption, reason, uncertainty};
use crate::coverage::{Coverage, DaemonSetCoverage, Group, Standing, Uncertainty};
use crate::lint::podless;
use crate::manifest::ManifestSet;
use crate::placement::Verdict;

/// Columns before the reasons, beside the digits of the number of nodes.
const INDENT: usize = 15;

/// Writes the coverage of all DaemonSets.
pub fn render(set: &ManifestSet, coverage: &Coverage, width: Width, painter: Painter) -> String {
    let podless = podless(set, coverage.daemon_sets.iter().map(|daemon_set| daemon_set.object));
    let table = Table { set, coverage, width, painter };
    let mut rows: Vec<(Title, Option<&DaemonSetCoverage>)> = Vec::new();
    rows.extend(coverage.daemon_sets.iter().map(|daemon_set| (table.title(daemon_set), Some(daemon_set))));
    rows.extend(coverage.deleting.iter().map(|&object| (table.title_of_deleted(object), None)));
    rows.sort_by_key(|(title, _)| title.object);
    let name_width = rows.iter().map(|(title, _)| title.name.chars().count()).max().unwrap_or_default();
    let place_width = rows.iter().map(|(title, _)| title.place.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (title, daemon_set) in rows {
        let name = painter.paint(&format!("{:name_width$}", title.name), Tone::Strong);
        let _ = writeln!(out, "{name}   {:place_width$}   {}", title.place, title.count);
        if let Some(manager) = title.managed_by {
            let words = format!("managed by {}", printable(&manager));
            let _ = writeln!(out, "  {}", painter.paint(&words, Tone::Faint));
        }
        let Some(daemon_set) = daemon_set else { continue };
        if let Some(why) = podless.get(&daemon_set.object) {
            let words = format!("no pod is ever created: the API server refuses each ({})", printable(why));
            let _ = writeln!(out, "  {} {words}", painter.paint("✗", Tone::Bad));
        }
        table.outcomes(&mut out, daemon_set);
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
    /// The index of the DaemonSet among the objects.
    object: usize,
    name: String,
    place: String,
    count: String,
    managed_by: Option<String>,
}

impl Table<'_> {
    fn title(&self, daemon_set: &DaemonSetCoverage) -> Title {
        let counts = daemon_set.counts(&self.coverage.fleet);
        let nodes = counts.desired + counts.excluded;
        let mut count = Vec::new();
        if nodes > 0 || daemon_set.pools().is_empty() {
            count.push(format!("{} of {}", counts.desired - counts.pending, plural(nodes, "node")));
        }
        count.extend(pools::count(daemon_set.pools()));
        self.title_with(daemon_set.object, count.join(", "))
    }

    fn title_of_deleted(&self, object: usize) -> Title {
        self.title_with(object, "is being deleted: the controller leaves its pods alone".to_owned())
    }

    fn title_with(&self, index: usize, count: String) -> Title {
        let object = &self.set.objects[index];
        let source = self.set.source_of(object);
        let place = if self.set.is_live(object.file) {
            source.name().to_owned()
        } else {
            format!("{}:{}", source.name(), source.position(object.span.start).line)
        };
        Title {
            object: index,
            name: printable(&object.id.qualified_name()).into_owned(),
            place: printable(&place).into_owned(),
            count,
            managed_by: self.set.managed_by(object).map(|managed_by| managed_by.by),
        }
    }

    /// The declarations that are not met, or only just; a wide table has the others too.
    fn outcomes(&self, out: &mut String, daemon_set: &DaemonSetCoverage) {
        let wide = self.width == Width::Wide;
        for outcome in &daemon_set.outcomes {
            if outcome.is_met() && outcome.missing.is_empty() && !wide {
                continue;
            }
            let (mark, tone) = if outcome.is_met() { ("✓", Tone::Good) } else { ("✗", Tone::Bad) };
            let most = if wide { usize::MAX } else { NAMES };
            let words = outcome::words(outcome, &self.coverage.fleet, most);
            let _ = writeln!(out, "  {} {words}", self.painter.paint(mark, tone));
        }
    }

    fn groups(&self, out: &mut String, daemon_set: &DaemonSetCoverage) {
        let groups = daemon_set.groups(&self.coverage.fleet);
        let digits =
            groups.iter().map(|group| group.nodes.len().to_string().len()).max().unwrap_or_default().max(2);
        for group in &groups {
            self.group(out, group, digits);
        }
        self.uncertain(out, daemon_set, digits);
        if self.width == Width::Wide {
            self.running(out, daemon_set, digits);
        }
        observed::rows(out, self.coverage, daemon_set, self.width, self.painter);
        live::rows(out, daemon_set, self.width, self.painter);
        pools::rows(out, self.coverage.fleet.pools(), daemon_set.pools(), self.width, self.painter);
    }

    fn group(&self, out: &mut String, group: &Group<'_>, digits: usize) {
        let (mark, tone, label) = match group.standing {
            Standing::Preempting => ("✓", Tone::Good, "runs"),
            Standing::Pending => ("…", Tone::Waiting, "pending"),
            Standing::LeftOut => ("✗", Tone::Bad, "left out"),
        };
        let mark = self.painter.paint(mark, tone);
        let indent = " ".repeat(digits + INDENT);
        let words = match group.standing {
            Standing::Preempting => preemption::of_group(group, self.width),
            _ => reason::of_group(group),
        };
        let reasons: Vec<String> = words.iter().map(|words| printable(words).into_owned()).collect();
        let (first, others) =
            reasons.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
        let names = self.names(&group.nodes, LINE - indent.len());
        let beside = others.is_empty() && names.len() == 1 && fits(&indent, first, &names[0]);
        let names_beside =
            if beside { format!("   {}", self.painter.paint(&names[0], Tone::Faint)) } else { String::new() };
        let _ = writeln!(out, "  {mark} {:>digits$} {label:8}  {first}{names_beside}", group.nodes.len());
        for reason in others {
            let _ = writeln!(out, "{indent}{reason}");
        }
        if !beside {
            self.lines(out, &indent, &names, Tone::Faint);
        }
        if let Some(remedy) = reason::remedy(group.reasons).filter(|_| group.standing == Standing::LeftOut) {
            self.lines(out, &indent, &[printable(&remedy).into_owned()], Tone::Advice);
        }
    }

    /// What is not known of its pods, with the number of the nodes in question.
    fn uncertain(&self, out: &mut String, daemon_set: &DaemonSetCoverage, digits: usize) {
        let mut found: Vec<(&Uncertainty, Vec<usize>)> = Vec::new();
        let nodes = if daemon_set.is_uncertain() { self.coverage.fleet.nodes().len() } else { 0 };
        for node in 0..nodes {
            for uncertain in daemon_set.uncertain_on(&self.coverage.fleet, node) {
                match found.iter_mut().find(|(known, _)| *known == uncertain) {
                    Some((_, nodes)) => nodes.push(node),
                    None => found.push((uncertain, vec![node])),
                }
            }
        }
        let indent = " ".repeat(digits + INDENT);
        for (uncertain, nodes) in found {
            let mark = self.painter.paint("?", Tone::Waiting);
            let words = uncertainty::words(uncertain);
            let _ = writeln!(out, "  {mark} {:>digits$} {:8}  {words}", nodes.len(), "unknown");
            let names = self.names(&nodes, LINE - indent.len());
            self.lines(out, &indent, &names, Tone::Faint);
        }
    }

    fn running(&self, out: &mut String, daemon_set: &DaemonSetCoverage, digits: usize) {
        let fleet = &self.coverage.fleet;
        let runs = |node: &usize| matches!(daemon_set.verdict(fleet, *node), Verdict::Runs);
        let nodes: Vec<usize> = (0..fleet.nodes().len()).filter(runs).collect();
        if nodes.is_empty() {
            return;
        }
        let mark = self.painter.paint("✓", Tone::Good);
        let indent = " ".repeat(digits + INDENT);
        let names = self.names(&nodes, LINE - indent.len());
        let (first, others) =
            names.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
        let _ = writeln!(
            out,
            "  {mark} {:>digits$} {:8}  {}",
            nodes.len(),
            "runs",
            self.painter.paint(first, Tone::Faint)
        );
        self.lines(out, &indent, others, Tone::Faint);
    }

    fn lines(&self, out: &mut String, indent: &str, lines: &[String], tone: Tone) {
        for line in lines {
            let _ = writeln!(out, "{indent}{}", self.painter.paint(line, tone));
        }
    }

    fn names(&self, nodes: &[usize], columns: usize) -> Vec<String> {
        names(&self.coverage.fleet, nodes, self.width, columns)
    }
}

fn fits(indent: &str, reason: &str, names: &str) -> bool {
    indent.len() + reason.chars().count() + 3 + names.chars().count() <= LINE
}
