//! Overhead for people: a block a kind of node, the smallest first, then the pools and the sums.

use std::fmt::Write as _;

use super::overhead_rows::{amount, by_weight, cell, count, instance_type, name, quantity, room, unfit};
use super::painter::{Painter, Tone};
use super::printable::printable;
use super::table_text::{NAMES, Width, plural};
use crate::coverage::{Coverage, NodeKind, Overhead, PoolCost, Taken, overhead_resources as resources};
use crate::manifest::ManifestSet;
use crate::placement::Allocatable;

/// DaemonSets that a table shows of a kind of node.
const ROWS: usize = 10;

/// Writes what DaemonSets take.
pub(super) fn render(
    set: &ManifestSet,
    coverage: &Coverage,
    overhead: &Overhead,
    width: Width,
    painter: Painter,
) -> String {
    let table = Table { set, coverage, overhead, width, painter };
    let mut out = String::new();
    for kind in &overhead.kinds {
        table.kind(&mut out, kind);
    }
    for pool in &overhead.pools {
        table.pool(&mut out, pool);
    }
    table.fleet(&mut out);
    out
}

struct Table<'a> {
    set: &'a ManifestSet,
    coverage: &'a Coverage,
    overhead: &'a Overhead,
    width: Width,
    painter: Painter,
}

/// One line of cells: a name, then an amount a resource.
type Row = Vec<String>;

impl Table<'_> {
    fn kind(&self, out: &mut String, kind: &NodeKind) {
        let nodes = self.coverage.fleet.nodes();
        let mut title = vec![self.painter.paint(&plural(kind.nodes.len(), "node"), Tone::Strong)];
        title.extend(instance_type(nodes, &kind.nodes).map(|kind| printable(kind).into_owned()));
        title.push(self.painter.paint(&self.names(&kind.nodes), Tone::Faint));
        let _ = writeln!(out, "{}", title.join("   "));
        self.grid(out, &kind.daemon_sets, &kind.total, kind.allocatable.as_ref());
        for line in unfit(self.set, self.coverage, &kind.unfit) {
            let _ = writeln!(out, "  {} {}", self.painter.paint("✗", Tone::Bad), printable(&line));
        }
        for (index, count) in &kind.pending {
            let name = name(self.set, self.coverage, *index);
            let mark = self.painter.paint("…", Tone::Waiting);
            let of = plural(kind.nodes.len(), "node");
            let line = format!("{name}: no room beside the pods that are there on {count} of {of}");
            let _ = writeln!(out, "  {mark} {}", printable(&line));
        }
        out.push('\n');
    }

    fn pool(&self, out: &mut String, cost: &PoolCost) {
        let pool = &self.coverage.fleet.pools()[cost.pool];
        let facts = format!("({}, {})", pool.format, count(pool.count));
        let name = self.painter.paint(&format!("pool {}", printable(&pool.name)), Tone::Strong);
        let _ = writeln!(out, "{name}   {}   each node:", self.painter.paint(&facts, Tone::Faint));
        let all: Vec<usize> = cost.daemon_sets.iter().chain(&cost.perhaps).copied().collect();
        self.grid(out, &all, &cost.most, pool.allocatable.as_ref());
        if !cost.perhaps.is_empty() {
            let perhaps = plural(cost.perhaps.len(), "DaemonSet");
            let _ = writeln!(
                out,
                "  {} {perhaps} on some of the nodes only",
                self.painter.paint("~", Tone::Waiting)
            );
        }
        for line in unfit(self.set, self.coverage, &cost.unfit) {
            let _ = writeln!(out, "  {} {}", self.painter.paint("✗", Tone::Bad), printable(&line));
        }
        out.push('\n');
    }

    fn grid(&self, out: &mut String, daemon_sets: &[usize], total: &Taken, there: Option<&Allocatable>) {
        if daemon_sets.is_empty() {
            let _ = writeln!(out, "  no DaemonSet lands there");
            return;
        }
        let resources = resources([total]);
        let mut header: Row = vec![String::new()];
        header.extend(resources.iter().cloned());
        let mut rows: Vec<Row> = vec![header];
        let sorted = by_weight(self.overhead, daemon_sets, there);
        let shown = if self.width == Width::Wide { sorted.len() } else { ROWS };
        for &index in sorted.iter().take(shown) {
            let name = printable(&name(self.set, self.coverage, index)).into_owned();
            rows.push(row(name, &self.overhead.costs[index], &resources, there));
        }
        if sorted.len() > shown {
            let mut rest = Taken::default();
            sorted.iter().skip(shown).for_each(|&index| rest.add(&self.overhead.costs[index]));
            rows.push(row(format!("{} more", sorted.len() - shown), &rest, &resources, there));
        }
        rows.push(row(format!("all {}", sorted.len()), total, &resources, there));
        if let Some(there) = there {
            let mut allocatable: Row = vec!["allocatable".to_owned()];
            let amounts = resources.iter().map(|name| quantity(name, room(there, name)).to_string());
            allocatable.extend(amounts);
            rows.push(allocatable);
        }
        self.align(out, &rows);
    }

    fn align(&self, out: &mut String, rows: &[Row]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            let line = format!("  {}", cells.join("   "));
            let line = line.trim_end();
            let is_header = index == 0;
            let line = if is_header { self.painter.paint(line, Tone::Faint) } else { line.to_owned() };
            let _ = writeln!(out, "{line}");
        }
    }

    fn fleet(&self, out: &mut String) {
        let fleet = &self.overhead.fleet;
        let nodes = match fleet.most_nodes {
            Some(1) if fleet.least_nodes == 1 => return,
            Some(most) if most == fleet.least_nodes => most.to_string(),
            Some(most) => format!("{} to {most}", fleet.least_nodes),
            None => format!("{} or more", fleet.least_nodes),
        };
        let sums: Vec<String> = resources([fleet.most.as_ref().unwrap_or(&fleet.least)])
            .iter()
            .map(|resource| self.sum(resource))
            .collect();
        let title = self.painter.paint(&format!("all {nodes} nodes together"), Tone::Strong);
        let _ = writeln!(out, "{title}   {}", sums.join(" · "));
    }

    /// `cpu 500m to 12`, with a share where it is known.
    fn sum(&self, resource: &str) -> String {
        let fleet = &self.overhead.fleet;
        let least = amount(&fleet.least, resource);
        let there = fleet.allocatable.as_ref().map(|there| amount(there, resource));
        match fleet.most.as_ref().map(|most| amount(most, resource)) {
            Some(most) if most == least => format!("{resource} {}", cell(least, there, resource)),
            Some(most) => format!("{resource} {} to {}", quantity(resource, least), quantity(resource, most)),
            None => format!("{resource} {} or more", quantity(resource, least)),
        }
    }

    fn names(&self, nodes: &[usize]) -> String {
        let shown = if self.width == Width::Wide { nodes.len() } else { NAMES };
        let all = self.coverage.fleet.nodes();
        let names = nodes.iter().take(shown).map(|&node| printable(&all[node].name).into_owned());
        let mut names: Vec<String> = names.collect();
        if nodes.len() > shown {
            names.push(format!("and {} more", nodes.len() - shown));
        }
        names.join(" ")
    }
}

fn row(name: String, taken: &Taken, resources: &[String], there: Option<&Allocatable>) -> Row {
    let amounts = resources.iter().map(|resource| {
        let there = there.map(|there| room(there, resource));
        cell(amount(taken, resource), there, resource)
    });
    [name].into_iter().chain(amounts).collect()
}
