//! Which DaemonSets go without where a node cannot hold all of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::taken::Taken;
use crate::placement::Allocatable;

/// DaemonSets for which a node has no room beside the others; by their indexes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfit {
    /// These go without: they come after the others, or do not fit at all.
    pub certain: Vec<usize>,
    /// Some of these go without; their priorities do not say which.
    pub among: Vec<usize>,
    /// What is short if all of them are to run.
    pub resources: Vec<String>,
}

impl Unfit {
    /// Whether all fit.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }

    /// Lets DaemonSets take their room in the order of their priority. An unknown priority is below those of the system
    /// (2,000,000,000 and above), and may be on either side of any other.
    pub(super) fn new(queue: &[(usize, Option<i64>, &Taken)], allocatable: &Allocatable) -> Self {
        let mut together = Taken::default();
        for (_, _, taken) in queue {
            together.add(taken);
        }
        let resources = together.exceeding(allocatable);
        if resources.is_empty() {
            return Self::default();
        }
        let mut unfit = Self { resources, ..Self::default() };
        let mut used = Taken::default();
        for group in groups(queue) {
            let (alone, too_large): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|(_, taken)| used.with(taken).exceeding(allocatable).is_empty());
            unfit.certain.extend(too_large.iter().map(|(index, _)| *index));
            let mut all = used.clone();
            for (_, taken) in &alone {
                all.add(taken);
            }
            if unfit.among.is_empty() && all.exceeding(allocatable).is_empty() {
                used = all;
            } else {
                unfit.among.extend(alone.iter().map(|(index, _)| *index));
            }
        }
        unfit.certain.sort_unstable();
        unfit.among.sort_unstable();
        unfit
    }
}

/// The lowest priority of the classes that every cluster has.
const SYSTEM: i64 = 2_000_000_000;

/// DaemonSets of equal rank, the highest rank first.
fn groups<'a>(queue: &[(usize, Option<i64>, &'a Taken)]) -> Vec<Vec<(usize, &'a Taken)>> {
    let is_known = queue.iter().all(|(_, priority, _)| priority.is_some());
    let mut groups: BTreeMap<Reverse<i64>, Vec<(usize, &'a Taken)>> = BTreeMap::new();
    for (index, priority, taken) in queue {
        let rank = priority.filter(|priority| is_known || *priority >= SYSTEM).unwrap_or_default();
        groups.entry(Reverse(rank)).or_default().push((*index, *taken));
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::Units;

    fn memory(memory: i64) -> Taken {
        Taken { units: Units { memory, ..Units::default() }, pods: 1 }
    }

    fn unfit(wanted: &[(i64, Option<i64>)], there: i64, pods: i64) -> (Vec<usize>, Vec<usize>) {
        let taken: Vec<Taken> = wanted.iter().map(|(amount, _)| memory(*amount)).collect();
        let queue: Vec<_> = wanted
            .iter()
            .enumerate()
            .map(|(index, (_, priority))| (index, *priority, &taken[index]))
            .collect();
        let allocatable = Allocatable { units: memory(there).units, pods };
        let unfit = Unfit::new(&queue, &allocatable);
        (unfit.certain, unfit.among)
    }

    #[test]
    fn the_lowest_priority_goes_without() {
        let cases = [
            (vec![(5, Some(0)), (5, Some(0))], (vec![], vec![]), "just enough fits"),
            (vec![(5, Some(0)), (6, Some(9))], (vec![0], vec![]), "the lower one waits"),
            (vec![(5, Some(0)), (6, Some(0))], (vec![], vec![0, 1]), "equal ones: one of them"),
            (vec![(5, Some(0)), (6, None)], (vec![], vec![0, 1]), "an unknown class may be on either side"),
            (vec![(5, Some(SYSTEM)), (6, None)], (vec![1], vec![]), "but is below those of the system"),
            (vec![(11, Some(9)), (6, Some(0))], (vec![0], vec![]), "what never fits leaves room for others"),
            (vec![(0, Some(9)), (11, Some(0))], (vec![1], vec![]), "nothing asked, nothing short"),
        ];
        for (wanted, expected, why) in cases {
            assert_eq!(unfit(&wanted, 10, 110), expected, "{why}");
        }
        assert_eq!(unfit(&[(0, Some(1)), (0, Some(0))], 10, 1), (vec![1], vec![]), "pods are counted");
    }
}
