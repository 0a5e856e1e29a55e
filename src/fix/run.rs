//! Rounds of fixing, until nothing changes any more.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::choose::{Candidate, candidates, compatible};
use super::verify;
use crate::lint::{Applicability, Finding};
use crate::manifest::{self, Input, ManifestSet};
use crate::yaml::{FieldPath, Limits};

/// Fixes may make room for others, but not for ever.
const MAX_ROUNDS: usize = 16;

/// The run after fixing.
#[derive(Debug)]
pub struct Outcome {
    /// The texts as they are now, in the order of before.
    pub inputs: Vec<Input>,
    /// The manifests as they are now.
    pub set: ManifestSet,
    /// What is left to report.
    pub findings: Vec<Finding>,
    /// The files whose text changed, by their index.
    pub fixed: BTreeMap<usize, FixedFile>,
    /// Fixes that were not applied after all.
    pub dropped: Vec<Dropped>,
}

/// What was done to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixedFile {
    /// How many findings each rule had that are settled.
    pub settled: BTreeMap<&'static str, usize>,
}

/// A fix that did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The rule that offered it.
    pub rule: &'static str,
    /// Index of the file.
    pub file: usize,
    /// What it would have done.
    pub title: String,
    /// What was wrong with it.
    pub reason: DropReason,
}

/// Why a fix is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// More than the fixed fields would have changed, or the text would not have been read again.
    ChangesMore,
    /// The rule would have reported the same again.
    NotSettled,
}

/// A rule and an object: what a fix is to settle.
type Concern = (&'static str, usize);

/// What a fix does, whatever has moved since.
type Gist = (Concern, Option<FieldPath>, String);

/// Applies the fixes of findings, and those of the findings that are left, and so on.
///
/// `check` finds what there is to fix. A fix is only applied if the text that it makes reads as before but for the
/// fields of the fix, and `check` has less to say of the object then.
pub fn run(set: ManifestSet, up_to: Applicability, check: &dyn Fn(&ManifestSet) -> Vec<Finding>) -> Outcome {
    let inputs = set.to_inputs();
    let findings = check(&set);
    let (fixed, dropped) = (BTreeMap::new(), Vec::new());
    let mut state = Outcome { inputs, set, findings, fixed, dropped };
    for _ in 0..MAX_ROUNDS {
        if !state.round(up_to, check) {
            break;
        }
    }
    state
}

impl Outcome {
    /// Applies what can be applied at once; whether that was anything.
    ///
    /// What is dropped is tried again in the next round: a fix beside it may have been in its way.
    fn round(&mut self, up_to: Applicability, check: &dyn Fn(&ManifestSet) -> Vec<Finding>) -> bool {
        self.dropped.clear();
        let mut given_up: BTreeSet<Gist> = BTreeSet::new();
        loop {
            let findings = self.findings.clone();
            let wanted: Vec<_> = candidates(&findings, up_to)
                .into_iter()
                .filter(|candidate| !self.set.is_live(candidate.finding.at.file))
                .filter(|candidate| !given_up.contains(&gist(candidate)))
                .collect();
            let (texts, applied, refused) = self.applied(&wanted);
            self.note_dropped(&refused, DropReason::ChangesMore, &mut given_up);
            if applied.is_empty() {
                return false;
            }
            let set = manifest::read(texts.clone(), &Limits::default());
            let left = check(&set);
            let is_settled = |one: &Candidate<'_>| is_settled(concern(one), &findings, &left);
            let (settled, useless): (Vec<_>, Vec<_>) = applied.into_iter().partition(is_settled);
            self.note_dropped(&useless, DropReason::NotSettled, &mut given_up);
            if useless.is_empty() {
                self.accept(texts, set, left, &settled);
                return true;
            }
        }
    }

    /// The texts with as many fixes as hold, these fixes, and the others.
    fn applied<'f>(&self, wanted: &[Candidate<'f>]) -> (Vec<Input>, Vec<Candidate<'f>>, Vec<Candidate<'f>>) {
        let mut by_file: BTreeMap<usize, Vec<Candidate<'f>>> = BTreeMap::new();
        for candidate in wanted {
            by_file.entry(candidate.finding.at.file).or_default().push(*candidate);
        }
        let mut inputs = self.inputs.clone();
        let (mut applied, mut refused) = (Vec::new(), Vec::new());
        let held = by_file.into_par_iter().filter_map(|(file, candidates)| {
            let input = self.inputs.get(file)?;
            Some((file, verify::hold(&self.set, input, &compatible(&candidates))))
        });
        for (file, held) in held.collect::<Vec<_>>() {
            let Some(input) = inputs.get_mut(file) else { continue };
            input.source = input.source.with_text(held.text);
            applied.extend(held.fixes);
            refused.extend(held.refused);
        }
        (inputs, applied, refused)
    }

    fn accept(
        &mut self,
        inputs: Vec<Input>,
        mut set: ManifestSet,
        findings: Vec<Finding>,
        settled: &[Candidate<'_>],
    ) {
        for Candidate { finding, .. } in settled {
            let file = self.fixed.entry(finding.at.file).or_default();
            *file.settled.entry(finding.rule.id).or_default() += 1;
        }
        // Of texts that were let go, the documents are no longer there to be counted.
        set.documents = self.set.documents;
        (self.inputs, self.set, self.findings) = (inputs, set, findings);
    }

    /// Notes fixes that are not applied, and are not tried again in this round.
    fn note_dropped(&mut self, fixes: &[Candidate<'_>], reason: DropReason, given_up: &mut BTreeSet<Gist>) {
        for fix in fixes {
            given_up.insert(gist(fix));
            let finding = fix.finding;
            let title = fix.fix.title.clone();
            self.dropped.push(Dropped { rule: finding.rule.id, file: finding.at.file, title, reason });
        }
    }
}

fn concern(candidate: &Candidate<'_>) -> Concern {
    (candidate.finding.rule.id, candidate.object)
}

fn gist(candidate: &Candidate<'_>) -> Gist {
    (concern(candidate), candidate.finding.at.path.clone(), candidate.fix.title.clone())
}

/// Whether the rule has less to say of the object than before.
fn is_settled(concern: Concern, before: &[Finding], after: &[Finding]) -> bool {
    let count = |findings: &[Finding]| {
        let of_concern = findings
            .iter()
            .filter(|finding| (finding.rule.id, finding.at.object) == (concern.0, Some(concern.1)));
        of_concern.count()
    };
    count(after) < count(before)
}
