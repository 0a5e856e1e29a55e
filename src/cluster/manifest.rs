//! Live objects as the YAML of a manifest.

use serde_json::Value;

use super::kind::Resource;

/// The object as YAML, without what only a server writes.
pub(super) fn text(mut object: Value, resource: &Resource) -> String {
    let api_version = match resource.group {
        "" => resource.version.to_owned(),
        group => format!("{group}/{}", resource.version),
    };
    if let Some(fields) = object.as_object_mut() {
        fields.insert("apiVersion".to_owned(), api_version.into());
        fields.insert("kind".to_owned(), resource.kind.into());
        fields.remove("status");
        if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
    }
    serde_yaml::to_string(&object).unwrap_or_default()
}
