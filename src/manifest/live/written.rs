//! What the author of a live object is known to have written.

use serde_json::Value as Json;

/// Where `kubectl apply` keeps what was applied.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Fields that tell the items of a list apart, as the API's `listMapKey`s do.
const IDENTITIES: [&str; 5] = ["name", "containerPort", "port", "mountPath", "path"];

/// Where an object says what was written: what `kubectl apply` sent, and the fields that managers applied.
#[derive(Debug, Default)]
pub(super) struct Sources {
    values: Vec<Json>,
    fields: Vec<Json>,
}

/// Reads the sources of an object, which are removed from it.
pub(super) fn sources(object: &Json) -> Sources {
    let last_applied =
        object.pointer("/metadata/annotations").and_then(|all| all.get(LAST_APPLIED)?.as_str());
    let values = last_applied.and_then(|text| serde_json::from_str(text).ok());
    let managed = object.pointer("/metadata/managedFields").and_then(Json::as_array);
    // An update owns every field that changed, those that the server filled in included; an apply owns what was sent.
    let applied = managed.into_iter().flatten().filter(|entry| {
        entry.get("operation").and_then(Json::as_str) == Some("Apply") && entry.get("subresource").is_none()
    });
    let fields = applied.filter_map(|entry| entry.get("fieldsV1").cloned());
    Sources { values: values.into_iter().collect(), fields: fields.collect() }
}

/// One place of an object, in everything that says what was written there.
#[derive(Clone, Debug, Default)]
pub(super) struct Written<'a> {
    values: Vec<&'a Json>,
    fields: Vec<&'a Json>,
}

impl<'a> Written<'a> {
    /// The object itself.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { values: sources.values.iter().collect(), fields: sources.fields.iter().collect() }
    }

    /// Whether a field was written here.
    pub(super) fn has(&self, key: &str) -> bool {
        self.values.iter().any(|value| value.get(key).is_some())
            || self.fields.iter().any(|fields| fields.get(format!("f:{key}")).is_some())
    }

    /// The place of a field.
    pub(super) fn field(&self, key: &str) -> Self {
        Self {
            values: self.values.iter().filter_map(|value| value.get(key)).collect(),
            fields: self.fields.iter().filter_map(|fields| fields.get(format!("f:{key}"))).collect(),
        }
    }

    /// The place of an item of a list.
    pub(super) fn item(&self, index: usize, item: &Json) -> Self {
        let value = |list: &&'a Json| {
            let items = list.as_array()?;
            let identity = IDENTITIES.iter().find(|key| item.get(key).is_some());
            match identity {
                Some(key) => items.iter().find(|other| other.get(key) == item.get(key)),
                None => items.get(index),
            }
        };
        let fields = |fields: &&'a Json| {
            let mut entries = fields.as_object()?.iter();
            entries.find(|(key, _)| is_key_of(key, item)).map(|(_, below)| below)
        };
        Self {
            values: self.values.iter().filter_map(value).collect(),
            fields: self.fields.iter().filter_map(fields).collect(),
        }
    }
}

/// Whether a `k:{"name":"agent"}` of managed fields means an item; what was removed from the item is not asked for.
///
/// Source: `sigs.k8s.io/structured-merge-diff/v6/fieldpath/serialize-pe.go`.
fn is_key_of(key: &str, item: &Json) -> bool {
    let fields = key.strip_prefix("k:").and_then(|json| serde_json::from_str::<Json>(json).ok());
    let Some(Json::Object(fields)) = fields else { return false };
    fields.iter().all(|(key, value)| item.get(key).is_none_or(|own| own == value))
}
