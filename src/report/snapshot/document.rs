//! The snapshot as it is written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use super::fold::{Groups, Labels, Names, Own, Shared};
use super::taken::Sum;
use crate::placement::{Allocatable, Quantity, Taint, Units};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// Whether what pods take is in it: without it nodes count as empty because nobody asked.
    #[serde(skip_serializing_if = "is_false")]
    with_pods: bool,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a Labels<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocatable: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    daemon_sets: BTreeMap<&'a str, Taken>,
    #[serde(flatten)]
    members: Option<Members<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nodes: Vec<Part<'a>>,
}

/// Nodes of a group that have something of their own.
#[derive(Serialize)]
struct Part<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a Labels<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ready: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<Taken>,
    #[serde(flatten)]
    members: Members<'a>,
}

/// Which nodes, or how many.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Members<'a> {
    Names(&'a Names<'a>),
    Count(usize),
}

/// What pods take on each node.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Taken {
    #[serde(skip_serializing_if = "Option::is_none")]
    pods: Option<i64>,
    #[serde(skip_serializing_if = "Mapping::is_empty")]
    requests: Mapping,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    host_ports: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl<'a> Document<'a> {
    pub(super) fn new(groups: &'a Groups<'a>, with_pods: bool, anonymize: bool) -> Self {
        let groups = groups.iter().map(|(shared, nodes)| Group::new(shared, nodes, anonymize));
        Self { api_version: "daemonset-lint/v1", kind: "NodeSnapshot", with_pods, groups: groups.collect() }
    }
}

impl<'a> Group<'a> {
    fn new(shared: &'a Shared<'a>, nodes: &'a BTreeMap<Own<'a>, Names<'a>>, anonymize: bool) -> Self {
        let members = |names: &'a Names<'a>| {
            if anonymize { Members::Count(names.len()) } else { Members::Names(names) }
        };
        let daemon_sets = shared.daemon_sets.iter();
        let mut group = Self {
            labels: &shared.labels,
            taints: shared.taints.iter().map(taint).collect(),
            allocatable: shared.allocatable.map(allocatable),
            daemon_sets: daemon_sets.map(|(name, sum)| (name.as_str(), Taken::of_daemon_set(sum))).collect(),
            members: None,
            nodes: Vec::new(),
        };
        for (own, names) in nodes {
            if *own == Own::default() {
                group.members = Some(members(names));
                continue;
            }
            group.nodes.push(Part {
                labels: &own.labels,
                taints: own.taints.iter().map(taint).collect(),
                ready: own.unready.then_some(false),
                used: own.used.as_ref().map(Taken::new),
                members: members(names),
            });
        }
        group
    }
}

impl Taken {
    fn new(sum: &Sum) -> Self {
        Self {
            pods: Some(sum.pods),
            requests: amounts(&sum.units),
            host_ports: sum.host_ports.iter().map(ToString::to_string).collect(),
        }
    }

    /// As a rule a DaemonSet has one pod on a node, which goes without saying.
    fn of_daemon_set(sum: &Sum) -> Self {
        let taken = Self::new(sum);
        Self { pods: taken.pods.filter(|pods| *pods != 1), ..taken }
    }
}

/// A taint as kubectl prints it, or in its parts where that text would be read as something else.
fn taint(taint: &Taint) -> Value {
    let is_plain = |text: &str| {
        text.chars().all(|character| character.is_ascii_alphanumeric() || "-_./".contains(character))
    };
    if is_plain(&taint.key) && is_plain(&taint.value) {
        return Value::from(taint.to_string());
    }
    let parts = [("key", &*taint.key), ("value", &*taint.value), ("effect", taint.effect.as_str())];
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    Value::Mapping(parts.map(|(key, text)| (Value::from(key), Value::from(text))).collect())
}

fn allocatable(allocatable: &Allocatable) -> Value {
    let mut written = amounts(&allocatable.units);
    if allocatable.pods != 0 {
        written.insert(Value::from("pods"), Value::from(allocatable.pods));
    }
    Value::Mapping(written)
}

/// Amounts in canonical form. No cpu, memory or storage is the same as 0 of it.
fn amounts(units: &Units) -> Mapping {
    let named = |resource: &str| units.scalars.contains_key(resource);
    let written = units.iter().filter(|(resource, amount)| *amount != 0 || named(resource));
    written
        .map(|(resource, amount)| (Value::from(resource), number(Units::quantity(resource, amount))))
        .collect()
}

/// A quantity, as a number where it is a whole one without a suffix.
fn number(quantity: Quantity) -> Value {
    let text = quantity.to_string();
    text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
}
