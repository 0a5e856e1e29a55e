//! Node objects, as kubectl prints them: `List`, `NodeList`, single nodes; JSON or YAML. Only the fields that are read
//! are decoded.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::borrowed::Borrowed;
use super::condition::{Condition, is_ready};
use super::document::{Document, Documents, decode};
use super::error::{Fault, InventoryError};
use super::parts::Amounts;
use super::{Format, Found, Interest, json_list};
use crate::inventory::node::Node;
use crate::inventory::system::System;
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
        found.nodes.push(decode::<Object<'_>>(document.node())?.into_node(&Interest::everything()));
    }
    Ok(())
}

/// A Node, or an object of another kind, of which only the kind matters. Other fields are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    #[serde(borrow, default)]
    api_version: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    kind: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    spec: Option<Spec<'a>>,
    #[serde(borrow, default)]
    status: Option<Status<'a>>,
}

#[derive(Default, Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    name: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    labels: Option<BTreeMap<Borrowed<'a>, Borrowed<'a>>>,
}

#[derive(Deserialize)]
struct Spec<'a> {
    #[serde(borrow, default)]
    taints: Option<Vec<RawTaint<'a>>>,
}

#[derive(Deserialize)]
struct RawTaint<'a> {
    #[serde(borrow, default)]
    key: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    value: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    effect: Option<Borrowed<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    #[serde(default)]
    allocatable: Option<Amounts>,
    #[serde(borrow, default)]
    conditions: Option<Vec<Condition<'a>>>,
    #[serde(borrow, default)]
    node_info: Option<NodeInfo<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NodeInfo<'a> {
    #[serde(borrow, default)]
    os_image: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    kubelet_version: Option<Borrowed<'a>>,
}

/// The Nodes of a text that is JSON and holds nothing but Nodes, without a tree of located values: lists of 100,000
/// nodes are ordinary. `None`: read the text the general way, which also says what is wrong with it.
pub(super) fn pure_json(
    source: &SourceFile,
    interest: &Interest,
) -> Result<Option<Vec<Node>>, InventoryError> {
    let make = |item_kind: &str, text: &str| from_json(text, item_kind, interest).ok().flatten();
    let nodes = json_list::map(source, COMMAND, make)?;
    Ok(nodes.filter(|nodes| !nodes.is_empty()))
}

/// One Node in JSON, of the kind that its list implies if it names none; `None` if it is of another kind.
pub(super) fn from_json(
    text: &str,
    item_kind: &str,
    interest: &Interest,
) -> serde_json::Result<Option<Node>> {
    let object = serde_json::from_str::<Object<'_>>(text)?;
    let kind = object.kind.as_deref().unwrap_or(item_kind);
    let is_node = is_node(object.api_version.as_deref().unwrap_or_default(), kind);
    Ok(is_node.then(|| object.into_node(interest)))
}

impl Object<'_> {
    fn into_node(self, interest: &Interest) -> Node {
        let metadata = self.metadata.unwrap_or_default();
        let taints = self.spec.and_then(|spec| spec.taints).unwrap_or_default();
        let status = self.status;
        let labels = metadata.labels.unwrap_or_default().into_iter();
        let labels = labels.filter(|(key, _)| interest.covers(key));
        let labels = labels.map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
        let info = status.as_ref().and_then(|status| status.node_info.as_ref());
        let system = System::of_node(
            info.and_then(|info| info.os_image.as_deref()),
            info.and_then(|info| info.kubelet_version.as_deref()),
            &labels,
        );
        Node {
            system,
            name: metadata.name.map(Borrowed::into_owned).unwrap_or_default(),
            labels,
            taints: taints.into_iter().map(Taint::from).collect(),
            ready: status.as_ref().and_then(|status| is_ready(status.conditions.as_deref()?)),
            allocatable: status
                .and_then(|status| status.allocatable)
                .map(|amounts| Allocatable::from(&amounts.into())),
        }
    }
}

impl From<RawTaint<'_>> for Taint {
    fn from(taint: RawTaint<'_>) -> Self {
        Self {
            key: taint.key.map(Borrowed::into_owned).unwrap_or_default(),
            value: taint.value.map(Borrowed::into_owned).unwrap_or_default(),
            effect: TaintEffect::from(taint.effect.as_deref().unwrap_or_default()),
        }
    }
}
