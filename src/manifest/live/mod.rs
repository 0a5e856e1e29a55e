//! Objects of a live cluster as the manifests that somebody could have applied.

mod defaults;
mod order;
mod written;

use serde_json::Value as Json;

use self::written::{LAST_APPLIED, Written};
use crate::yaml;

/// What the API server writes into `metadata`.
///
/// Source: `ObjectMeta` of `k8s.io/apimachinery/pkg/apis/meta/v1/types.go`, 1.37. Owner references go too: they name their
/// owner by an id that means nothing in a file.
const OF_THE_SERVER: [&str; 8] = [
    "managedFields",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "ownerReferences",
];

/// What `kubectl apply` and the DaemonSet strategy keep in annotations, and the label that every namespace gets.
///
/// Source: `LastAppliedConfigAnnotation` of `k8s.io/api/core/v1/annotation_key_constants.go`, `DeprecatedTemplateGeneration`
/// of `k8s.io/api/apps/v1/types.go`, `SetDefaults_Namespace` of `pkg/apis/core/v1/defaults.go`, 1.37.
const BOOKKEEPING: [(&str, &str); 3] = [
    ("annotations", LAST_APPLIED),
    ("annotations", "deprecated.daemonset.template.generation"),
    ("labels", "kubernetes.io/metadata.name"),
];

/// An object as its server returned it, as a manifest: without what the server wrote into it, which means the same when it is
/// applied. What the author is known to have written stays, be it what the server would have filled in.
pub fn manifest_of(mut object: Json) -> String {
    let written = written::sources(&object);
    clean(&mut object, &Written::new(&written));
    yaml::write(&object, order::compare)
}

fn clean(object: &mut Json, written: &Written<'_>) {
    let kind = object.get("kind").and_then(Json::as_str).unwrap_or_default().to_owned();
    if let Some(fields) = object.as_object_mut() {
        fields.remove("status");
    }
    if let Some(metadata) = object.get_mut("metadata") {
        clean_metadata(metadata);
    }
    if let Some(template) = object.pointer_mut("/spec/template") {
        if let Some(metadata) = template.get_mut("metadata") {
            clean_metadata(metadata);
        }
        remove_empty(template, "metadata");
    }
    defaults::remove(object, &kind, written);
}

fn clean_metadata(metadata: &mut Json) {
    if let Some(fields) = metadata.as_object_mut() {
        fields.retain(|key, _| !OF_THE_SERVER.contains(&key.as_str()));
    }
    for (map, key) in BOOKKEEPING {
        if let Some(pairs) = metadata.get_mut(map).and_then(Json::as_object_mut) {
            pairs.remove(key);
        }
        remove_empty(metadata, map);
    }
}

/// Removes a field that holds nothing any more.
fn remove_empty(object: &mut Json, key: &str) {
    let Some(fields) = object.as_object_mut() else { return };
    if fields.get(key).and_then(Json::as_object).is_some_and(serde_json::Map::is_empty) {
        fields.remove(key);
    }
}
