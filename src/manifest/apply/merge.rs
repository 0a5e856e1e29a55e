//! A patch applied: what the server does, and how kubectl joins two patches.

use serde_json::Value;

use super::diff::object;
use super::order;
use super::patch::{DIRECTIVE, MergeError, ORDER, Object, RETAIN_KEYS};
use super::strategy::{merged, type_of, type_of_items};
use crate::manifest::schema::Ty;

/// What a patch is applied to (`MergeOptions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Another patch, which keeps its directives and its deletions.
    Patches,
    /// An object.
    Object,
}

/// `mergeMap`.
pub(super) fn objects(into: &mut Object, mut patch: Object, ty: &Ty, mode: Mode) -> Result<(), MergeError> {
    if let Some(kept) = patch.remove(RETAIN_KEYS) {
        retain(into, kept, mode);
    }
    ordered_lists(into, &mut patch, ty, mode)?;
    for (field, new) in patch {
        if new.is_null() {
            match mode {
                Mode::Object => drop(into.remove(&field)),
                Mode::Patches => drop(into.insert(field, new)),
            }
            continue;
        }
        match (into.get_mut(&field), new) {
            (Some(Value::Object(old)), Value::Object(new)) => objects(old, new, &type_of(ty, &field), mode)?,
            (Some(Value::Array(old)), Value::Array(new)) => match merged(ty, &field) {
                Some(strategy) => {
                    let key = strategy.key;
                    let together = items(old, &new, key, &type_of_items(ty, &field), mode)?;
                    *old = order::interleaved(together, &new, old, key)?;
                }
                None => *old = new,
            },
            (_, new) => {
                if let Some(new) = without_directives(new, mode) {
                    into.insert(field, new);
                } else {
                    into.remove(&field);
                }
            }
        }
    }
    Ok(())
}

/// `applyRetainKeysDirective`.
fn retain(into: &mut Object, kept: Value, mode: Mode) {
    match (mode, &kept) {
        (Mode::Patches, _) => {
            into.entry(RETAIN_KEYS).or_insert(kept);
        }
        (Mode::Object, Value::Array(kept)) => {
            into.retain(|field, _| kept.iter().any(|kept| kept.as_str() == Some(field)));
        }
        _ => {}
    }
}

/// `mergePatchIntoOriginal`: the lists whose order the patch sets.
fn ordered_lists(into: &mut Object, patch: &mut Object, ty: &Ty, mode: Mode) -> Result<(), MergeError> {
    let directives: Vec<String> = patch.keys().filter(|field| field.starts_with(ORDER)).cloned().collect();
    for directive in directives {
        let Some(order) = patch.remove(&directive) else { continue };
        if mode == Mode::Patches {
            into.entry(directive.as_str()).or_insert_with(|| order.clone());
        }
        let field = directive.trim_start_matches(ORDER);
        let (Some(strategy), Value::Array(order)) = (merged(ty, field), order) else { continue };
        let live = into.get(field).and_then(Value::as_array).cloned();
        let together = match (&live, patch.remove(field)) {
            (Some(live), Some(Value::Array(new))) => {
                items(live, &new, strategy.key, &type_of_items(ty, field), mode)?
            }
            (Some(live), _) => live.clone(),
            (None, Some(new)) => match without_directives(new, mode) {
                Some(Value::Array(new)) => new,
                _ => continue,
            },
            (None, None) => continue,
        };
        let all = order::interleaved(together, &order, &live.unwrap_or_default(), strategy.key)?;
        into.insert(field.to_owned(), Value::from(all));
    }
    Ok(())
}

/// `mergeSlice`, but for the order: items are merged into the first one of the same key.
fn items(
    into: &[Value],
    patch: &[Value],
    key: &'static str,
    ty: &Ty,
    mode: Mode,
) -> Result<Vec<Value>, MergeError> {
    let mut all = into.to_vec();
    let (deletions, changes): (Vec<_>, Vec<_>) = patch.iter().partition(|item| item.get(DIRECTIVE).is_some());
    for deletion in deletions {
        all.retain(|item| item.get(key) != deletion.get(key));
    }
    for change in changes {
        let Some(name) = change.get(key) else { return Err(MergeError::NoMergeKey(key)) };
        match all.iter_mut().find(|item| item.get(key) == Some(name)) {
            Some(Value::Object(item)) => objects(item, object(change)?.clone(), ty, mode)?,
            _ => all.push(change.clone()),
        }
    }
    Ok(all)
}

/// `removeDirectives`, and for an object `discardNullValuesFromPatch`: a value that is new. `None` if it only was a
/// directive.
fn without_directives(value: Value, mode: Mode) -> Option<Value> {
    match value {
        Value::Object(fields) if fields.contains_key(DIRECTIVE) => None,
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| mode == Mode::Patches || !value.is_null());
            let fields = fields.filter_map(|(field, value)| Some((field, without_directives(value, mode)?)));
            Some(Value::Object(fields.collect()))
        }
        Value::Array(items) => {
            Some(items.into_iter().filter_map(|item| without_directives(item, mode)).collect())
        }
        scalar => Some(scalar),
    }
}
