//! Node objects, as kubectl prints them: `List`, `NodeList`, single nodes; JSON or YAML. Only the fields that are read
//! are decoded.

use std::borrow::Cow;
use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::Deserialize;

use super::document::{Document, Documents, decode};
use super::error::{Fault, InventoryError};
use super::{Format, Found, Node};
use crate::placement::{Allocatable, Taint, TaintEffect};
use crate::yaml::SourceFile;

/// What writes the list.
pub(super) const COMMAND: &str = "kubectl get nodes -o json > nodes.json";

pub(super) static FORMAT: Format = Format { name: "kubectl node list", obtain: COMMAND, claims, read };

fn claims(document: &Document) -> bool {
    is_node(&document.api_version, &document.kind)
}

fn is_node(api_version: &str, kind: &str) -> bool {
    kind == "Node" && matches!(api_version, "v1" | "")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        found.nodes.push(decode::<Object<'_>>(&document.node)?.into());
    }
    Ok(())
}

/// A list, a Node, or an object of another kind, of which only the kind matters. Other fields are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    /// Set in a list only.
    #[serde(borrow, default)]
    items: Option<Vec<Object<'a>>>,
    #[serde(borrow, default)]
    api_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    spec: Option<Spec<'a>>,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Default, Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
    /// Set on a list that the server has not sent to its end.
    #[serde(borrow, default, rename = "continue")]
    next_page: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Spec<'a> {
    #[serde(borrow, default)]
    taints: Option<Vec<RawTaint<'a>>>,
}

#[derive(Deserialize)]
struct RawTaint<'a> {
    #[serde(borrow, default)]
    key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    value: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    effect: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    allocatable: Option<BTreeMap<String, Quantity>>,
}

/// The Nodes of a text that is JSON and holds nothing but Nodes, without a tree of located values: lists of 100,000
/// nodes are ordinary. `None`: read the text the general way, which also says what is wrong with it.
pub(super) fn pure_json(source: &SourceFile) -> Result<Option<Vec<Node>>, InventoryError> {
    if !source.text().trim_start().starts_with('{') {
        return Ok(None);
    }
    let mut nodes = Vec::new();
    for object in serde_json::Deserializer::from_str(source.text()).into_iter::<Object<'_>>() {
        match object {
            Ok(object) => {
                if !take(object, None, &mut nodes) {
                    return Ok(None);
                }
            }
            Err(error) if error.is_eof() => {
                let error = InventoryError {
                    line: Some(error.line()),
                    ..InventoryError::new(
                        source,
                        "ends in the middle: it was cut off",
                        format!("write it again, such as with: {COMMAND}"),
                    )
                };
                return Err(error);
            }
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(nodes).filter(|nodes| !nodes.is_empty()))
}

/// Takes the Nodes of an object; false if it holds something else.
fn take(mut object: Object<'_>, item_kind: Option<&str>, nodes: &mut Vec<Node>) -> bool {
    let Some(items) = object.items.take() else {
        let kind = object.kind.as_deref().or(item_kind).unwrap_or_default();
        let is_node = is_node(object.api_version.as_deref().unwrap_or_default(), kind);
        if is_node {
            nodes.push(object.into());
        }
        return is_node;
    };
    let is_page =
        object.metadata.and_then(|metadata| metadata.next_page).is_some_and(|token| !token.is_empty());
    let item_kind = object.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
    !is_page && items.into_iter().all(|item| take(item, Some(item_kind), nodes))
}

impl From<Object<'_>> for Node {
    fn from(object: Object<'_>) -> Self {
        let metadata = object.metadata.unwrap_or_default();
        let taints = object.spec.and_then(|spec| spec.taints).unwrap_or_default();
        let allocatable = object.status.and_then(|status| status.allocatable);
        Self {
            name: metadata.name.map(Cow::into_owned).unwrap_or_default(),
            labels: metadata.labels.unwrap_or_default(),
            taints: taints.into_iter().map(Taint::from).collect(),
            allocatable: allocatable.as_ref().map(Allocatable::from),
        }
    }
}

impl From<RawTaint<'_>> for Taint {
    fn from(taint: RawTaint<'_>) -> Self {
        Self {
            key: taint.key.map(Cow::into_owned).unwrap_or_default(),
            value: taint.value.map(Cow::into_owned).unwrap_or_default(),
            effect: TaintEffect::from(taint.effect.as_deref().unwrap_or_default()),
        }
    }
}
