//! How much of the machine a text may take.

/// Bounds that keep hostile text from taking more than its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep collections may nest.
    pub depth: usize,
    /// How many values one document may have, those that aliases repeat included; each 1,024 bytes of a text count as
    /// one more.
    pub nodes: usize,
    /// How many values aliases may repeat in one document, whatever its length; more in a long one.
    pub repeated: usize,
}

/// How many values more aliases may repeat for each byte that the document is long.
const REPEATED_BY_BYTE: usize = 8;

/// How many values aliases may repeat in the longest document.
const MAX_REPEATED: usize = 1_000_000;

impl Limits {
    /// How many values aliases may repeat in a document of so many bytes.
    ///
    /// A folder may hold thousands of short documents, each of which stands for millions of values; in proportion to
    /// what is written they cannot take more than their share together.
    pub(super) fn repeated(&self, bytes: usize) -> usize {
        self.repeated.saturating_add(bytes.saturating_mul(REPEATED_BY_BYTE)).min(MAX_REPEATED)
    }
}

impl Default for Limits {
    /// Far above every manifest seen (a bundle of custom resource definitions reaches a depth of about 60).
    fn default() -> Self {
        Self { depth: 100, nodes: 2_000_000, repeated: 2_000 }
    }
}
