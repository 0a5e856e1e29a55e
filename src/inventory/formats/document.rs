//! A text as documents: parsed once, items of lists taken out.

use serde::Deserialize;

use super::error::{Fault, InventoryError};
use crate::manifest::decode;
use crate::yaml::{self, FieldPath, Limits, Node, Segment, SourceFile, Span, Style, SyntaxError};

/// One object of a text: a document, or an item of a list.
#[derive(Debug)]
pub(super) struct Document {
    content: yaml::Document,
    /// `apiVersion`, or `""`.
    pub(super) api_version: String,
    /// `kind`, or `""`.
    pub(super) kind: String,
}

impl Document {
    fn new(content: yaml::Document) -> Self {
        let text = |key| content.root().get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        Self { api_version: text("apiVersion"), kind: text("kind"), content }
    }

    pub(super) fn node(&self) -> Node<'_> {
        self.content.root()
    }

    /// Whether the object is of a kind of an API group, in whatever version.
    pub(super) fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    /// The API group: `apiVersion` without the version; `""` for core objects.
    pub(super) fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// `metadata.name`, or `""`.
    pub(super) fn name(&self) -> &str {
        self.text_at(&["metadata", "name"]).unwrap_or_default()
    }

    /// The value at a way of keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<Node<'_>> {
        below(self.node(), keys)
    }

    /// The text at a way of keys.
    pub(super) fn text_at(&self, keys: &[&str]) -> Option<&str> {
        self.at(keys).and_then(Node::as_str)
    }

    pub(super) fn span(&self) -> Span {
        self.node().span
    }
}

/// The value at a way of keys below a node.
pub(super) fn below<'a>(node: Node<'a>, keys: &[&str]) -> Option<Node<'a>> {
    keys.iter().try_fold(node, |node, key| node.get(key))
}

/// Decodes a value into a narrow type of our own; a value that does not fit is a fault at its own place.
pub(super) fn decode<'de, T: Deserialize<'de>>(node: Node<'de>) -> Result<T, Fault> {
    decode_below(node, FieldPath::root())
}

/// Decodes the value at a way of keys; `None` if it is not there or null.
pub(super) fn decode_at<'de, T: Deserialize<'de>>(
    node: Node<'de>,
    keys: &[&str],
) -> Result<Option<T>, Fault> {
    let way = keys.iter().fold(FieldPath::root(), |path, key| path.entry(key));
    match below(node, keys) {
        Some(value) if !value.is_null() => decode_below(value, way).map(Some),
        _ => Ok(None),
    }
}

fn decode_below<'de, T: Deserialize<'de>>(node: Node<'de>, way: FieldPath) -> Result<T, Fault> {
    decode::from_node(node).map_err(|error| {
        let place = node.at(&error.path()).unwrap_or(node);
        let path = error.path().segments().iter().fold(way, |path, step| match step {
            Segment::Key(key) => path.entry(key),
            Segment::Index(index) => path.index(*index),
        });
        let path = path.to_string();
        let colon = if path.is_empty() { "" } else { ": " };
        Fault::new(place.span, format!("{path}{colon}{error}"))
    })
}

/// All objects of a text, in its order.
#[derive(Debug)]
pub(super) struct Documents {
    all: Vec<Document>,
}

impl Documents {
    pub(super) fn load(source: &SourceFile) -> Result<Self, InventoryError> {
        // A list of 5,000 nodes has a million values; it is as trusted as the cluster it comes from.
        let limits = Limits { nodes: 100_000_000, ..Limits::default() };
        let mut documents = Self { all: Vec::new() };
        for document in yaml::load(source, &limits) {
            let content = document.content.map_err(|error| broken(source, error))?;
            let Some(content) = content else { continue };
            documents.take(content).map_err(|fault| fault.within(source, "a list"))?;
        }
        Ok(documents)
    }

    /// Documents of a text that stands in another one; its spans count from the start of the inner text.
    pub(super) fn embedded(text: &str) -> Result<Self, Fault> {
        let source = SourceFile::new("", text);
        let mut documents = Self { all: Vec::new() };
        for document in yaml::load(&source, &Limits::default()) {
            match document.content {
                Ok(Some(content)) => documents.take(content)?,
                Ok(None) => {}
                Err(error) => {
                    return Err(Fault::new(error.span, format!("cannot be read: {}", error.message)));
                }
            }
        }
        Ok(documents)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.all.iter()
    }

    /// The objects of a kind of an API group.
    pub(super) fn of<'a>(&'a self, group: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Document> {
        self.iter().filter(move |document| document.is(group, kind))
    }

    /// Adds a document, or the items of one that is a list.
    fn take(&mut self, content: yaml::Document) -> Result<(), Fault> {
        if content.root().as_list().is_some() {
            // What `jq '.items'` leaves of a list.
            return content.elements().into_iter().try_for_each(|item| self.take(item));
        }
        let document = Document::new(content);
        if is_cut_off(&document) {
            let end = Span::at(document.span().end);
            let fault = Fault::new(end, "ends in the middle: the list has apiVersion and items, but no kind");
            return Err(fault.help("write it again, as a whole: kubectl get … -o json"));
        }
        let Some(item_kind) = item_kind(&document) else {
            self.all.push(document);
            return Ok(());
        };
        let item_kind = item_kind.to_owned();
        let next_page = document.text_at(&["metadata", "continue"]).unwrap_or_default();
        if !next_page.is_empty() {
            let fault =
                Fault::new(document.span(), "is only the first page of the list: it has a continue token");
            return Err(fault.help("write all of it: kubectl get … -o json (without --raw, without limit)"));
        }
        for item in document.content.items("items") {
            let from = self.all.len();
            self.take(item)?;
            for item in self.all.iter_mut().skip(from).filter(|item| item.kind.is_empty()) {
                item.kind.clone_from(&item_kind);
                item.api_version.clone_from(&document.api_version);
            }
        }
        Ok(())
    }
}

/// Whether the text ends within a list as kubectl writes it: in YAML the keys stand in the order of their names, `kind` behind
/// the items. Each whole line of such a list ends a text that reads well.
fn is_cut_off(document: &Document) -> bool {
    let root = document.node();
    let is_list = root.get("apiVersion").is_some() && root.get("items").is_some();
    is_list && root.get("kind").is_none() && root.style == Style::Block
}

/// The kind of items that do not name theirs, if the document is a list (`List`, `NodeList`, or `items` without a kind).
fn item_kind(document: &Document) -> Option<&str> {
    document.node().get("items").and_then(Node::as_list)?;
    if document.kind.is_empty() { Some("") } else { document.kind.strip_suffix("List") }
}

fn broken(source: &SourceFile, error: SyntaxError) -> InventoryError {
    let help = if source.text().contains("{{") {
        "render the template, and give what comes out".to_owned()
    } else {
        error.help.unwrap_or_else(|| "correct the text".to_owned())
    };
    InventoryError::new(source, format!("cannot be read: {}", error.message), help)
        .at(source, error.span.start)
}
