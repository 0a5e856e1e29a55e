//! The other party of a finding: an object that stands in the same file, or elsewhere.

use super::context::Context;
use super::finding::{Finding, Place};
use crate::manifest::{ManifestSet, Object};
use crate::yaml::FieldPath;

impl Finding {
    /// Shows a field of another object: by a label in the same file, otherwise by its place in the help.
    pub(crate) fn other_party(&mut self, other: &Context<'_>, path: &FieldPath, text: &str) -> &mut Self {
        self.other_place(other.run.set, &other.at(path), text)
    }

    /// The same for a place that is known.
    pub(crate) fn other_place(&mut self, set: &ManifestSet, place: &Place, text: &str) -> &mut Self {
        if place.file == self.at.file {
            return self.label(place.span, text);
        }
        let source = &set.files[place.file];
        let line = source.position(place.span.start).line;
        let place = format!("{}:{line}: {text}", source.name());
        self.help = Some(match self.help.take() {
            Some(help) => format!("{help}\n{place}"),
            None => place,
        });
        self
    }
}

/// `DaemonSet kube-system/agent`
pub(crate) fn named(object: &Object) -> String {
    format!("{} {}", object.id.kind, object.id.qualified_name())
}
