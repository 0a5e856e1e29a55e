//! Node objects, as kubectl prints them: `List`, `NodeList`, single nodes; JSON or YAML. Only the fields that are read
//! are decoded.

use std::borrow::Cow;
use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::Deserialize;

use super::{InventoryError, Node};
use crate::manifest::decode;
use crate::placement::{Allocatable, Taint, TaintEffect};
use crate::yaml::{self, Limits, SourceFile};

/// A list, a Node, or an object of another kind, of which only the kind matters. Other fields are passed over.
#[derive(Deserialize)]
struct Object<'a> {
    /// Set in a list only.
    #[serde(borrow, default)]
    items: Option<Vec<Object<'a>>>,
    #[serde(borrow, default)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    spec: Option<Spec<'a>>,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Deserialize)]
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

/// Reads the Nodes of a text.
pub(super) fn read(source: &SourceFile) -> Result<Vec<Node>, InventoryError> {
    let mut reader = Reader { source, nodes: Vec::new(), others: BTreeMap::new() };
    if source.text().trim_start().starts_with('{') {
        reader.json()?;
    } else {
        reader.yaml()?;
    }
    reader.finish()
}

struct Reader<'a> {
    source: &'a SourceFile,
    nodes: Vec<Node>,
    /// What else the text holds: kinds and their number.
    others: BTreeMap<String, usize>,
}

impl<'a> Reader<'a> {
    fn json(&mut self) -> Result<(), InventoryError> {
        for document in serde_json::Deserializer::from_str(self.source.text()).into_iter::<Object<'a>>() {
            match document {
                Ok(document) => self.document(document)?,
                Err(error) => return Err(self.json_error(&error)),
            }
        }
        Ok(())
    }

    fn json_error(&self, error: &serde_json::Error) -> InventoryError {
        let problem = if error.is_eof() {
            "ends in the middle of the list: it was cut off".to_owned()
        } else {
            format!("is no list of nodes: {error}")
        };
        InventoryError { line: Some(error.line()), ..InventoryError::new(self.source, problem) }
    }

    fn yaml(&mut self) -> Result<(), InventoryError> {
        // A list of 5,000 nodes has a million values; it is as trusted as the cluster it comes from.
        let limits = Limits { nodes: 100_000_000, ..Limits::default() };
        for document in yaml::load(self.source, &limits) {
            let node = document.content.map_err(|error| {
                InventoryError::new(self.source, format!("is no list of nodes: {}", error.message))
                    .at(self.source, error.span.start)
            })?;
            let Some(node) = node else { continue };
            match decode::from_node(&node) {
                Ok(document) => self.document(document)?,
                Err(error) => {
                    let problem = format!("is no list of nodes: {error}");
                    return Err(InventoryError::new(self.source, problem).at(self.source, node.span.start));
                }
            }
        }
        Ok(())
    }

    fn document(&mut self, mut object: Object<'_>) -> Result<(), InventoryError> {
        let Some(items) = object.items.take() else {
            self.object(object, None);
            return Ok(());
        };
        if object.metadata.and_then(|metadata| metadata.next_page).is_some_and(|token| !token.is_empty()) {
            let problem = "is only the first page of the list: it has a continue token";
            return Err(InventoryError::new(self.source, problem));
        }
        let item_kind = object.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
        for item in items {
            self.object(item, Some(item_kind));
        }
        Ok(())
    }

    fn object(&mut self, object: Object<'_>, item_kind: Option<&str>) {
        let kind = object.kind.as_deref().or(item_kind).unwrap_or_default();
        if kind == "Node" {
            self.nodes.push(object.into());
        } else {
            *self.others.entry(kind.to_owned()).or_default() += 1;
        }
    }

    fn finish(self) -> Result<Vec<Node>, InventoryError> {
        if !self.nodes.is_empty() {
            return Ok(self.nodes);
        }
        let kinds = self.others.iter().map(|(kind, count)| match kind.as_str() {
            "" => format!("{count} of no kind"),
            kind => format!("{count} {kind}"),
        });
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let problem = if kinds.is_empty() {
            "is an empty list".to_owned()
        } else {
            format!("holds no Node, but {kinds}")
        };
        Err(InventoryError::new(self.source, problem))
    }
}

impl From<Object<'_>> for Node {
    fn from(object: Object<'_>) -> Self {
        let metadata = object.metadata.unwrap_or(Metadata { name: None, labels: None, next_page: None });
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
