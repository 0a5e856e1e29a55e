//! Conditions in the status of nodes and pods.

use serde::Deserialize;

use super::borrowed::Borrowed;

/// A condition, without the time and the words.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Condition<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Option<Borrowed<'a>>,
}

/// Whether the condition `Ready` is true; `None` if there is none.
pub(super) fn is_ready(conditions: &[Condition<'_>]) -> Option<bool> {
    let ready = conditions.iter().find(|condition| condition.kind.as_deref() == Some("Ready"))?;
    Some(ready.status.as_deref() == Some("True"))
}
