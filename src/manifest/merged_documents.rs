//! Two objects written as one mapping, because the `---` between them is missing.

use std::collections::BTreeSet;

use super::object::Object;
use crate::yaml::{Entry, Span};

/// One of the objects that were written as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its first key.
    pub start: Span,
    /// Its kind, if it is written.
    pub kind: Option<String>,
}

impl Object {
    /// The objects that were written as one, in the order of the text; none if there is only one.
    ///
    /// The sign is a `kind` that is written again, and `metadata` or `spec` with it. A new object starts where a key
    /// repeats one of the object before it.
    pub fn merged_documents(&self) -> Vec<Part> {
        let written = self.written_at_top();
        let repeated = |key: &str| written.iter().filter(|entry| entry.key == key).count() > 1;
        if !repeated("kind") || !(repeated("metadata") || repeated("spec")) {
            return Vec::new();
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in written {
            if parts.is_empty() || !seen.insert(entry.key) {
                seen = BTreeSet::from([entry.key]);
                parts.push(Part { start: entry.key_span, kind: None });
            }
            if let Some(part) = parts.last_mut().filter(|_| entry.key == "kind") {
                part.kind = entry.value.as_str().map(str::to_owned);
            }
        }
        parts
    }

    /// The keys of the object, those that lost to a later one included.
    fn written_at_top(&self) -> Vec<Entry<'_>> {
        let Some(map) = self.node().as_map() else { return Vec::new() };
        if map.shadowed().is_empty() {
            return Vec::new();
        }
        let lost = map.shadowed().iter().map(|shadowed| shadowed.entry);
        let mut written: Vec<_> =
            map.entries.iter().filter(|entry| entry.merged.is_none()).chain(lost).collect();
        written.sort_by_key(|entry| entry.key_span);
        written
    }
}
