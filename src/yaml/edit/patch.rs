//! Edits and what they mean.

use std::cmp::Reverse;

use super::change::Change;
use crate::yaml::Span;

/// A range of a text and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text; empty for a removal.
    pub text: String,
}

/// Edits that belong together, and what they do to the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The edits, in no certain order; they do not overlap.
    pub edits: Vec<Edit>,
    /// What becomes of the value; paths are those before the patch.
    pub changes: Vec<Change>,
}

impl Edit {
    /// Text in place of a range.
    pub(super) fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Text between two bytes.
    pub(super) fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self { span: Span::at(offset), text: text.into() }
    }

    /// Nothing in place of a range.
    pub(super) fn remove(span: Span) -> Self {
        Self { span, text: String::new() }
    }

    /// Grows from inner lines to outer ones; an item may stand in the column of the key of its list.
    fn outwards(&self) -> (Reverse<usize>, bool) {
        let lines = self.text.trim_start_matches(['\n', '\r']);
        let content = lines.trim_start_matches(' ');
        (Reverse(lines.len() - content.len()), !content.starts_with("- "))
    }
}

impl Patch {
    /// A patch; none without edits, or where they overlap.
    pub(super) fn new(edits: Vec<Edit>, changes: Vec<Change>) -> Option<Self> {
        let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
        spans.sort_unstable();
        let overlaps = spans.windows(2).any(|pair| pair[1].start < pair[0].end);
        (!edits.is_empty() && !overlaps).then_some(Self { edits, changes })
    }

    /// One patch of several; none if one of them is missing, or if they overlap.
    pub fn all(parts: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let (mut edits, mut changes) = (Vec::new(), Vec::new());
        for part in parts {
            let part = part?;
            edits.extend(part.edits);
            changes.extend(part.changes);
        }
        Self::new(edits, changes)
    }

    /// Applies edits to the text that they are made for; `None` if two overlap, or one does not fit the text.
    ///
    /// Insertions at one place keep their order, but for deeper lines, which go on with what stands before them.
    pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
        let mut edits: Vec<&Edit> = edits.into_iter().collect();
        edits.sort_by_key(|edit| (edit.span, edit.outwards()));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for edit in edits {
            out.push_str(text.get(done..edit.span.start)?);
            out.push_str(&edit.text);
            done = edit.span.end;
        }
        out.push_str(text.get(done..)?);
        Some(out)
    }
}
