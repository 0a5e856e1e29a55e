//! What the reports of `diff` show.

use crate::coverage::{DaemonSetDiff, Fate, Moved};
use crate::lint::Finding;
use crate::manifest::{ManifestSet, ObjectId};
use crate::placement::{Quantity, ResourceList};

use super::cluster::{ClusterInfo, Clusters};
use super::table_text::plural;
use super::{diff_update, reason};

/// A change to manifests, or to one cluster.
#[derive(Clone, Copy, Debug)]
pub struct DiffSection<'a> {
    /// What changes, by DaemonSet.
    pub changes: &'a [DaemonSetDiff],
    /// Findings that the change brings.
    pub new: &'a [Finding],
    /// The manifests that these are of.
    pub new_set: &'a ManifestSet,
    /// Findings that the change takes away.
    pub gone: &'a [Finding],
    /// The manifests that these are of.
    pub gone_set: &'a ManifestSet,
    /// Whether all documents of both sides could be read.
    pub is_whole: bool,
    /// The DaemonSets that only one side has, while the other could not be read as a whole.
    pub not_compared: &'a [ObjectId],
    /// The cluster, if it is compared with one.
    pub cluster: Option<&'a ClusterInfo>,
}

/// Everything that a report of `diff` may show.
#[derive(Clone, Copy, Debug)]
pub struct DiffReport<'a> {
    /// One section, or one for each cluster that could be read.
    pub sections: &'a [DiffSection<'a>],
    /// The clusters that were asked for, in their order.
    pub clusters: Clusters<'a>,
}

impl DiffSection<'_> {
    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.new.is_empty() && self.gone.is_empty()
    }
}

/// `added, lands on 3 nodes`, `4 nodes lost`, in the order of weight.
pub(super) fn headline(change: &DaemonSetDiff) -> String {
    let mut parts = Vec::new();
    match change.fate {
        Fate::Added => parts.push("added".to_owned()),
        Fate::Removed => parts.push("removed".to_owned()),
        Fate::Kept => {}
    }
    for (moved, verb) in [(&change.lost, "lost"), (&change.gained, "gained")] {
        let nodes: usize =
            moved.iter().filter(|moved| moved.pool.is_none()).map(|moved| moved.names.len()).sum();
        let pools = moved.iter().filter(|moved| moved.pool.is_some()).count();
        let counts = [(nodes, "node"), (pools, "pool")].into_iter().filter(|(count, _)| *count > 0);
        parts.extend(counts.map(|(count, noun)| format!("{} {verb}", plural(count, noun))));
    }
    parts.extend(change.update.as_ref().and_then(diff_update::headline));
    if parts.is_empty() {
        parts.push("requests".to_owned());
    }
    parts.join(", ")
}

/// What is in the way of a group, in words.
pub(super) fn reasons(moved: &Moved) -> String {
    moved.reasons.iter().map(reason::words).collect::<Vec<_>>().join("; ")
}

/// How much of a pool is reached: `all → none`.
pub(super) fn reach(moved: &Moved) -> Option<String> {
    moved.pool.map(|(before, after)| format!("{} → {}", before.name(), after.name()))
}

/// Resources of which one pod asks for more or less: name, before, after.
pub(super) fn requests(change: &DaemonSetDiff) -> Vec<(String, Quantity, Quantity)> {
    let (before, after) = &change.requests;
    if change.fate != Fate::Kept {
        return Vec::new();
    }
    let zero = |list: &ResourceList, name: &str| list.get(name).unwrap_or_else(|| Quantity::from_milli(0));
    let mut names: Vec<&str> = before.iter().chain(after.iter()).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    let changed = names.into_iter().map(|name| (name.to_owned(), zero(before, name), zero(after, name)));
    changed.filter(|(_, before, after)| before != after).collect()
}
