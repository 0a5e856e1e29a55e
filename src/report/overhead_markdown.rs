//! Overhead as Markdown: a table a kind of node, the smallest first.

use std::fmt::Write as _;

use super::markdown::cell as escaped;
use super::overhead_rows::{amount, by_weight, cell, count, instance_type, name, quantity, room, unfit};
use super::overhead_sections::{OverheadReport, OverheadSection};
use super::table_text::{NAMES, plural};
use crate::coverage::{
    Coverage, NodeKind, Overhead, PoolCost, Taken, Unfit, overhead_resources as resources,
};
use crate::manifest::ManifestSet;
use crate::placement::Allocatable;

/// Writes what DaemonSets take.
pub fn render(report: &OverheadReport<'_>) -> String {
    let mut out = String::new();
    for (index, OverheadSection { set, coverage, overhead, cluster }) in report.sections.iter().enumerate() {
        let place = cluster.map(|cluster| format!(" in context {}", escaped(&cluster.context)));
        let before = if index > 0 { "\n" } else { "" };
        let _ = writeln!(out, "{before}## What DaemonSets take{}", place.unwrap_or_default());
        let writer = Writer { set, coverage, overhead };
        overhead.kinds.iter().for_each(|kind| writer.kind(&mut out, kind));
        overhead.pools.iter().for_each(|pool| writer.pool(&mut out, pool));
    }
    out
}

struct Writer<'a> {
    set: &'a ManifestSet,
    coverage: &'a Coverage,
    overhead: &'a Overhead,
}

impl Writer<'_> {
    fn kind(&self, out: &mut String, kind: &NodeKind) {
        let nodes = self.coverage.fleet.nodes();
        let machine = instance_type(nodes, &kind.nodes).map(|kind| format!(" ({})", escaped(kind)));
        let names: Vec<String> =
            kind.nodes.iter().take(NAMES).map(|&node| escaped(&nodes[node].name)).collect();
        let more = if kind.nodes.len() > NAMES { ", …" } else { "" };
        let title = plural(kind.nodes.len(), "node");
        let _ = writeln!(out, "\n### {title}{}: {}{more}\n", machine.unwrap_or_default(), names.join(", "));
        self.table(out, &kind.daemon_sets, &kind.total, kind.allocatable.as_ref());
        self.unfit(out, &kind.unfit);
    }

    fn pool(&self, out: &mut String, cost: &PoolCost) {
        let pool = &self.coverage.fleet.pools()[cost.pool];
        let facts = format!("{}, {}", pool.format, count(pool.count));
        let _ = writeln!(out, "\n### pool {} ({}), each node\n", escaped(&pool.name), escaped(&facts));
        let all: Vec<usize> = cost.daemon_sets.iter().chain(&cost.perhaps).copied().collect();
        self.table(out, &all, &cost.most, pool.allocatable.as_ref());
        self.unfit(out, &cost.unfit);
    }

    fn table(&self, out: &mut String, daemon_sets: &[usize], total: &Taken, there: Option<&Allocatable>) {
        if daemon_sets.is_empty() {
            out.push_str("No DaemonSet lands there.\n");
            return;
        }
        let resources = resources([total]);
        let _ = writeln!(out, "| DaemonSet | {} |", resources.join(" | "));
        let _ = writeln!(out, "|---|{}", "---:|".repeat(resources.len()));
        let row = |out: &mut String, name: &str, taken: &Taken| {
            let cells: Vec<String> = resources
                .iter()
                .map(|resource| {
                    cell(amount(taken, resource), there.map(|there| room(there, resource)), resource)
                })
                .collect();
            let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
        };
        for index in by_weight(self.overhead, daemon_sets, there) {
            row(out, &escaped(&name(self.set, self.coverage, index)), &self.overhead.costs[index]);
        }
        row(out, &format!("**all {}**", daemon_sets.len()), total);
        if let Some(there) = there {
            let cells: Vec<String> =
                resources.iter().map(|name| quantity(name, room(there, name)).to_string()).collect();
            let _ = writeln!(out, "| allocatable | {} |", cells.join(" | "));
        }
    }

    fn unfit(&self, out: &mut String, without: &Unfit) {
        for line in unfit(self.set, self.coverage, without) {
            let _ = writeln!(out, "\n**{}**", escaped(&line));
        }
    }
}
