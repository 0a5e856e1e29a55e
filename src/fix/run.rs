//! Rounds of fixing, until nothing changes any more.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::choose::{Candidate, candidates, compatible};
use super::verify;
use crate::lint::{Applicability, FileFindings, Finding, Server, Severity};
use crate::manifest::{self, FileManifest, ManifestSet};
use crate::yaml::{FieldPath, Limits};

/// Fixes may make room for others, but not for ever.
const MAX_ROUNDS: usize = 16;

/// The run after fixing.
#[derive(Debug)]
pub struct Outcome {
    /// The files as they are now, in the order of before, with what was found in each.
    pub files: Vec<(FileManifest, FileFindings)>,
    /// The manifests as they are now.
    pub set: ManifestSet,
    /// What is left to report.
    pub findings: Vec<Finding>,
    /// The files whose text changed, by their index.
    pub fixed: BTreeMap<usize, FixedFile>,
    /// Fixes that were not applied after all.
    pub dropped: Vec<Dropped>,
}

/// How what was fixed is judged again.
#[derive(Clone, Copy)]
pub struct Checks<'a> {
    /// What there is to say of a file by itself, given its index; may close its objects.
    pub file: &'a (dyn Fn(usize, &mut FileManifest) -> FileFindings + Sync),
    /// What there is to fix in a run, given what was said of each of its files.
    pub run: &'a dyn Fn(&ManifestSet, FileFindings) -> Vec<Finding>,
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
    /// Another rule would have reported what it does.
    MakesFinding,
}

/// A rule and an object: what a fix is to settle.
type Concern = (&'static str, usize);

/// What a fix does, whatever has moved since.
type FixKey = (Concern, Option<FieldPath>, String);

/// Applies the fixes of findings, and those of the findings that are left, and so on; only files that change are read and
/// judged again.
///
/// A fix is only applied if the text that it makes reads as before but for the fields of the fix, and `checks` have less to
/// say of the object then: the rule of the fix, and no other rule more.
pub fn run(files: Vec<(FileManifest, FileFindings)>, up_to: Applicability, checks: Checks<'_>) -> Outcome {
    let (set, found) = gather(&files);
    let findings = (checks.run)(&set, found);
    let (fixed, dropped) = (BTreeMap::new(), Vec::new());
    let mut state = Outcome { files, set, findings, fixed, dropped };
    for _ in 0..MAX_ROUNDS {
        if !state.round(up_to, checks) {
            break;
        }
    }
    state
}

/// The same for what is judged as a whole only.
pub fn run_as_whole(
    set: &ManifestSet,
    up_to: Applicability,
    check: &dyn Fn(&ManifestSet) -> Vec<Finding>,
) -> Outcome {
    let file = |_: usize, _: &mut FileManifest| FileFindings::default();
    let files = set.to_inputs().into_par_iter().map(|input| {
        let mut file = manifest::read_file(input, &Limits::default());
        file.add_related();
        (file, FileFindings::default())
    });
    run(files.collect(), up_to, Checks { file: &file, run: &|set, _| check(set) })
}

/// The run that files make, with what was found in them.
fn gather(files: &[(FileManifest, FileFindings)]) -> (ManifestSet, FileFindings) {
    let set = manifest::gather(files.iter().map(|(file, _)| file.clone()).collect());
    (set, FileFindings::gather(files.iter().map(|(_, found)| found.clone())))
}

/// Texts that fixes made of some files, by their index.
type Texts = BTreeMap<usize, String>;

impl Outcome {
    /// Applies what can be applied at once; whether that was anything.
    ///
    /// What is dropped is tried again in the next round: a fix beside it may have been in its way.
    fn round(&mut self, up_to: Applicability, checks: Checks<'_>) -> bool {
        self.dropped.clear();
        let mut given_up: BTreeSet<FixKey> = BTreeSet::new();
        // Fixes that wait until it is clear which of those of their object makes a finding.
        let mut waiting: BTreeSet<FixKey> = BTreeSet::new();
        loop {
            let findings = std::mem::take(&mut self.findings);
            let wanted: Vec<_> = candidates(&findings, up_to)
                .into_iter()
                .filter(|candidate| !self.set.is_live(candidate.finding.at.file))
                .filter(|candidate| !given_up.contains(&key(candidate)) && !waiting.contains(&key(candidate)))
                .collect();
            let (texts, applied, refused) = self.applied(&wanted);
            self.note_dropped(&refused, DropReason::ChangesMore, &mut given_up);
            if applied.is_empty() {
                self.findings = findings;
                if waiting.is_empty() {
                    return false;
                }
                waiting.clear();
                continue;
            }
            let changed = self.changed(texts, checks);
            let mut files = self.files.clone();
            for (index, file) in changed {
                files[index] = file;
            }
            let (set, found) = gather(&files);
            let left = (checks.run)(&set, found);
            let is_settled = |one: &Candidate<'_>| is_settled(concern(one), &findings, &left);
            let (settled, useless): (Vec<_>, Vec<_>) = applied.into_iter().partition(is_settled);
            self.note_dropped(&useless, DropReason::NotSettled, &mut given_up);
            let harmful = self.harmful(&settled, &findings, &set, &left);
            for fixes in harmful.values() {
                match &fixes[..] {
                    [single] => {
                        self.note_dropped(&[*single], DropReason::MakesFinding, &mut given_up);
                        waiting.clear();
                    }
                    [_, others @ ..] => waiting.extend(others.iter().map(key)),
                    [] => {}
                }
            }
            if useless.is_empty() && harmful.is_empty() {
                self.note_settled(&settled);
                (self.files, self.set, self.findings) = (files, set, left);
                return true;
            }
            self.findings = findings;
        }
    }

    /// The texts with as many fixes as hold, these fixes, and the others.
    fn applied<'f>(&self, wanted: &[Candidate<'f>]) -> (Texts, Vec<Candidate<'f>>, Vec<Candidate<'f>>) {
        let mut by_file: BTreeMap<usize, Vec<Candidate<'f>>> = BTreeMap::new();
        for candidate in wanted {
            by_file.entry(candidate.finding.at.file).or_default().push(*candidate);
        }
        let held = by_file.into_par_iter().filter_map(|(file, candidates)| {
            let input = self.files.get(file)?.0.input()?;
            Some((file, verify::fixes_that_hold(&self.set, &input, &compatible(&candidates))))
        });
        let (mut texts, mut applied, mut refused) = (Texts::new(), Vec::new(), Vec::new());
        for (file, held) in held.collect::<Vec<_>>() {
            if !held.fixes.is_empty() {
                texts.insert(file, held.text);
            }
            applied.extend(held.fixes);
            refused.extend(held.refused);
        }
        (texts, applied, refused)
    }

    /// The files of changed texts, read and judged again.
    fn changed(&self, texts: Texts, checks: Checks<'_>) -> Vec<(usize, (FileManifest, FileFindings))> {
        let files = texts.into_par_iter().map(|(index, text)| {
            let before = &self.files[index].0;
            let source = before.source().map(|source| source.with_text(text));
            let mut file = source.map_or_else(|| before.clone(), |source| before.with_source(source));
            let found = (checks.file)(index, &mut file);
            (index, (file, found))
        });
        files.collect()
    }

    /// The fixes of each object of which rules have more to say than before.
    ///
    /// What was refused or ran nowhere before is judged for the first time, and so is what becomes a DaemonSet: what rules say
    /// then was so before the fix.
    fn harmful<'f>(
        &self,
        applied: &[Candidate<'f>],
        before: &[Finding],
        set: &ManifestSet,
        after: &[Finding],
    ) -> BTreeMap<usize, Vec<Candidate<'f>>> {
        let (before, after) = (counts(before), counts(after));
        let mut harmful: BTreeMap<usize, Vec<Candidate<'f>>> = BTreeMap::new();
        for candidate in applied {
            harmful.entry(candidate.object).or_default().push(*candidate);
        }
        harmful.retain(|object, fixes| {
            let did_not_work = |one: &Candidate<'_>| {
                one.finding.rule.severity == Severity::Error
                    || one.finding.server.is_some_and(Server::is_refusal)
            };
            let is_judged_anew = fixes.iter().any(did_not_work)
                || self.set.objects[*object].id.kind != set.objects[*object].id.kind;
            let has_more = |((rule, of), count): (&Concern, &usize)| {
                of == object && *count > before.get(&(*rule, *of)).copied().unwrap_or_default()
            };
            !is_judged_anew && after.iter().any(has_more)
        });
        harmful
    }

    fn note_settled(&mut self, settled: &[Candidate<'_>]) {
        for Candidate { finding, .. } in settled {
            let file = self.fixed.entry(finding.at.file).or_default();
            *file.settled.entry(finding.rule.id).or_default() += 1;
        }
    }

    /// Notes fixes that are not applied, and are not tried again in this round.
    fn note_dropped(&mut self, fixes: &[Candidate<'_>], reason: DropReason, given_up: &mut BTreeSet<FixKey>) {
        for fix in fixes {
            given_up.insert(key(fix));
            let finding = fix.finding;
            let title = fix.fix.title.clone();
            self.dropped.push(Dropped { rule: finding.rule.id, file: finding.at.file, title, reason });
        }
    }
}

fn concern(candidate: &Candidate<'_>) -> Concern {
    (candidate.finding.rule.id, candidate.object)
}

fn key(candidate: &Candidate<'_>) -> FixKey {
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

/// How much each rule has to say of each object.
fn counts(findings: &[Finding]) -> BTreeMap<Concern, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        if let Some(object) = finding.at.object {
            *counts.entry((finding.rule.id, object)).or_default() += 1;
        }
    }
    counts
}
