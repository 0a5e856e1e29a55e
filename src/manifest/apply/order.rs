//! The order of items in merged lists.

use serde_json::Value;

use super::patch::{DIRECTIVE, MergeError};

/// `normalizeSliceOrder`: items in the order of another list, those to be deleted last.
pub(super) fn sorted(
    items: Vec<Value>,
    order: &[Value],
    key: &'static str,
) -> Result<Vec<Value>, MergeError> {
    if items.iter().chain(order).any(|item| item.get(key).is_none()) {
        return Err(MergeError::NoMergeKey(key));
    }
    let (deleted, mut kept): (Vec<_>, Vec<_>) = items.into_iter().partition(is_deleted);
    kept.sort_by_key(|item| position(order, item, key));
    kept.extend(deleted);
    Ok(kept)
}

/// `normalizeElementOrder`: items of the manifest in its order, items of the server in theirs, and each of the latter
/// before the first item of the manifest that followed it.
pub(super) fn interleaved(
    merged: Vec<Value>,
    order: &[Value],
    live: &[Value],
    key: &'static str,
) -> Result<Vec<Value>, MergeError> {
    if merged.iter().any(|item| item.get(key).is_none()) {
        return Err(MergeError::NoMergeKey(key));
    }
    let (ours, theirs): (Vec<_>, Vec<_>) =
        merged.into_iter().partition(|item| position(order, item, key).is_some());
    let ours = sorted(ours, order, key)?;
    let mut theirs = sorted(theirs, live, key)?.into_iter().peekable();
    let mut all = Vec::with_capacity(ours.len() + theirs.len());
    for item in ours {
        let at = position(live, &item, key);
        while let Some(next) =
            theirs.next_if(|next| position(live, next, key).zip(at).is_some_and(|(next, at)| next < at))
        {
            all.push(next);
        }
        all.push(item);
    }
    all.extend(theirs);
    Ok(all)
}

fn is_deleted(item: &Value) -> bool {
    item.get(DIRECTIVE).is_some_and(|directive| directive == "delete")
}

fn position(order: &[Value], item: &Value, key: &str) -> Option<usize> {
    order.iter().position(|other| other.get(key) == item.get(key))
}
