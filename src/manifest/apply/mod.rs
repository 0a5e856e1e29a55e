//! What `kubectl apply` makes of a live DaemonSet: the three-way strategic merge.
//!
//! Fields that the last apply wrote and the manifest no longer names are deleted, the manifest's fields win, all others
//! stay. The steps are those of kubectl and the server, so that their corner cases come out alike: a patch is made
//! (`CreateThreeWayMergePatch`) and applied (`StrategicMergePatch`), both in `pkg/util/strategicpatch/patch.go` of
//! apimachinery 0.37. Patches of the manifest's own (`$patch`) never come here: they are no whole manifests.

mod diff;
mod merge;
mod order;
mod patch;
mod strategy;

use serde_json::Value;

use super::schema::{self, Ty};
use diff::Compared;
use merge::Mode;
pub(crate) use patch::MergeError;
use patch::Object;
pub(super) use strategy::{merged, type_of, type_of_items};

/// The annotation in which `kubectl apply` keeps what it applied last.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What `kubectl apply` wrote last, if the object was made by it.
pub(crate) fn last_applied(live: &Value) -> Option<Value> {
    let text = live.get("metadata")?.get("annotations")?.get(LAST_APPLIED)?.as_str()?;
    serde_json::from_str(text).ok().filter(Value::is_object)
}

/// What `kubectl apply` makes of a live DaemonSet, before the server fills in defaults; see
/// [`stored`](super::stored::stored). Nothing is deleted from an object that was not made by `kubectl apply`.
///
/// # Errors
/// Says what kubectl or the server stumbles over.
pub fn apply(live: &Value, manifest: &Value) -> Result<Value, MergeError> {
    let (Value::Object(live_fields), Value::Object(manifest)) = (live, manifest) else {
        return Err(MergeError::NotAnObject);
    };
    let Some(root) = schema::root("apps/v1", "DaemonSet") else { return Err(MergeError::NotAnObject) };
    let ty = Ty::Ref(root);
    let applied = match last_applied(live) {
        Some(Value::Object(applied)) => applied,
        _ => Object::new(),
    };
    let delta = diff::objects(live_fields, manifest, &ty, Compared::WITHOUT_DELETIONS)?;
    let mut patch = diff::objects(&applied, manifest, &ty, Compared::DELETIONS)?;
    merge::objects(&mut patch, delta, &ty, Mode::Patches)?;
    let mut merged = live_fields.clone();
    merge::objects(&mut merged, patch, &ty, Mode::Object)?;
    Ok(Value::Object(merged))
}

#[cfg(test)]
mod tests;
