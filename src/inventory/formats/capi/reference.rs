//! Objects that name each other.

use crate::inventory::formats::document::{Document, Documents, below};
use crate::yaml::Node;

/// Where a reference leads.
pub(super) enum Reference<'a> {
    /// There is none.
    None,
    /// To an object of the text.
    Here(&'a Document),
    /// To one that the text does not have.
    Elsewhere { kind: &'a str, name: &'a str },
}

/// The object that a reference (`{kind, name}`) at a way of keys names, if the text has it.
pub(super) fn referenced<'a>(root: Node<'a>, keys: &[&str], documents: &'a Documents) -> Reference<'a> {
    below(root, keys).map_or(Reference::None, |reference| follow(reference, documents))
}

/// The object that a reference names, if the text has it.
pub(super) fn follow<'a>(reference: Node<'a>, documents: &'a Documents) -> Reference<'a> {
    let text = |key| reference.get(key)?.as_str();
    let (Some(kind), Some(name)) = (text("kind"), text("name")) else { return Reference::None };
    let target = documents.iter().find(|document| document.kind == kind && document.name() == name);
    target.map_or(Reference::Elsewhere { kind, name }, Reference::Here)
}
