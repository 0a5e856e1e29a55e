//! Nodes and pools that a finding is about, counted and named.

use std::collections::BTreeMap;

use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::inventory::{Node, NodePool, System};
use crate::lint::knowledge::known_taints::{is_virtual, is_virtual_pool};

/// Nodes and pools of the run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places<'a> {
    /// The nodes, in the order of the input.
    pub(crate) nodes: Vec<&'a Node>,
    /// The pools, in the order of the input.
    pub(crate) pools: Vec<&'a NodePool>,
}

impl<'a> Places<'a> {
    /// Every node and pool.
    pub(crate) fn all(fleet: &'a Fleet) -> Self {
        Self { nodes: fleet.nodes().iter().collect(), pools: fleet.pools().iter().collect() }
    }

    /// The nodes on which the controller wants a pod, and the pools on some of whose nodes it does.
    pub(crate) fn wanted(coverage: &DaemonSetCoverage, fleet: &'a Fleet) -> Self {
        let classes = coverage.verdicts().iter().zip(fleet.classes());
        let wanted = classes.filter(|(verdict, _)| verdict.should_run());
        let mut indexes: Vec<usize> = wanted.flat_map(|(_, members)| members.iter().copied()).collect();
        indexes.sort_unstable();
        let pools = fleet.pools().iter().zip(coverage.pools());
        Self {
            nodes: indexes.into_iter().map(|node| &fleet.nodes()[node]).collect(),
            pools: pools
                .filter(|(_, verdict)| verdict.matches != Matches::None)
                .map(|(pool, _)| pool)
                .collect(),
        }
    }

    /// The same in groups, by what their systems have in common; those of which that is not known are left out.
    pub(crate) fn by_system<K: Ord>(&self, key: impl Fn(&System) -> Option<K>) -> BTreeMap<K, Self> {
        let mut groups: BTreeMap<K, Self> = BTreeMap::new();
        for node in &self.nodes {
            if let Some(key) = key(&node.system) {
                groups.entry(key).or_default().nodes.push(node);
            }
        }
        for pool in &self.pools {
            if let Some(key) = key(&pool.system) {
                groups.entry(key).or_default().pools.push(pool);
            }
        }
        groups
    }

    /// Those that have machines.
    pub(crate) fn real(mut self) -> Self {
        self.nodes.retain(|node| !is_virtual(node));
        self.pools.retain(|pool| !is_virtual_pool(pool));
        self
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.pools.is_empty()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len() + self.pools.len()
    }

    /// `3 nodes and 1 pool`.
    pub(crate) fn count(&self) -> String {
        join(counted(self.nodes.len(), "node"), counted(self.pools.len(), "pool"))
    }

    /// `3 of 50 nodes and 1 of 2 pools`.
    pub(crate) fn count_of(&self, all: &Self) -> String {
        let part = |count: usize, all: usize, noun: &str| {
            (count > 0).then(|| format!("{count} of {all} {noun}{}", if all == 1 { "" } else { "s" }))
        };
        join(part(self.nodes.len(), all.nodes.len(), "node"), part(self.pools.len(), all.pools.len(), "pool"))
    }

    /// The first names, nodes before pools, then how many more there are.
    pub(crate) fn names(&self) -> String {
        const SHOWN: usize = 3;
        let nodes = self.nodes.iter().map(|node| node.name.as_str());
        let names = nodes.chain(self.pools.iter().map(|pool| pool.name.as_str()));
        let shown = names.take(SHOWN).collect::<Vec<_>>().join(", ");
        match self.len().saturating_sub(SHOWN) {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }
}

fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}

fn join(nodes: Option<String>, pools: Option<String>) -> String {
    nodes.into_iter().chain(pools).collect::<Vec<_>>().join(" and ")
}
