//! DaemonSets that an operator writes: it knows what it does with their pods.

use super::purpose::{Purpose, purpose};
use crate::lint::engine::context::Context;
use crate::lint::engine::placeholder::is_operator_asset;
use crate::lint::knowledge::agent_words::words;

/// The label that names what manages an object.
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";

/// Whether the labels of a workload, or an owner, say that an operator manages it.
pub(crate) fn is_of_operator(cx: &Context<'_>) -> bool {
    let Some(daemon_set) = cx.object.daemon_set() else { return false };
    let metadata = &daemon_set.metadata;
    let manager = metadata.labels.as_ref().and_then(|labels| labels.get(MANAGED_BY));
    manager.is_some_and(|manager| manager.ends_with("operator"))
        || metadata.owner_references.as_ref().is_some_and(|owners| !owners.is_empty())
}

/// Whether something is known to delete the pods of a workload when their time has come: an operator (by labels, by an image
/// that it fills in, by its name beside the manifest), or whoever drains nodes for a driver of hardware.
pub(crate) fn is_updated_by_another(cx: &Context<'_>) -> bool {
    let file = cx.run.set.files[cx.object.file].name();
    let near = file.rsplit('/').take(3);
    let mut names =
        near.chain([cx.object.id.namespace.as_deref(), cx.object.id.name.as_deref()].into_iter().flatten());
    is_of_operator(cx)
        || cx.pod_spec().is_some_and(is_operator_asset)
        || names.any(|name| words(name).any(|word| word == "operator"))
        || purpose(cx) == Purpose::Hardware
}
