//! Which fixes of one file can be applied together.

use std::collections::BTreeSet;

use crate::lint::{Applicability, Finding, Fix};
use crate::yaml::Span;
use crate::yaml::edit::{Change, Edit};

/// A fix that waits to be applied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'f> {
    pub(super) finding: &'f Finding,
    pub(super) fix: &'f Fix,
    /// The object, by its number in the run.
    pub(super) object: usize,
}

/// The fixes that may be applied, as far as their findings lie in objects.
pub(super) fn candidates(findings: &[Finding], up_to: Applicability) -> Vec<Candidate<'_>> {
    let all = findings.iter().filter_map(|finding| {
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability <= up_to)?;
        Some(Candidate { finding, fix, object: finding.at.object? })
    });
    all.collect()
}

/// The candidates of one file that do not get into each other's way, in their order; the others wait.
pub(super) fn compatible<'f>(candidates: &[Candidate<'f>]) -> Vec<Candidate<'f>> {
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let mut known: BTreeSet<&'f Edit> = BTreeSet::new();
    let mut chosen = Vec::new();
    for candidate in candidates {
        let edits = &candidate.fix.patch.edits;
        let is_known = edits.iter().all(|edit| known.contains(edit));
        let collides = edits.iter().any(|edit| touches(&taken, edit.span));
        if collides && !is_known {
            continue;
        }
        taken.extend(edits.iter().map(|edit| edit.span));
        known.extend(edits);
        chosen.push(*candidate);
    }
    chosen
}

/// Whether a span overlaps one that is taken, or starts or ends where one does.
fn touches(taken: &BTreeSet<Span>, span: Span) -> bool {
    let before = taken.range(..=Span { start: span.end, end: usize::MAX }).next_back();
    before.is_some_and(|other| other.end >= span.start)
}

/// The edits of all, each once, in their order: insertions at one place may belong behind each other.
pub(super) fn edits<'f>(chosen: &[Candidate<'f>]) -> Vec<&'f Edit> {
    let mut known: BTreeSet<&Edit> = BTreeSet::new();
    let edits = chosen.iter().flat_map(|candidate| &candidate.fix.patch.edits);
    edits.filter(|edit| known.insert(*edit)).collect()
}

/// What becomes of one object: the changes of all its fixes, without those of edits that were merged.
pub(super) fn changes<'f>(chosen: &[Candidate<'f>], object: usize) -> Vec<&'f Change> {
    let mut known: BTreeSet<&Edit> = BTreeSet::new();
    let mut changes = Vec::new();
    for candidate in chosen.iter().filter(|candidate| candidate.object == object) {
        let patch = &candidate.fix.patch;
        if !patch.edits.iter().all(|edit| known.contains(edit)) {
            changes.extend(&patch.changes);
        }
        known.extend(&patch.edits);
    }
    changes
}
