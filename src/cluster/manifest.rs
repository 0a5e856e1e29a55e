//! Objects as manifests.

use serde_json::Value as Json;

use super::kind::Resource;
use crate::manifest::manifest_of;

/// The manifest of an object of the server. Items of lists do not say what they are: that is taken from the resource.
pub(super) fn text(mut object: Json, resource: &Resource) -> String {
    let Resource { kind, group, version, .. } = resource;
    if let Some(fields) = object.as_object_mut() {
        let api_version = if group.is_empty() { (*version).to_owned() } else { format!("{group}/{version}") };
        fields.insert("apiVersion".to_owned(), Json::from(api_version));
        fields.insert("kind".to_owned(), Json::from(*kind));
    }
    manifest_of(object)
}
