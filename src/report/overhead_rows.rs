//! What the tables of overhead have in common: resources in columns, DaemonSets in rows.

use super::table_text::plural;
use crate::coverage::{Coverage, Overhead, Taken, Unfit};
use crate::inventory::{CountRange, Node};
use crate::manifest::ManifestSet;
use crate::placement::{Allocatable, Quantity, Units};

/// The label with the type of the machine, by its present and its former name.
const INSTANCE_TYPE: [&str; 2] = ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"];

/// The amount of a resource; `pods` is one.
pub(super) fn amount(taken: &Taken, resource: &str) -> i64 {
    if resource == "pods" { taken.pods } else { taken.units.get(resource) }
}

/// What a node has of a resource; `pods` is one.
pub(super) fn room(allocatable: &Allocatable, resource: &str) -> i64 {
    if resource == "pods" { allocatable.pods } else { allocatable.units.get(resource) }
}

/// An amount as people write it.
pub(super) fn quantity(resource: &str, amount: i64) -> Quantity {
    Units::quantity(resource, amount)
}

/// The share of an amount in what is there, from 0 to 1 or above; none of nothing.
pub(super) fn share(amount: i64, there: i64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a share is shown with three digits")]
    (there > 0).then(|| amount as f64 / there as f64)
}

/// `12%`; below one percent with a digit behind the point.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
}

/// `200Mi 3%`, or the amount alone; `-` for nothing.
pub(super) fn cell(amount: i64, there: Option<i64>, resource: &str) -> String {
    if amount == 0 {
        return "-".to_owned();
    }
    let share = there.and_then(|there| share(amount, there)).map(|share| format!(" {}", percent(share)));
    format!("{}{}", quantity(resource, amount), share.unwrap_or_default())
}

/// The name of a DaemonSet.
pub(super) fn name(set: &ManifestSet, coverage: &Coverage, index: usize) -> String {
    set.objects[coverage.daemon_sets[index].object].id.qualified_name()
}

/// The type of the machines, if all nodes agree in it.
pub(super) fn instance_type<'a>(nodes: &'a [Node], indexes: &[usize]) -> Option<&'a str> {
    let of = |index: &usize| INSTANCE_TYPE.iter().find_map(|key| nodes[*index].labels.get(*key));
    let first = of(indexes.first()?)?;
    indexes.iter().all(|index| of(index) == Some(first)).then_some(first)
}

/// The DaemonSets in the order of what they take, the most first: by the largest share, or by memory and cpu.
pub(super) fn by_weight(
    overhead: &Overhead,
    daemon_sets: &[usize],
    allocatable: Option<&Allocatable>,
) -> Vec<usize> {
    let weight = |index: usize| {
        let taken = &overhead.costs[index];
        let there = |resource, otherwise| allocatable.map_or(otherwise, |there| room(there, resource));
        let cpu = share(taken.units.milli_cpu, there("cpu", 1000)).unwrap_or_default();
        let memory = share(taken.units.memory, there("memory", 1 << 30)).unwrap_or_default();
        cpu.max(memory)
    };
    let mut sorted = daemon_sets.to_vec();
    sorted.sort_by(|left, right| weight(*right).total_cmp(&weight(*left)));
    sorted
}

/// `0 to 10 nodes`, as far as it is known.
pub(super) fn count(count: CountRange) -> String {
    let nodes = |count: u64| plural(usize::try_from(count).unwrap_or(usize::MAX), "node");
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => nodes(min),
        (Some(min), Some(max)) => format!("{min} to {max} nodes"),
        (Some(min), None) => format!("{min} or more nodes"),
        (None, Some(max)) => format!("up to {max} nodes"),
        (None, None) => "any number of nodes".to_owned(),
    }
}

/// What does not fit, in sentences.
pub(super) fn unfit(set: &ManifestSet, coverage: &Coverage, unfit: &Unfit) -> Vec<String> {
    let names = |indexes: &[usize]| {
        indexes.iter().map(|&index| name(set, coverage, index)).collect::<Vec<_>>().join(", ")
    };
    let mut lines = Vec::new();
    if !unfit.certain.is_empty() {
        let short = unfit.resources.join(", ");
        lines.push(format!("no room for {} ({short})", names(&unfit.certain)));
    }
    if !unfit.among.is_empty() {
        let short = unfit.resources.join(", ");
        lines.push(format!(
            "no room for all of {} ({short}); their priorities do not say which wait",
            names(&unfit.among)
        ));
    }
    lines
}
