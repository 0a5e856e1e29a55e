//! The patch from one object to another: what kubectl sends.

use serde_json::{Value, json};

use super::order;
use super::patch::{DIRECTIVE, MergeError, ORDER, Object, RETAIN_KEYS};
use super::strategy::{Merged, merged, type_of, type_of_items};
use crate::manifest::schema::Ty;

/// Which differences go into a patch (`DiffOptions`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    deletions: bool,
    changes: bool,
    retain_keys: bool,
}

impl Compared {
    pub(super) const WITHOUT_DELETIONS: Self = Self { deletions: false, changes: true, retain_keys: false };
    pub(super) const DELETIONS: Self = Self { deletions: true, changes: false, retain_keys: false };

    fn retaining(self, retain_keys: bool) -> Self {
        Self { retain_keys, ..self }
    }
}

/// `diffMaps`.
pub(super) fn objects(
    before: &Object,
    after: &Object,
    ty: &Ty,
    compared: Compared,
) -> Result<Object, MergeError> {
    let mut patch = Object::new();
    for (field, new) in after {
        match (before.get(field), new) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                let inner = objects(old, new, &type_of(ty, field), compared.retaining(false))?;
                if !inner.is_empty() {
                    patch.insert(field.clone(), Value::Object(inner));
                }
            }
            (Some(Value::Array(old)), Value::Array(new)) => {
                let strategy = merged(ty, field);
                lists(&mut patch, field, (old, new), strategy, &type_of_items(ty, field), compared)?;
            }
            (old, new) if compared.changes && old != Some(new) => {
                patch.insert(field.clone(), new.clone());
            }
            _ => {}
        }
    }
    if compared.deletions {
        let gone = before.keys().filter(|field| !after.contains_key(*field));
        patch.extend(gone.map(|field| (field.clone(), Value::Null)));
    }
    if compared.retain_keys {
        retain_keys(&mut patch, before, after);
    }
    Ok(patch)
}

fn retain_keys(patch: &mut Object, before: &Object, after: &Object) {
    let kept: Vec<&String> = after.iter().filter(|(_, value)| !value.is_null()).map(|(key, _)| key).collect();
    let clears = before.iter().any(|(key, value)| !value.is_null() && !after.contains_key(key));
    if !kept.is_empty() && (!patch.is_empty() || clears) {
        patch.insert(RETAIN_KEYS.to_owned(), json!(kept));
    }
}

/// `handleSliceDiff` and `diffLists`.
fn lists(
    patch: &mut Object,
    field: &str,
    (before, after): (&[Value], &[Value]),
    strategy: Option<Merged>,
    ty: &Ty,
    compared: Compared,
) -> Result<(), MergeError> {
    let Some(strategy) = strategy else {
        if compared.changes && before != after {
            patch.insert(field.to_owned(), Value::from(after));
        }
        return Ok(());
    };
    if before.is_empty() {
        if compared.changes && !after.is_empty() {
            patch.insert(field.to_owned(), Value::from(after));
        }
        return Ok(());
    }
    let key = strategy.key;
    let (changed, deleted) = items(before, after, strategy, ty, compared)?;
    let mut changed = order::sorted(changed, after, key)?;
    changed.extend(deleted);
    let order_changes = before.len() != after.len()
        || before.iter().zip(after).any(|(old, new)| old.get(key) != new.get(key));
    let sets_order = !changed.is_empty() || (compared.changes && order_changes);
    if sets_order && !after.is_empty() {
        let order: Vec<Value> = after.iter().map(|item| json!({key: item.get(key)})).collect();
        patch.insert(format!("{ORDER}{field}"), Value::from(order));
    }
    if !changed.is_empty() {
        patch.insert(field.to_owned(), Value::from(changed));
    }
    Ok(())
}

/// `diffListsOfMaps`: what changes, and what goes. Items of the same key are paired in the order in which kubectl sorts
/// them, so that of two ports with one number each finds its own as long as neither is added or removed.
fn items(
    before: &[Value],
    after: &[Value],
    strategy: Merged,
    ty: &Ty,
    compared: Compared,
) -> Result<(Vec<Value>, Vec<Value>), MergeError> {
    let key = strategy.key;
    let (mut before, mut after) = (by_key(before, key)?.into_iter(), by_key(after, key)?.into_iter());
    let (mut changed, mut deleted) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (before.next(), after.next());
    loop {
        match (old.take(), new.take()) {
            (None, None) => return Ok((changed, deleted)),
            (Some((old_key, old_item)), Some((new_key, new_item))) if old_key == new_key => {
                let compared = compared.retaining(strategy.retain_keys);
                let mut patch = objects(object(old_item)?, object(new_item)?, ty, compared)?;
                if !patch.is_empty() {
                    patch.insert(key.to_owned(), new_item.get(key).cloned().unwrap_or_default());
                    changed.push(Value::Object(patch));
                }
                (old, new) = (before.next(), after.next());
            }
            (Some((old_key, old_item)), waiting)
                if waiting.as_ref().is_none_or(|(key, _)| old_key < *key) =>
            {
                if compared.deletions {
                    deleted.push(json!({key: old_item.get(key), DIRECTIVE: "delete"}));
                }
                (old, new) = (before.next(), waiting);
            }
            (waiting, Some((_, new_item))) => {
                if compared.changes {
                    changed.push(new_item.clone());
                }
                (old, new) = (waiting, after.next());
            }
            (Some(_), None) => {}
        }
    }
}

/// `sortMapsBasedOnField`: sorted by the text of the key; Go's insertion sort turns items of the same key round.
fn by_key<'a>(items: &'a [Value], key: &'static str) -> Result<Vec<(String, &'a Value)>, MergeError> {
    let keyed = items.iter().rev().map(|item| {
        let text = match item.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => return Err(MergeError::NoMergeKey(key)),
        };
        Ok((text, item))
    });
    let mut keyed = keyed.collect::<Result<Vec<_>, _>>()?;
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(keyed)
}

pub(super) fn object(value: &Value) -> Result<&Object, MergeError> {
    value.as_object().ok_or(MergeError::NotAnObject)
}
