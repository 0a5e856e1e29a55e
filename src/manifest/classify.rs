//! What a document is, before anything is typed: its kind, a list, a template, a patch.

use super::id::ObjectId;
use crate::yaml::{Document, FieldPath, Node, Value};

/// Type and name as written.
pub(super) fn identify(node: Node<'_>) -> ObjectId {
    let text = |node: Option<Node<'_>>| node.and_then(Node::as_str).map(str::to_owned);
    let metadata = node.get("metadata");
    let field = |key| text(metadata.and_then(|metadata| metadata.get(key)));
    ObjectId {
        api_version: text(node.get("apiVersion")).unwrap_or_default(),
        kind: text(node.get("kind")).unwrap_or_default(),
        namespace: field("namespace").filter(|namespace| !namespace.is_empty()),
        name: field("name").or_else(|| field("generateName")),
    }
}

/// Whether kubectl takes the document apart: `List`, or a kind that ends in `List` and has `items`.
///
/// Source: `k8s.io/apimachinery/pkg/runtime` `UnstructuredList` decoding, 1.34.
pub(super) fn is_list(id: &ObjectId, node: Node<'_>) -> bool {
    id.kind.ends_with("List") && node.get("items").and_then(Node::as_list).is_some()
}

/// The items of a list; items of a typed list may leave out what the list already says.
pub(super) fn take_items(list: &Document, list_id: &ObjectId) -> Vec<(Document, ObjectId)> {
    let item_kind = list_id.kind.strip_suffix("List").unwrap_or_default();
    let identified = list.items("items").into_iter().map(|item| {
        let mut id = identify(item.root());
        if !item_kind.is_empty() && id.kind.is_empty() {
            item_kind.clone_into(&mut id.kind);
            id.api_version.clone_from(&list_id.api_version);
        }
        (item, id)
    });
    identified.collect()
}

/// Whether the object holds `{{` where no manifest can: in its name or in an image.
///
/// Braces in arguments or annotations are ordinary text; many agents take Go templates there.
pub(super) fn is_template(node: Node<'_>, id: &ObjectId) -> bool {
    let braces = |text: &str| text.contains("{{");
    id.name.as_deref().is_some_and(braces)
        || id.namespace.as_deref().is_some_and(braces)
        || containers(node).any(|container| container.get("image").and_then(Node::as_str).is_some_and(braces))
}

/// Whether the object is a patch for another one (strategic merge, overlay) and not an object of its own.
///
/// It counts as complete if it could have run as `extensions/v1beta1` did: labels to derive a selector from, and an image in
/// every container. A selector stands for the images, so that one that was forgotten is told, but not for the labels as well:
/// the API leaves the image optional for patches.
pub(super) fn is_partial(node: Node<'_>, id: &ObjectId) -> bool {
    if has_directive(node) {
        return true;
    }
    match node.get("spec") {
        // A patch that says nothing of the spec has something else to say.
        None if !id.api_version.is_empty() => return !is_bare(node),
        None => return false,
        // Neither can be merged into anything.
        Some(spec) if spec.as_map().is_none_or(|map| map.entries.is_empty()) => return false,
        Some(_) => {}
    }
    if id.api_version.is_empty() {
        return false;
    }
    let labels = node.at(&FieldPath::parse("spec.template.metadata.labels")).and_then(Node::as_map);
    let has_labels = labels.is_some_and(|labels| !labels.entries.is_empty());
    let lacks_image = containers(node).any(|container| container.get("image").is_none());
    if node.at(&FieldPath::parse("spec.selector")).is_some() {
        return lacks_image && !has_labels;
    }
    !has_labels || lacks_image || containers(node).next().is_none()
}

/// Whether no container says anything of its image: an overlay that repeats selector and labels, as far as can be told.
pub(crate) fn is_without_images(node: Node<'_>) -> bool {
    let mut containers = containers(node).peekable();
    containers.peek().is_some() && containers.all(|container| container.get("image").is_none())
}

/// Whether nothing but its name is written of an object.
fn is_bare(node: Node<'_>) -> bool {
    let has_only = |node: Node<'_>, known: &[&str]| {
        node.as_map().is_none_or(|map| map.entries.iter().all(|entry| known.contains(&entry.key)))
    };
    has_only(node, &["apiVersion", "kind", "metadata"])
        && node.get("metadata").is_none_or(|metadata| has_only(metadata, &["name", "namespace"]))
}

/// Whether a directive of the strategic merge patch stands anywhere in the object.
fn has_directive(node: Node<'_>) -> bool {
    match node.value {
        Value::Map(map) => map.entries.iter().any(|entry| {
            entry.key == "$patch"
                || entry.key == "$retainKeys"
                || entry.key.starts_with("$deleteFromPrimitiveList")
                || entry.key.starts_with("$setElementOrder")
                || has_directive(entry.value)
        }),
        Value::List(items) => items.iter().any(has_directive),
        _ => false,
    }
}

fn containers(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let spec = node.at(&FieldPath::parse("spec.template.spec"));
    let lists = ["containers", "initContainers"].into_iter().filter_map(move |key| spec?.get(key)?.as_list());
    lists.flatten()
}
