//! Findings that come and go with a change.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::manifest::{ManifestSet, ObjectId};

/// Findings of one state of a repository, with its manifests.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// Their findings.
    pub findings: &'a [Finding],
}

/// What a finding says, wherever it stands: lines move, files are renamed.
type Gist<'a> = (&'static str, Option<&'a ObjectId>, String, &'a str);

impl<'a> Checked<'a> {
    fn gist(self, finding: &'a Finding) -> Gist<'a> {
        let object = finding.at.object.map(|object| &self.set.objects[object].id);
        let path = finding.at.path.as_ref().map(ToString::to_string).unwrap_or_default();
        (finding.rule.id, object, path, &finding.message)
    }
}

/// The findings of `here` that are not in `there`, in their order; equal ones are counted.
pub fn not_in<'a>(here: Checked<'a>, there: Checked<'_>) -> Vec<&'a Finding> {
    let mut known: BTreeMap<Gist<'_>, usize> = BTreeMap::new();
    for finding in there.findings {
        *known.entry(there.gist(finding)).or_default() += 1;
    }
    let new = here.findings.iter().filter(|finding| match known.get_mut(&here.gist(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    new.collect()
}
