//! Which of several objects with one name belongs to another object: that in the same file, else the nearest.
//!
//! A repository holds one object in several states: overlays, versions, examples. In a cluster they are one.

use std::collections::BTreeMap;

use crate::manifest::{ManifestSet, ObjectId};

/// How far the files of two objects are apart: 0 for one file, else the number of folders on the way, and one.
pub(super) fn distance(set: &ManifestSet, one: usize, other: usize) -> usize {
    let (one, other) = (&set.objects[one], &set.objects[other]);
    if one.file == other.file {
        return 0;
    }
    let folders = |file: usize| {
        let name = set.files[file].name();
        let mut parts: Vec<&str> = name.split('/').collect();
        parts.pop();
        parts
    };
    let (one, other) = (folders(one.file), folders(other.file));
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    one.len() + other.len() - 2 * shared + 1
}

/// The object that is nearest to another one; the first of those that are equally near.
pub(super) fn nearest(
    set: &ManifestSet,
    to: usize,
    candidates: impl IntoIterator<Item = usize>,
) -> Option<usize> {
    candidates.into_iter().min_by_key(|candidate| distance(set, to, *candidate))
}

/// Of several states of one object only the nearest, in the order of the run.
pub(super) fn nearest_of_each(
    set: &ManifestSet,
    to: usize,
    candidates: impl IntoIterator<Item = usize>,
) -> Vec<usize> {
    let mut best: BTreeMap<(&str, Option<&str>, Option<&str>), usize> = BTreeMap::new();
    for candidate in candidates {
        let ObjectId { kind, namespace, name, .. } = &set.objects[candidate].id;
        let known = best.entry((kind, namespace.as_deref(), name.as_deref())).or_insert(candidate);
        if distance(set, to, candidate) < distance(set, to, *known) {
            *known = candidate;
        }
    }
    let mut found: Vec<usize> = best.into_values().collect();
    found.sort_unstable();
    found
}
