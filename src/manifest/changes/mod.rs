//! What differs between two stored objects, field by field, in words that may be shown.

mod secret;

use serde_json::{Map, Value};

use super::apply::{merged, type_of, type_of_items};
use super::schema::{self, Ty};
use secret::{concealed, follows_secret_flag};

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Its path; items of lists that are merged by a key are named by it: `spec.template.spec.containers[agent].image`.
    pub path: String,
    /// Its value before; `None` if it was not there.
    pub before: Option<Value>,
    /// Its value after; `None` if it is not there.
    pub after: Option<Value>,
    /// What to make of the values.
    pub kind: ChangeKind,
}

/// What the values of a [`FieldChange`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The values of the field, secrets within them hidden.
    Value,
    /// The keys of the same items, in the order before and after.
    Order,
    /// The value is a secret: both are left out.
    Secret,
}

/// The fields below `path` in which two [stored](super::stored::stored) DaemonSets differ; empty if and only if they are
/// equal there. `path` has keys only, such as `spec.template`.
pub fn changes(before: &Value, after: &Value, path: &str) -> Vec<FieldChange> {
    let mut ty = schema::root("apps/v1", "DaemonSet").map_or(Ty::Any, Ty::Ref);
    let (mut before, mut after) = (Some(before), Some(after));
    for key in path.split('.') {
        ty = type_of(&ty, key);
        before = before.and_then(|value| value.get(key));
        after = after.and_then(|value| value.get(key));
    }
    let mut found = Vec::new();
    compare(&mut found, path, (before, after), &ty);
    found
}

type Pair<'a> = (Option<&'a Value>, Option<&'a Value>);

fn compare(found: &mut Vec<FieldChange>, path: &str, (before, after): Pair<'_>, ty: &Ty) {
    match (before, after) {
        _ if before == after => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => objects(found, path, (old, new), ty),
        _ => {
            let conceal = |value: Option<&Value>| value.map(|value| concealed(path, value));
            let (old, new) = (conceal(before), conceal(after));
            found.push(if old == new {
                FieldChange { path: path.to_owned(), before: None, after: None, kind: ChangeKind::Secret }
            } else {
                FieldChange { path: path.to_owned(), before: old, after: new, kind: ChangeKind::Value }
            });
        }
    }
}

fn objects(
    found: &mut Vec<FieldChange>,
    path: &str,
    (before, after): (&Map<String, Value>, &Map<String, Value>),
    ty: &Ty,
) {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let at = below(path, key);
        match (before.get(key), after.get(key)) {
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                let item_ty = type_of_items(ty, key);
                let is_told_apart = |key: &str| is_unique(old, key) && is_unique(new, key);
                match merged(ty, key).map(|merged| merged.key).filter(|key| is_told_apart(key)) {
                    Some(key) => keyed(found, &at, (old, new), (key, &item_ty)),
                    None => listed(found, &at, (old, new), &item_ty),
                }
            }
            (old, new) => compare(found, &at, (old, new), &type_of(ty, key)),
        }
    }
}

/// Lists whose items have names.
fn keyed(
    found: &mut Vec<FieldChange>,
    path: &str,
    (before, after): (&[Value], &[Value]),
    (key, ty): (&str, &Ty),
) {
    let twin =
        |items: &'_ [Value], item: &Value| items.iter().position(|other| other.get(key) == item.get(key));
    let mut common = Vec::new();
    for item in before {
        let other = twin(after, item).map(|at| &after[at]);
        common.extend(other.map(|_| name(item, key)));
        compare(found, &format!("{path}[{}]", name(item, key)), (Some(item), other), ty);
    }
    for item in after.iter().filter(|item| twin(before, item).is_none()) {
        compare(found, &format!("{path}[{}]", name(item, key)), (None, Some(item)), ty);
    }
    let still = after.iter().filter(|item| twin(before, item).is_some());
    let still: Vec<String> = still.map(|item| name(item, key)).collect();
    if common != still {
        let names =
            |items: &[Value]| Value::from(items.iter().map(|item| name(item, key)).collect::<Vec<_>>());
        let (before, after) = (Some(names(before)), Some(names(after)));
        found.push(FieldChange { path: path.to_owned(), before, after, kind: ChangeKind::Order });
    }
}

/// Lists that are replaced as a whole. Items that are on one side only are told one by one; texts, whose place
/// matters, only where nothing is added or removed.
fn listed(found: &mut Vec<FieldChange>, path: &str, (before, after): (&[Value], &[Value]), ty: &Ty) {
    let is_of_objects = before.iter().chain(after).all(Value::is_object);
    if before.len() == after.len() {
        if before != after && is_of_objects && left_over(before, after).is_empty() {
            let (before, after) = (Value::from(before), Value::from(after));
            let (before, after) = (Some(concealed(path, &before)), Some(concealed(path, &after)));
            found.push(FieldChange { path: path.to_owned(), before, after, kind: ChangeKind::Order });
            return;
        }
        for (index, (old, new)) in before.iter().zip(after).enumerate() {
            let is_value_of_secret = [before, after].iter().any(|list| follows_secret_flag(list, index));
            let at = format!("{path}[{index}]");
            if old != new && is_value_of_secret {
                found.push(FieldChange { path: at, before: None, after: None, kind: ChangeKind::Secret });
            } else {
                compare(found, &at, (Some(old), Some(new)), ty);
            }
        }
    } else if is_of_objects {
        let (gone, new) = (left_over(before, after), left_over(after, before));
        for index in gone {
            compare(found, &format!("{path}[{index}]"), (before.get(index), None), ty);
        }
        for index in new {
            compare(found, &format!("{path}[{index}]"), (None, after.get(index)), ty);
        }
    } else {
        let (before, after) = (Value::from(before), Value::from(after));
        compare(found, path, (Some(&before), Some(&after)), &Ty::Any);
    }
}

/// The indexes of the items that the other list does not have, equal ones counted.
fn left_over(items: &[Value], others: &[Value]) -> Vec<usize> {
    let mut others: Vec<&Value> = others.iter().collect();
    let mut left = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match others.iter().position(|other| *other == item) {
            Some(at) => drop(others.swap_remove(at)),
            None => left.push(index),
        }
    }
    left
}

fn is_unique(items: &[Value], key: &str) -> bool {
    let keys: Vec<_> = items.iter().map(|item| item.get(key)).collect();
    keys.iter().enumerate().all(|(at, key)| key.is_some() && !keys[..at].contains(key))
}

fn name(item: &Value, key: &str) -> String {
    match item.get(key) {
        Some(Value::String(name)) => name.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// A path and one key more, written as in [`FieldPath`](crate::yaml::FieldPath).
fn below(path: &str, key: &str) -> String {
    let is_plain =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_plain { format!("{path}.{key}") } else { format!("{path}[{key:?}]") }
}

#[cfg(test)]
mod tests;
