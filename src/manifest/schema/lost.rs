//! Manifests that lost their indentation, as pastes from web pages do.

use crate::yaml::{Entry, FieldPath, Node, Span};

use super::{Ty, TypeRef};

/// The first key that stands at the top though it belongs below the key before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostIndentation {
    /// The key that lost its indentation.
    pub key: Span,
    /// Its name.
    pub name: String,
    /// The field that it belongs below.
    pub parent: FieldPath,
    /// The key of that field, which has no value.
    pub parent_key: Span,
}

/// Finds a document whose nested keys start in the column of its top-level keys.
///
/// The sign is a field without a value, followed by a key that the object does not have, but that field does
/// (`metadata:` and then `name: agent` below each other).
pub fn lost_indentation(node: Node<'_>, root: TypeRef) -> Option<LostIndentation> {
    let written = in_order(node);
    let lost = written.windows(2).find(|pair| root.field(&pair[1].key).is_none() && lost(pair, root))?;
    Some(LostIndentation {
        key: lost[1].key_span,
        name: lost[1].key.to_owned(),
        parent: FieldPath::root().entry(&lost[0].key),
        parent_key: lost[0].key_span,
    })
}

/// The top-level entries, repeated ones included, in the order of the text.
fn in_order(node: Node<'_>) -> Vec<Entry<'_>> {
    let Some(map) = node.as_map() else { return Vec::new() };
    let shadowed = map.shadowed().iter().map(|shadowed| shadowed.entry);
    let mut written: Vec<_> =
        map.entries.iter().chain(shadowed).filter(|entry| entry.merged.is_none()).collect();
    written.sort_by_key(|entry| entry.key_span.start);
    written
}

fn lost(pair: &[Entry<'_>], root: TypeRef) -> bool {
    let Some(field) = root.field(&pair[0].key) else { return false };
    let Ty::Ref(ty) = field.ty else { return false };
    pair[0].value.is_null() && ty.field(&pair[1].key).is_some()
}
