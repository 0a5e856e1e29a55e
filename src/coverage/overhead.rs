//! What all DaemonSets together take from each kind of node.

use std::collections::{BTreeSet, HashMap};

use super::daemon_set::DaemonSetCoverage;
use super::pool::Matches;
use super::priority::{Priorities, Rank};
use super::queue::Unfit;
use super::taken::Taken;
use super::{Coverage, Fleet};
use crate::inventory::NodePool;
use crate::manifest::ManifestSet;
use crate::placement::{Allocatable, Verdict};

/// What DaemonSets take; they go by their indexes in [`Coverage::daemon_sets`].
#[derive(Clone, Debug, Default)]
pub struct Overhead {
    /// What one pod of each DaemonSet takes.
    pub costs: Vec<Taken>,
    /// The kinds of nodes, the smallest first, those of unknown size last.
    pub kinds: Vec<NodeKind>,
    /// The pools, in the order of the input.
    pub pools: Vec<PoolCost>,
    /// The sums.
    pub fleet: FleetCost,
}

/// Nodes of one size on which the same DaemonSets land.
#[derive(Clone, Debug, Default)]
pub struct NodeKind {
    /// The nodes, by their indexes.
    pub nodes: Vec<usize>,
    /// What one of them can give to pods, if known.
    pub allocatable: Option<Allocatable>,
    /// The DaemonSets that land there.
    pub daemon_sets: Vec<usize>,
    /// What they take of one node.
    pub total: Taken,
    /// Those that go without because one node cannot hold all of them.
    pub unfit: Unfit,
    /// Those that find no room beside the pods that are there now, with the number of nodes.
    pub pending: Vec<(usize, usize)>,
}

/// What DaemonSets take of each node of a pool.
#[derive(Clone, Debug, Default)]
pub struct PoolCost {
    /// The pool, by its index.
    pub pool: usize,
    /// The DaemonSets that land on each of its nodes.
    pub daemon_sets: Vec<usize>,
    /// Those that land on some, depending on what the pool leaves open.
    pub perhaps: Vec<usize>,
    /// What those that land on each node take of it.
    pub least: Taken,
    /// What all of them take.
    pub most: Taken,
    /// Those that go without if all of them land there.
    pub unfit: Unfit,
}

/// Sums over all nodes, those that pools may create among them.
#[derive(Clone, Debug, Default)]
pub struct FleetCost {
    /// How many nodes there are at least.
    pub least_nodes: u64,
    /// How many there may be; `None` if a pool has no bound.
    pub most_nodes: Option<u64>,
    /// What is taken at least.
    pub least: Taken,
    /// What may be taken; `None` if a pool has no bound.
    pub most: Option<Taken>,
    /// What the nodes can give; `None` if that is not known of each of them.
    pub allocatable: Option<Taken>,
}

impl Overhead {
    /// Adds up what DaemonSets take.
    pub fn new(set: &ManifestSet, coverage: &Coverage) -> Self {
        let costs: Vec<Taken> = coverage
            .daemon_sets
            .iter()
            .map(|daemon_set| Taken { units: daemon_set.pod.units.clone(), pods: 1 })
            .collect();
        let priorities = Priorities::new(set, coverage.fleet.residents());
        let priority = |daemon_set: &DaemonSetCoverage| {
            let facts = set.objects[daemon_set.object].placement();
            let rank = facts.map_or(Some(Rank::default()), |facts| priorities.of(&facts.priority));
            rank.map(|rank| i64::from(rank.value))
        };
        let ranks: Vec<Option<i64>> = coverage.daemon_sets.iter().map(priority).collect();
        let books = Books { costs: &costs, ranks: &ranks, coverage };
        let kinds = books.kinds();
        let pools: Vec<PoolCost> = (0..coverage.fleet.pools().len()).map(|pool| books.pool(pool)).collect();
        let fleet = FleetCost::new(&coverage.fleet, &kinds, &pools);
        Self { costs, kinds, pools, fleet }
    }
}

struct Books<'a> {
    costs: &'a [Taken],
    ranks: &'a [Option<i64>],
    coverage: &'a Coverage,
}

impl Books<'_> {
    fn kinds(&self) -> Vec<NodeKind> {
        let fleet = &self.coverage.fleet;
        let mut kinds: HashMap<(Option<&Allocatable>, Vec<usize>), Vec<usize>> = HashMap::new();
        for (class, members) in fleet.classes().iter().enumerate() {
            let all = self.coverage.daemon_sets.iter().enumerate();
            let lands = all.filter(|(_, daemon_set)| daemon_set.verdicts()[class].should_run());
            let lands = lands.map(|(index, _)| index).collect();
            let allocatable = fleet.nodes()[members[0]].allocatable.as_ref();
            kinds.entry((allocatable, lands)).or_default().extend(members);
        }
        let kinds = kinds.into_iter().map(|((allocatable, daemon_sets), mut nodes)| {
            nodes.sort_unstable();
            self.kind(allocatable.cloned(), daemon_sets, nodes)
        });
        let mut kinds: Vec<NodeKind> = kinds.collect();
        kinds.sort_by_cached_key(|kind| (size(kind.allocatable.as_ref()), kind.nodes.clone()));
        kinds
    }

    fn kind(&self, allocatable: Option<Allocatable>, daemon_sets: Vec<usize>, nodes: Vec<usize>) -> NodeKind {
        let total = self.sum(&daemon_sets);
        let unfit = self.unfit(&daemon_sets, allocatable.as_ref());
        let pending = self.pending(&daemon_sets, &nodes);
        NodeKind { nodes, allocatable, daemon_sets, total, unfit, pending }
    }

    fn pool(&self, pool: usize) -> PoolCost {
        let of = |matches: Matches| -> Vec<usize> {
            let all = self.coverage.daemon_sets.iter().enumerate();
            all.filter(|(_, daemon_set)| daemon_set.pools()[pool].matches == matches)
                .map(|(index, _)| index)
                .collect()
        };
        let (daemon_sets, perhaps) = (of(Matches::All), of(Matches::Some));
        let all: Vec<usize> = daemon_sets.iter().chain(&perhaps).copied().collect();
        let allocatable = self.coverage.fleet.pools()[pool].allocatable.as_ref();
        PoolCost {
            pool,
            least: self.sum(&daemon_sets),
            most: self.sum(&all),
            unfit: self.unfit(&all, allocatable),
            daemon_sets,
            perhaps,
        }
    }

    fn sum(&self, daemon_sets: &[usize]) -> Taken {
        let mut total = Taken::default();
        for &index in daemon_sets {
            total.add(&self.costs[index]);
        }
        total
    }

    fn unfit(&self, daemon_sets: &[usize], allocatable: Option<&Allocatable>) -> Unfit {
        let queue: Vec<_> =
            daemon_sets.iter().map(|&index| (index, self.ranks[index], &self.costs[index])).collect();
        allocatable.map_or_else(Unfit::default, |allocatable| Unfit::new(&queue, allocatable))
    }

    fn pending(&self, daemon_sets: &[usize], nodes: &[usize]) -> Vec<(usize, usize)> {
        let fleet = &self.coverage.fleet;
        if fleet.residents().is_none() {
            return Vec::new();
        }
        let counted = daemon_sets.iter().map(|&index| {
            let daemon_set = &self.coverage.daemon_sets[index];
            let waits = |node: &&usize| matches!(daemon_set.verdict(fleet, **node), Verdict::Pending(_));
            (index, nodes.iter().filter(waits).count())
        });
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

/// What nodes are put in order by; unknown sizes come last.
fn size(allocatable: Option<&Allocatable>) -> (bool, i64, i64, i64) {
    allocatable
        .map_or((true, 0, 0, 0), |there| (false, there.units.milli_cpu, there.units.memory, there.pods))
}

impl FleetCost {
    /// The sums of two fleets.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let both = |one: &Option<Taken>, other: &Option<Taken>| {
            one.as_ref().zip(other.as_ref()).map(|(one, other)| one.with(other))
        };
        Self {
            least_nodes: self.least_nodes.saturating_add(other.least_nodes),
            most_nodes: self.most_nodes.zip(other.most_nodes).map(|(one, other)| one.saturating_add(other)),
            least: self.least.with(&other.least),
            most: both(&self.most, &other.most),
            allocatable: both(&self.allocatable, &other.allocatable),
        }
    }

    fn new(fleet: &Fleet, kinds: &[NodeKind], pools: &[PoolCost]) -> Self {
        let mut least = Taken::default();
        let mut allocatable = Some(Taken::default()).filter(|_| pools.is_empty() && !kinds.is_empty());
        for kind in kinds {
            let count = kind.nodes.len() as u64;
            least.add(&kind.total.times(count));
            allocatable = allocatable
                .zip(kind.allocatable.as_ref())
                .map(|(sum, one)| sum.with(&Taken { units: one.units.clone(), pods: one.pods }.times(count)));
        }
        let mut most = Some(least.clone());
        let mut least_nodes = fleet.nodes().len() as u64;
        let mut most_nodes = Some(least_nodes);
        for cost in pools {
            let NodePool { count, .. } = &fleet.pools()[cost.pool];
            least_nodes = least_nodes.saturating_add(count.min.unwrap_or_default());
            least.add(&cost.least.times(count.min.unwrap_or_default()));
            most_nodes = most_nodes.zip(count.max).map(|(sum, max)| sum.saturating_add(max));
            most = most.zip(count.max).map(|(sum, max)| sum.with(&cost.most.times(max)));
        }
        Self { least_nodes, most_nodes, least, most, allocatable }
    }
}

/// The names of all resources that something takes, pods last.
pub(crate) fn resources<'a>(costs: impl IntoIterator<Item = &'a Taken>) -> Vec<String> {
    let mut named: BTreeSet<(usize, &str)> = BTreeSet::new();
    for taken in costs {
        for (place, (name, amount)) in taken.units.iter().enumerate() {
            if amount != 0 || place < 2 {
                named.insert((place.min(3), name));
            }
        }
    }
    named.into_iter().map(|(_, name)| name.to_owned()).chain(["pods".to_owned()]).collect()
}
