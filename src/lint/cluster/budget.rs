//! What DaemonSets take of nodes, for rules with a budget.

use crate::coverage::{Coverage, Fleet, Overhead, Taken};
use crate::lint::engine::context::RunContext;
use crate::lint::knowledge::known_taints::{is_virtual, is_virtual_pool};
use crate::placement::Allocatable;

/// Nodes of one size with the same DaemonSets, or a pool.
#[derive(Clone, Debug)]
pub(crate) struct NodeGroup<'a> {
    /// The first of the nodes, or the pool.
    pub(crate) name: &'a str,
    /// How many other nodes are alike.
    pub(crate) alike: usize,
    /// Whether it is a pool.
    pub(crate) is_pool: bool,
    /// What one node can give.
    pub(crate) allocatable: &'a Allocatable,
    /// The DaemonSets that land on each of the nodes, by their indexes.
    pub(crate) daemon_sets: Vec<usize>,
    /// What they take of one node.
    pub(crate) total: &'a Taken,
}

/// All nodes and pools of known size that have machines; the smallest nodes first.
pub(crate) fn node_groups<'a>(overhead: &'a Overhead, fleet: &'a Fleet) -> Vec<NodeGroup<'a>> {
    let kinds = overhead.kinds.iter().filter_map(|kind| {
        let mut real = kind.nodes.iter().map(|&node| &fleet.nodes()[node]).filter(|node| !is_virtual(node));
        let name = &real.next()?.name;
        Some(NodeGroup {
            name,
            alike: real.count(),
            is_pool: false,
            allocatable: kind.allocatable.as_ref()?,
            daemon_sets: kind.daemon_sets.clone(),
            total: &kind.total,
        })
    });
    let pools = overhead.pools.iter().filter_map(|cost| {
        let pool = &fleet.pools()[cost.pool];
        Some(NodeGroup {
            name: &pool.name,
            alike: 0,
            is_pool: true,
            allocatable: pool.allocatable.as_ref().filter(|_| !is_virtual_pool(pool))?,
            daemon_sets: cost.daemon_sets.clone(),
            total: &cost.least,
        })
    });
    kinds.chain(pools).collect()
}

impl NodeGroup<'_> {
    /// `worker-0`, `worker-0 and 3 more nodes`, `a node of pool general`.
    pub(crate) fn words(&self) -> String {
        match (self.is_pool, self.alike) {
            (true, _) => format!("a node of pool {}", self.name),
            (false, 0) => self.name.to_owned(),
            (false, 1) => format!("{} and 1 more node", self.name),
            (false, alike) => format!("{} and {alike} more nodes", self.name),
        }
    }
}

/// The first names of DaemonSets with a word on each, then how many more there are.
pub(crate) fn names_of(
    cx: &RunContext<'_>,
    coverage: &Coverage,
    daemon_sets: &[usize],
    words: impl Fn(usize) -> String,
) -> String {
    const SHOWN: usize = 3;
    let name = |&index: &usize| {
        let id = &cx.set.objects[coverage.daemon_sets[index].object].id;
        format!("{} {}", id.name.as_deref().unwrap_or("unnamed"), words(index)).trim_end().to_owned()
    };
    let shown: Vec<String> = daemon_sets.iter().take(SHOWN).map(name).collect();
    match daemon_sets.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
