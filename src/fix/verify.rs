//! Whether a text says after a fix what it should say.

use super::choose::{Candidate, changes, edits};
use crate::manifest::{self, Input, ManifestSet};
use crate::yaml::Limits;
use crate::yaml::edit::{Change, Patch, to_json};

/// The fixes of one file that hold, and the text that they make.
#[derive(Debug)]
pub(super) struct Held<'f> {
    pub(super) fixes: Vec<Candidate<'f>>,
    pub(super) refused: Vec<Candidate<'f>>,
    pub(super) text: String,
}

/// Applies as many of the fixes as leave everything else as it was.
pub(super) fn hold<'f>(set: &ManifestSet, input: &Input, fixes: &[Candidate<'f>]) -> Held<'f> {
    let text = input.source.text().to_owned();
    let mut held = Held { fixes: Vec::new(), refused: Vec::new(), text };
    try_all(set, input, fixes, &mut held);
    held
}

/// Tries all at once; where they do not hold together, one half after the other.
fn try_all<'f>(set: &ManifestSet, input: &Input, fixes: &[Candidate<'f>], held: &mut Held<'f>) {
    if fixes.is_empty() {
        return;
    }
    let together = [held.fixes.as_slice(), fixes].concat();
    if let Some(text) = result(set, input, &together) {
        held.fixes = together;
        held.text = text;
    } else if let [single] = fixes {
        held.refused.push(*single);
    } else {
        let (one, other) = fixes.split_at(fixes.len() / 2);
        try_all(set, input, one, held);
        try_all(set, input, other, held);
    }
}

/// The text after the fixes, if it reads as the objects of before with nothing but the changes of the fixes.
fn result(set: &ManifestSet, input: &Input, fixes: &[Candidate<'_>]) -> Option<String> {
    let text = Patch::apply(input.source.text(), edits(fixes))?;
    let file = fixes.first()?.finding.at.file;
    let changed = Input { source: input.source.with_text(text.clone()), ..input.clone() };
    let after = manifest::read(vec![changed], &Limits::default());
    let before: Vec<_> = set.objects.iter().enumerate().filter(|(_, object)| object.file == file).collect();
    let broken = set.broken.iter().filter(|broken| broken.file == file).count();
    let skipped = set.skipped.iter().filter(|skipped| skipped.file == file).count();
    let is_whole =
        after.objects.len() == before.len() && after.broken.len() == broken && after.skipped.len() == skipped;
    if !is_whole {
        return None;
    }
    let as_meant = before.iter().zip(&after.objects).all(|((index, old), new)| {
        let expected = Change::apply(to_json(&old.node), changes(fixes, *index));
        expected.is_some_and(|expected| expected == to_json(&new.node))
            && new.problems.len() <= old.problems.len()
    });
    as_meant.then_some(text)
}
