//! Picks, among objects of the same name, the one that is closest to another object: in the same file, or else in the
//! nearest folder.
//!
//! A repository holds one object in several states: overlays, versions, examples. In a cluster they are one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::manifest::ManifestSet;

/// Objects of which the nearest to some other one is asked for, again and again.
#[derive(Debug, Default)]
pub(crate) struct Nearby {
    /// The first object of each file.
    by_file: HashMap<usize, usize>,
    /// For each folder, by its depth and path: how deep the object lies that is the least deep in it or below, and the
    /// object; the first of those that are equally deep.
    by_folder: HashMap<(usize, String), (usize, usize)>,
    len: usize,
    first: Option<usize>,
}

impl Nearby {
    /// Adds an object of the run; objects come in their order.
    pub(crate) fn add(&mut self, set: &ManifestSet, object: usize) {
        self.len += 1;
        if self.first.is_none() {
            // Most names are there once, and need no map.
            self.first = Some(object);
            return;
        }
        if let Some(first) = self.first.filter(|_| self.len == 2) {
            self.place(set, first);
        }
        self.place(set, object);
    }

    fn place(&mut self, set: &ManifestSet, object: usize) {
        self.by_file.entry(set.objects[object].file).or_insert(object);
        let folders = folders(set, object);
        let depth = folders.len() - 1;
        for (at, folder) in folders.into_iter().enumerate() {
            match self.by_folder.entry((at, folder.to_owned())) {
                Entry::Vacant(vacant) => {
                    vacant.insert((depth, object));
                }
                Entry::Occupied(mut known) if known.get().0 > depth => {
                    known.insert((depth, object));
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    /// The object that is nearest to another one; the first of those that are equally near.
    pub(crate) fn nearest(&self, set: &ManifestSet, to: usize) -> Option<usize> {
        if self.len < 2 {
            return self.first;
        }
        if let Some(object) = self.by_file.get(&set.objects[to].file) {
            return Some(*object);
        }
        let folders = folders(set, to);
        let own = folders.len() - 1;
        // What lies below a deeper folder of both is found there, with its true distance.
        let found = folders.into_iter().enumerate().filter_map(|(at, folder)| {
            let (depth, object) = self.by_folder.get(&(at, folder.to_owned()))?;
            Some((own - at + depth - at, *object))
        });
        found.min().map(|(_, object)| object)
    }
}

/// The folders around an object: the root, and each further one as its whole path.
fn folders(set: &ManifestSet, object: usize) -> Vec<&str> {
    let name = set.files[set.objects[object].file].name();
    let ends = name.match_indices('/').map(|(end, _)| &name[..end]);
    [""].into_iter().chain(ends).collect()
}

/// How far the files of two objects are apart: 0 for one file, else the number of folders on the way, and one.
pub(crate) fn distance(set: &ManifestSet, one: usize, other: usize) -> usize {
    if set.objects[one].file == set.objects[other].file {
        return 0;
    }
    let (one, other) = (folders(set, one), folders(set, other));
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    one.len() + other.len() - 2 * shared + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Input, read};
    use crate::yaml::{Limits, SourceFile};

    #[test]
    fn the_nearest_is_that_of_the_least_distance_and_the_first_of_equals() {
        let names = [
            "a/x.yaml",
            "a/b/x.yaml",
            "a/b/c/x.yaml",
            "a/d/x.yaml",
            "x.yaml",
            "/a/x.yaml",
            "e/f/g/x.yaml",
            "a/b/y.yaml",
        ];
        let input = |name: &&str| {
            Input::new(SourceFile::new(*name, "apiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: B\n"))
        };
        let set = read(names.iter().map(input).collect(), &Limits::default());
        assert_eq!(set.objects.len(), 2 * names.len());
        for candidates in 1_u32..1 << set.objects.len() {
            let candidates: Vec<usize> =
                (0..set.objects.len()).filter(|index| candidates & (1 << index) != 0).collect();
            if candidates.len() > 5 {
                continue;
            }
            let mut nearby = Nearby::default();
            for object in &candidates {
                nearby.add(&set, *object);
            }
            for to in 0..set.objects.len() {
                let least = candidates.iter().copied().min_by_key(|other| distance(&set, to, *other));
                assert_eq!(nearby.nearest(&set, to), least, "{candidates:?} {to}");
            }
        }
    }
}
