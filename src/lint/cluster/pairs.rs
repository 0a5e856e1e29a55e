//! Pairs among many workloads that resemble each other, without comparing each with every other.
//!
//! Workloads that pair up with the same others are of one kind, and a kind is asked about once.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::manifest::ManifestSet;

/// With how many others one is paired. Whoever copies an agent a thousand times wants to hear it, not a million times.
pub(crate) const OTHERS: usize = 8;

/// After how many kinds with which it does not pair up a workload is taken to have no further partner, but for its own
/// kind. An agent has a kind for each pool of nodes at most; thousands are made to keep the program busy.
const MISSES: usize = 1_024;

/// Which objects of a run are versions of one object: those of the same kind, name and namespace have one number.
#[derive(Debug)]
pub(crate) struct Identities(Vec<usize>);

impl Identities {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut known = BTreeMap::new();
        let numbers = set.objects.iter().enumerate().map(|(index, object)| {
            let id = (&object.id.kind, &object.id.name, &object.id.namespace);
            *known.entry(id).or_insert(index)
        });
        Self(numbers.collect())
    }

    pub(crate) fn of_object(&self, index: usize) -> usize {
        self.0[index]
    }
}

/// Workloads in the order of the run, sorted into kinds by what decides with which others they pair up.
#[derive(Debug)]
pub(crate) struct Partners<K> {
    kinds: Vec<Kind<K>>,
    by_key: HashMap<K, usize>,
    len: usize,
}

#[derive(Debug)]
struct Kind<K> {
    key: K,
    /// The first member, which stands for all.
    first: usize,
    /// The members, one list for each identity, in the order in which these turn up.
    members: Vec<Vec<usize>>,
    by_identity: HashMap<usize, usize>,
}

impl<K> Default for Partners<K> {
    fn default() -> Self {
        Self { kinds: Vec::new(), by_key: HashMap::new(), len: 0 }
    }
}

impl<K: Clone + Hash + Eq> Partners<K> {
    /// Adds a workload; those of a run come in their order.
    pub(crate) fn add(&mut self, key: K, identity: usize, index: usize) {
        let number = *self.by_key.entry(key.clone()).or_insert(self.kinds.len());
        if number == self.kinds.len() {
            let (members, by_identity) = (Vec::new(), HashMap::new());
            self.kinds.push(Kind { key, first: index, members, by_identity });
        }
        let kind = &mut self.kinds[number];
        let list = *kind.by_identity.entry(identity).or_insert(kind.members.len());
        if list == kind.members.len() {
            kind.members.push(Vec::new());
        }
        kind.members[list].push(index);
        self.len += 1;
    }

    /// How many workloads there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The first [`OTHERS`] of another identity with which a workload pairs up. `pairs` is asked about one workload of
    /// each kind, its own kind first, and what it says holds for all of the kind.
    pub(crate) fn find<T: Clone>(
        &self,
        own: &K,
        identity: usize,
        mut pairs: impl FnMut(&K, usize) -> Option<T>,
    ) -> Vec<(usize, T)> {
        let mut found: Vec<(usize, T)> = Vec::new();
        let mut misses = 0;
        let own = self.by_key.get(own).copied();
        let others = (0..self.kinds.len()).filter(|number| Some(*number) != own);
        for kind in own.into_iter().chain(others).filter_map(|number| self.kinds.get(number)) {
            // All members of this kind and of those after it come later in the run.
            let before = found.iter().filter(|(index, _)| *index < kind.first).count();
            if before >= OTHERS || misses >= MISSES {
                break;
            }
            let others = kind.others(identity);
            if others.is_empty() {
                continue;
            }
            match pairs(&kind.key, kind.first) {
                Some(pair) => found.extend(others.into_iter().map(|other| (other, pair.clone()))),
                None => misses += 1,
            }
        }
        first_of(found)
    }
}

/// The first [`OTHERS`] in the order of the run, each once.
pub(crate) fn first_of<T>(mut found: Vec<(usize, T)>) -> Vec<(usize, T)> {
    found.sort_by_key(|(index, _)| *index);
    found.dedup_by_key(|(index, _)| *index);
    found.truncate(OTHERS);
    found
}

impl<K> Kind<K> {
    /// The first members of another identity.
    fn others(&self, identity: usize) -> Vec<usize> {
        let own = self.by_identity.get(&identity);
        let lists = self.members.iter().enumerate().filter(|(list, _)| Some(list) != own);
        // The lists are in the order of their first members: later ones have none of the first.
        let lists = lists.take(OTHERS).flat_map(|(_, list)| list.iter().take(OTHERS));
        let mut others: Vec<usize> = lists.copied().collect();
        others.sort_unstable();
        others.truncate(OTHERS);
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often one that comes after so many others asks whether it pairs up, and with which it does.
    fn asked(count: usize, key: impl Fn(usize) -> usize, pairs: bool) -> (usize, Vec<usize>) {
        let mut partners = Partners::default();
        (0..count).for_each(|index| partners.add(key(index), index, index));
        let mut asked = 0;
        let found = partners.find(&key(count), count, |_, _| {
            asked += 1;
            pairs.then_some(())
        });
        (asked, found.into_iter().map(|(index, ())| index).collect())
    }

    #[test]
    fn the_work_for_one_does_not_grow_with_the_number_of_others() {
        for count in [2_000, 20_000] {
            assert_eq!(asked(count, |_| 0, true), (1, (0..OTHERS).collect()));
            assert_eq!(asked(count, |_| 0, false), (1, Vec::new()));
            assert_eq!(asked(count, |index| index, true), (OTHERS, (0..OTHERS).collect()));
            assert_eq!(asked(count, |index| index, false), (MISSES, Vec::new()));
        }
    }

    #[test]
    fn its_own_kind_is_asked_however_many_do_not_pair_up() {
        let mut partners = Partners::default();
        (0..3 * MISSES).for_each(|index| partners.add(index, index, index));
        let late = 2 * MISSES;
        let found = partners.find(&late, 3 * MISSES, |key, _| (*key == late).then_some(()));
        assert_eq!(found, [(late, ())]);
    }

    #[test]
    fn versions_of_one_object_are_no_partners() {
        let mut partners = Partners::default();
        for (index, identity) in [7, 7, 8, 7, 9].into_iter().enumerate() {
            partners.add(index % 2, identity, index);
        }
        let found = |identity| {
            let found = partners.find(&0, identity, |_, _| Some(()));
            found.into_iter().map(|(index, ())| index).collect::<Vec<_>>()
        };
        assert_eq!(found(7), [2, 4]);
        assert_eq!(found(8), [0, 1, 3, 4]);
        assert_eq!(found(1), [0, 1, 2, 3, 4]);
    }
}
