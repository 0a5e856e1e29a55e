//! KWOK: the template from which kwokctl makes fake nodes. Fake Nodes themselves are ordinary Node objects.

use serde::Deserialize;

use super::document::{Document, Documents, decode, decode_at};
use super::error::Fault;
use super::parts::{Amounts, Labels, TaintFields, Text};
use super::{Format, Found};
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

pub(super) static FORMAT: Format = Format {
    name: "KWOK KwokctlResource",
    obtain: "the KwokctlResource of kind Node that kwokctl scale is given",
    claims,
    read,
};

#[derive(Deserialize)]
struct Template {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    labels: Option<Labels>,
}

#[derive(Default, Deserialize)]
struct Spec {
    #[serde(default)]
    taints: Option<Vec<TaintFields>>,
}

/// A resource whose template makes Nodes.
fn claims(document: &Document) -> bool {
    document.is("config.kwok.x-k8s.io", "KwokctlResource")
        && template(document).is_some_and(|text| text.lines().any(|line| line.trim_end() == "kind: Node"))
}

fn template(document: &Document) -> Option<&str> {
    document.text_at(&["template"])
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        found.pools.push(pool(document)?);
    }
    Ok(())
}

/// Labels and taints are those of the template with the parameters filled in, as far as that is plain; resources are
/// those of the parameters.
///
/// `kustomize/kwokctl/resource/node.yaml` of kwok, 0.7: `kwokctl scale node --replicas` says how many there are.
fn pool(document: &Document) -> Result<NodePool, Fault> {
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span());
    let filled = fill(template(document).unwrap_or_default(), document.at(&["parameters"]));
    let place = document.at(&["template"]).map_or(document.span(), |node| node.span);
    let inner = Documents::embedded(&filled).map_err(|fault| fault.moved_to(place))?;
    for node in inner.iter().filter(|inner| inner.kind == "Node") {
        let template: Template = decode(node.node()).map_err(|fault| fault.moved_to(place))?;
        pool.add_labels(&template.metadata.labels.unwrap_or_default());
        pool.add_taints(template.spec.taints.into_iter().flatten().map(|taint| taint.0));
    }
    let amounts: Option<Amounts> = decode_at(document.node(), &["parameters", "allocatable"])?;
    pool.allocatable = amounts.and_then(Amounts::allocatable);
    Ok(pool)
}

/// The template with its parameters in place; lines that need more than that are left out.
fn fill(template: &str, parameters: Option<Node<'_>>) -> String {
    let lines = template.lines().filter_map(|line| fill_line(line, parameters));
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn fill_line(line: &str, parameters: Option<Node<'_>>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (expression, after) = behind.split_once("}}")?;
        filled.push_str(before);
        filled.push_str(&value(expression.trim(), parameters)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// The value of `.nodeInfo.architecture`.
fn value(expression: &str, parameters: Option<Node<'_>>) -> Option<String> {
    let keys = expression.strip_prefix('.')?.split('.');
    let value = keys.into_iter().try_fold(parameters?, |node, key| node.get(key))?;
    decode::<Text>(value).ok().map(|text| text.0)
}
