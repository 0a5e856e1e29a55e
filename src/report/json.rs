//! JSON as all reports write it.

use serde::Serialize;

use super::printable::harmless_json;

/// Writes a document, for people too: a field a line.
pub(super) fn render(document: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(document).map(|json| harmless_json(json + "\n"))
}
