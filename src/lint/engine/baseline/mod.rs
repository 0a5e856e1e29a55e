//! A baseline: the findings that a repository had when it took up the linter, and that are not to be told again.
//!
//! A finding is known by what it says of which field of which object, wherever that stands: lines move. Numbers in messages
//! do not count (`skips 3 of 12 nodes`), and equal findings are counted.

mod entry;
mod file;

use std::collections::BTreeMap;

pub use entry::Known;

use crate::lint::engine::finding::Finding;
use crate::manifest::ManifestSet;

/// Known findings, with how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Baseline {
    entries: BTreeMap<Known, usize>,
}

/// What a baseline is held against.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// The names of the files of the run, relative to the folder of the baseline.
    pub names: &'a [String],
    /// Whether a file of the baseline, which is not of the run, is still there.
    pub is_there: &'a dyn Fn(&str) -> bool,
}

/// What a baseline leaves of the findings of a run.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Those that it does not know.
    pub findings: Vec<Finding>,
    /// How many it knows.
    pub hidden: usize,
    /// What it knows of the files of the run, or of files that are gone, and what is not found any more.
    pub stale: Vec<(Known, usize)>,
}

impl Baseline {
    /// The findings of a run.
    pub(crate) fn new(files: Files<'_>, findings: &[Finding]) -> Self {
        let mut entries = BTreeMap::new();
        for finding in findings {
            *entries.entry(Known::new(files, finding)).or_default() += 1;
        }
        Self { entries }
    }

    /// How many findings it knows.
    pub(crate) fn len(&self) -> usize {
        self.entries.values().sum()
    }

    /// Takes what is known out of the findings of a run: first what is known of its file, then what is known of an object
    /// that has moved from another file.
    pub(crate) fn compare(&self, files: Files<'_>, findings: Vec<Finding>) -> Compared {
        let mut left = self.entries.clone();
        let known: Vec<Known> = findings.iter().map(|finding| Known::new(files, finding)).collect();
        let mut is_hidden: Vec<bool> = known.iter().map(|known| take(&mut left, known)).collect();

        left.retain(|known, count| *count > 0 && known.is_accounted_for(files));
        let mut moved = BTreeMap::new();
        for (known, count) in &left {
            moved.entry(known.without_file()).or_insert_with(Vec::new).push((known.clone(), *count));
        }
        for (known, is_hidden) in known.iter().zip(&mut is_hidden).filter(|(_, is_hidden)| !**is_hidden) {
            let Some(homes) = moved.get_mut(&known.without_file()) else { continue };
            let Some((home, count)) = homes.iter_mut().find(|(_, count)| *count > 0) else { continue };
            *count -= 1;
            *is_hidden = take(&mut left, home);
        }
        left.retain(|_, count| *count > 0);

        let hidden = is_hidden.iter().filter(|is_hidden| **is_hidden).count();
        let kept = findings.into_iter().zip(is_hidden).filter(|(_, is_hidden)| !is_hidden);
        let findings = kept.map(|(finding, _)| finding).collect();
        Compared { findings, hidden, stale: left.into_iter().collect() }
    }
}

/// Uses up one of the known findings.
fn take(left: &mut BTreeMap<Known, usize>, known: &Known) -> bool {
    match left.get_mut(known) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}
