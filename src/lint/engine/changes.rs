//! Findings that come and go with a change.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::manifest::{ManifestSet, ObjectId};
use crate::yaml::{FieldPath, Segment};

/// Findings of one state of a repository, with its manifests.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// Their findings.
    pub findings: &'a [Finding],
}

/// Rule, object, list item and message of a finding: what stays the same where lines move or files are renamed.
type FindingKey<'a> = (&'static str, Option<&'a ObjectId>, String, &'a str);

impl<'a> Checked<'a> {
    fn key(self, finding: &'a Finding) -> FindingKey<'a> {
        let object = finding.at.object.map(|object| &self.set.objects[object].id);
        let item = finding.at.path.as_ref().map(list_item).unwrap_or_default();
        (finding.rule.id, object, item, &finding.message)
    }
}

/// The innermost list item in which a field is, such as a container. The field itself may be another one after a change:
/// a missing toleration is reported at `tolerations` if there are some, and at `containers` if there are none.
fn list_item(path: &FieldPath) -> String {
    let steps = path.segments().iter().rposition(|step| matches!(step, Segment::Index(_)));
    path.clone().truncated(steps.map_or(0, |last| last + 1)).to_string()
}

/// The findings of `here` that are not in `there`, in their order; equal ones are counted.
pub(crate) fn not_in<'a>(here: Checked<'a>, there: Checked<'_>) -> Vec<&'a Finding> {
    let mut known: BTreeMap<FindingKey<'_>, usize> = BTreeMap::new();
    for finding in there.findings {
        *known.entry(there.key(finding)).or_default() += 1;
    }
    let new = here.findings.iter().filter(|finding| match known.get_mut(&here.key(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    new.collect()
}
