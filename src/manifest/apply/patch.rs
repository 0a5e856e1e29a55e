//! What a strategic merge patch consists of.

use serde_json::{Map, Value};

/// In a patch: what to do with the object that holds it.
pub(super) const DIRECTIVE: &str = "$patch";
/// In a patch: the fields that the object keeps.
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
/// In a patch, before the name of a list: the order of its items.
pub(super) const ORDER: &str = "$setElementOrder/";

/// The fields of an object.
pub(super) type Object = Map<String, Value>;

/// A patch that cannot be made or applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// An item of a list that is merged by a key does not have it.
    #[error("an item has no {0}, by which the list is merged")]
    NoMergeKey(&'static str),
    /// Something is no object that has to be one.
    #[error("not an object")]
    NotAnObject,
}
