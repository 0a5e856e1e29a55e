//! Whether a text says after a fix what it should say.

use std::collections::BTreeMap;

use super::choose::{Candidate, changes, edits};
use crate::manifest::{self, Input, ManifestSet, Object};
use crate::yaml::edit::{Change, Patch, to_json};
use crate::yaml::{Limits, Span};

/// The fixes of one file that hold, and the text that they make.
#[derive(Debug)]
pub(super) struct Held<'f> {
    pub(super) fixes: Vec<Candidate<'f>>,
    pub(super) refused: Vec<Candidate<'f>>,
    pub(super) text: String,
}

/// One file, and how it was read before any fix.
struct File<'a> {
    input: Input,
    /// All that it holds, read by itself.
    before: ManifestSet,
    /// The numbers that its objects have in the run, by their places.
    numbers: BTreeMap<Span, usize>,
    text: &'a str,
}

/// Applies as many of the fixes as leave everything else as it was.
pub(super) fn fixes_that_hold<'f>(set: &ManifestSet, input: &Input, fixes: &[Candidate<'f>]) -> Held<'f> {
    let text = input.source.text();
    let mut held = Held { fixes: Vec::new(), refused: Vec::new(), text: text.to_owned() };
    let Some(first) = fixes.first() else { return held };
    let own = set.objects.iter().enumerate().filter(|(_, object)| object.file == first.finding.at.file);
    let numbers = own.map(|(number, object)| (object.span, number)).collect();
    // All of it is to stay as it is, what the run passes over included.
    let input = Input { named: true, ..input.clone() };
    let before = manifest::read(vec![input.clone()], &Limits::default());
    File { input, before, numbers, text }.try_all(fixes, &mut held);
    held
}

impl File<'_> {
    /// Tries all at once; where they do not hold together, one half after the other.
    fn try_all<'f>(&self, fixes: &[Candidate<'f>], held: &mut Held<'f>) {
        if fixes.is_empty() {
            return;
        }
        let together = [held.fixes.as_slice(), fixes].concat();
        if let Some(text) = self.result(&together) {
            held.fixes = together;
            held.text = text;
        } else if let [single] = fixes {
            // One that holds by itself waits for the next round, whose text has the others.
            if held.fixes.is_empty() || self.result(fixes).is_none() {
                held.refused.push(*single);
            }
        } else {
            let (one, other) = fixes.split_at(fixes.len() / 2);
            self.try_all(one, held);
            self.try_all(other, held);
        }
    }

    /// The text after the fixes, if it reads as the objects of before with nothing but the changes of the fixes.
    fn result(&self, fixes: &[Candidate<'_>]) -> Option<String> {
        let text = Patch::apply(self.text, edits(fixes))?;
        let new = Input { source: self.input.source.with_text(text.clone()), ..self.input.clone() };
        let after = manifest::read(vec![new], &Limits::default());
        let before = &self.before;
        let is_whole = after.objects.len() == before.objects.len()
            && after.broken.len() == before.broken.len()
            && after.skipped.len() == before.skipped.len();
        let as_meant = |(old, new): (&Object, &Object)| {
            let number = self.numbers.get(&old.span);
            let meant = number.map(|number| changes(fixes, *number)).unwrap_or_default();
            Change::apply(to_json(old.node()), meant) == Some(to_json(new.node()))
                && new.problems().len() <= old.problems().len()
        };
        let holds = is_whole && before.objects.iter().zip(&after.objects).all(as_meant);
        holds.then_some(text)
    }
}
