//! What a patch does to a value, so that a reader of the new text can be asked whether it happened.

use serde_json::{Map, Value as Json};

use crate::yaml::{FieldPath, Node, Number, Segment, Value};

/// One change of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The field has this value; objects around it are made where they are missing.
    Set(FieldPath, Json),
    /// The list, made where it is missing, has this item at its end.
    Append(FieldPath, Json),
    /// The key has another name.
    Rename(FieldPath, String),
    /// The field or the item is gone.
    Remove(FieldPath),
}

impl Change {
    /// Applies changes, whose paths all are those of the value as it is; `None` if one leads nowhere.
    pub fn apply<'c>(mut value: Json, changes: impl IntoIterator<Item = &'c Self>) -> Option<Json> {
        let mut changes: Vec<&Self> = changes.into_iter().collect();
        changes.sort_by(|one, other| one.rank().cmp(&other.rank()).then_with(|| other.at().cmp(one.at())));
        for change in changes {
            change.apply_one(&mut value)?;
        }
        Some(value)
    }

    /// Removals come last, since they move what stands behind them.
    fn rank(&self) -> usize {
        match self {
            Self::Set(..) | Self::Append(..) => 0,
            Self::Rename(..) => 1,
            Self::Remove(..) => 2,
        }
    }

    fn at(&self) -> &FieldPath {
        match self {
            Self::Set(path, _) | Self::Append(path, _) | Self::Rename(path, _) | Self::Remove(path) => path,
        }
    }

    fn apply_one(&self, value: &mut Json) -> Option<()> {
        match self {
            Self::Set(path, new) => *place(value, path)? = new.clone(),
            Self::Append(path, item) => match place(value, path)? {
                Json::Array(items) => items.push(item.clone()),
                other => *other = Json::Array(vec![item.clone()]),
            },
            Self::Rename(path, name) => {
                let object = place(value, &path.parent()?)?.as_object_mut()?;
                let renamed = object.remove(path.last_key()?)?;
                object.insert(name.clone(), renamed);
            }
            Self::Remove(path) => {
                let parent = place(value, &path.parent()?)?;
                match path.segments().last()? {
                    Segment::Key(key) => drop(parent.as_object_mut()?.remove(key.as_ref())?),
                    Segment::Index(index) => {
                        let items = parent.as_array_mut()?;
                        (*index < items.len()).then(|| items.remove(*index))?;
                    }
                }
            }
        }
        Some(())
    }
}

/// The place of a field, made of nulls and objects where it is missing.
fn place<'v>(value: &'v mut Json, path: &FieldPath) -> Option<&'v mut Json> {
    path.segments().iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => {
            if value.is_null() {
                *value = Json::Object(Map::new());
            }
            Some(value.as_object_mut()?.entry(key.as_ref()).or_insert(Json::Null))
        }
        Segment::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

/// A value without its places, as kubectl sends it on.
pub fn to_json(node: Node<'_>) -> Json {
    match node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(flag),
        Value::Number(Number::Int(number)) => Json::from(number),
        Value::Number(Number::Uint(number)) => Json::from(number),
        Value::Number(Number::Float(number)) => Json::from(number),
        Value::String(text) => Json::from(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(map) => Json::Object(
            map.entries.iter().map(|entry| (entry.key.to_owned(), to_json(entry.value))).collect(),
        ),
    }
}
