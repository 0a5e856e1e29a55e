//! Our own format: `version: 1` with `pools` and `nodes`. Strict, because it is written by hand for us alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::document::{Document, Documents, decode, decode_at};
use super::error::Fault;
use super::parts::{ARCH, Amounts, Count, EitherTaint, Labels, OS, Text, check_keys};
use super::{Format, Found};
use crate::inventory::node;
use crate::inventory::pool::{CountRange, LabelValues, NodePool};
use crate::placement::Taint;
use crate::yaml::{List, Node};

pub(super) static FORMAT: Format = Format {
    name: "pools file",
    obtain: "written by hand: version: 1, then pools: with name, labels, taints, count or min and max",
    claims,
    read,
};

const TOP_KEYS: &[&str] = &["version", "pools", "nodes"];
const POOL_KEYS: &[&str] = &[
    "name",
    "labels",
    "taints",
    "startupTaints",
    "count",
    "min",
    "max",
    "allocatable",
    "virtual",
    "os",
    "arch",
];
const NODE_KEYS: &[&str] = &["name", "labels", "taints", "allocatable"];

fn claims(document: &Document) -> bool {
    let is_list = |key| document.at(&[key]).and_then(Node::as_list).is_some();
    let has_version = document.at(&["version"]).is_some_and(Node::is_scalar);
    document.kind.is_empty()
        && document.api_version.is_empty()
        && (is_list("pools") || (has_version && is_list("nodes")))
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        check_version(document)?;
        check_keys(document.node(), TOP_KEYS)?;
        for node in items(document, "pools") {
            found.pools.push(pool(node)?);
        }
        for node in items(document, "nodes") {
            found.nodes.push(concrete(node)?);
        }
    }
    Ok(())
}

fn items<'a>(document: &'a Document, key: &str) -> List<'a> {
    document.at(&[key]).and_then(Node::as_list).unwrap_or_default()
}

fn check_version(document: &Document) -> Result<(), Fault> {
    let version: Option<Text> = decode_at(document.node(), &["version"])?;
    match version {
        Some(Text(version)) if version == "1" => Ok(()),
        Some(Text(version)) => {
            let place = document.at(&["version"]).map_or(document.span(), |node| node.span);
            Err(Fault::new(place, format!("version `{version}` of a pools file is not known; expected 1")))
        }
        None => Err(Fault::new(document.span(), "a pools file without a version").help("add: version: 1")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPool {
    name: Option<Text>,
    labels: Option<BTreeMap<String, Values>>,
    taints: Option<Vec<EitherTaint>>,
    startup_taints: Option<Vec<EitherTaint>>,
    count: Option<Count>,
    min: Option<Count>,
    max: Option<Count>,
    allocatable: Option<Amounts>,
    #[serde(rename = "virtual", default)]
    is_virtual: Option<bool>,
    os: Option<Text>,
    arch: Option<Text>,
}

#[derive(Deserialize)]
struct RawNode {
    name: Option<Text>,
    labels: Option<Labels>,
    taints: Option<Vec<EitherTaint>>,
    allocatable: Option<Amounts>,
}

/// A label's value, or the values that nodes of the pool may have.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a value, or a list of values")]
enum Values {
    One(Text),
    Several(Vec<Text>),
}

impl From<Values> for LabelValues {
    fn from(values: Values) -> Self {
        match values {
            Values::One(Text(value)) => Self::certain(value),
            Values::Several(values) => {
                Self::OneOf(values.into_iter().map(|value| value.0).collect::<BTreeSet<_>>())
            }
        }
    }
}

fn pool(node: Node<'_>) -> Result<NodePool, Fault> {
    check_keys(node, POOL_KEYS)?;
    let raw: RawPool = decode(node)?;
    let count = count(&raw, node)?;
    let Some(Text(name)) = raw.name.filter(|name| !name.0.is_empty()) else {
        return Err(Fault::new(node.span, "a pool without a name").help("add: name: …"));
    };
    let mut pool = NodePool::declared(&name, FORMAT.name, node.span);
    pool.count = count;
    pool.labels = raw.labels.into_iter().flatten().map(|(key, values)| (key, values.into())).collect();
    for (key, value) in [(OS, raw.os), (ARCH, raw.arch)] {
        if let Some(Text(value)) = value {
            pool.labels.insert(key.to_owned(), LabelValues::certain(value));
        }
    }
    pool.taints = bare(raw.taints);
    pool.startup_taints = bare(raw.startup_taints);
    pool.allocatable = raw.allocatable.and_then(Amounts::allocatable);
    pool.is_virtual = raw.is_virtual.unwrap_or_default();
    Ok(pool)
}

fn count(raw: &RawPool, node: Node<'_>) -> Result<CountRange, Fault> {
    let known = |count: Option<Count>| count.and_then(|count| count.0);
    let (count, min, max) = (known(raw.count), known(raw.min), known(raw.max));
    if count.is_some() && (min.is_some() || max.is_some()) {
        return Err(Fault::new(node.span, "count beside min or max").help("give one or the other"));
    }
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        return Err(Fault::new(node.span, format!("min {min} is above max {max}")));
    }
    Ok(CountRange { min: count.or(min), max: count.or(max) })
}

fn concrete(node: Node<'_>) -> Result<node::Node, Fault> {
    check_keys(node, NODE_KEYS)?;
    let raw: RawNode = decode(node)?;
    let labels = raw.labels.unwrap_or_default();
    Ok(node::Node {
        name: raw.name.unwrap_or_default().0,
        labels: labels.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        taints: bare(raw.taints),
        allocatable: raw.allocatable.and_then(Amounts::allocatable),
        ..node::Node::default()
    })
}

fn bare(taints: Option<Vec<EitherTaint>>) -> Vec<Taint> {
    taints.into_iter().flatten().map(|taint| taint.0).collect()
}
