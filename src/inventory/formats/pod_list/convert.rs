//! From raw fields to those of the API types.

use crate::inventory::formats::borrowed::Borrowed;

/// A text that may be missing.
pub(super) type Str<'a> = Option<Borrowed<'a>>;

pub(super) fn owned(text: Str<'_>) -> Option<String> {
    text.map(Borrowed::into_owned)
}

pub(super) fn text(text: Str<'_>) -> String {
    owned(text).unwrap_or_default()
}

pub(super) fn all<T, U: From<T>>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}
