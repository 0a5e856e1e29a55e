//! Snapshots, as `kubectl daemonset-lint snapshot` writes them (`report/snapshot`). Strict, because the format is ours
//! alone.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::document::{Document, Documents, decode};
use super::error::Fault;
use super::parts::{Amounts, Count, EitherTaint, Labels, Text, check_keys};
use super::{Format, Found};
use crate::inventory::node;
use crate::placement::{Allocatable, HostPort, Owner, ResourceList, RunningPod, Units};
use crate::yaml::{Entry, List, Node};

pub(super) static FORMAT: Format =
    Format { name: "node snapshot", obtain: "kubectl daemonset-lint snapshot -o nodes.yaml", claims, read };

const TOP_KEYS: &[&str] = &["apiVersion", "kind", "withPods", "groups"];
const GROUP_KEYS: &[&str] =
    &["labels", "taints", "allocatable", "ready", "daemonSets", "names", "count", "nodes"];
const PART_KEYS: &[&str] = &["labels", "taints", "ready", "used", "names", "count"];
const TAKEN_KEYS: &[&str] = &["pods", "requests", "hostPorts"];

/// More nodes than any cluster has: a slip of the keyboard must not fill the memory.
const MOST_NODES: usize = 200_000;

/// As many bytes of text may be repeated by counts and lists of names.
const MOST_BYTES: usize = 256 * 1024 * 1024;

fn claims(document: &Document) -> bool {
    document.is("daemonset-lint", "NodeSnapshot")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        let first = found.nodes.len();
        Reader { found, first, pods: Vec::new(), room: MOST_BYTES }.read(document)?;
    }
    Ok(())
}

/// What is read of one document.
struct Reader<'a> {
    found: &'a mut Found,
    /// The index of the document's first node.
    first: usize,
    pods: Vec<RunningPod>,
    /// How many bytes of text may still be repeated.
    room: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTop {
    #[serde(default)]
    with_pods: Option<bool>,
}

#[derive(Deserialize)]
struct RawGroup {
    labels: Option<Labels>,
    taints: Option<Vec<EitherTaint>>,
    allocatable: Option<Amounts>,
    ready: Option<bool>,
}

#[derive(Deserialize)]
struct RawPart {
    labels: Option<Labels>,
    taints: Option<Vec<EitherTaint>>,
    ready: Option<bool>,
}

#[derive(Deserialize)]
struct RawMembers {
    names: Option<Vec<Text>>,
    count: Option<Count>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTaken {
    pods: Option<u64>,
    requests: Option<Amounts>,
    host_ports: Option<Vec<Text>>,
}

/// A node to be, and what pods take on it.
#[derive(Clone)]
struct Model {
    node: node::Node,
    /// None of them has its node yet.
    pods: Vec<RunningPod>,
    /// How many bytes of the text each node of it repeats.
    bytes: usize,
}

impl Reader<'_> {
    fn read(mut self, document: &Document) -> Result<(), Fault> {
        check_version(document)?;
        check_keys(document.node(), TOP_KEYS)?;
        let with_pods = decode::<RawTop>(document.node())?.with_pods.unwrap_or_default();
        for group in list(document.node(), "groups")? {
            self.group(group)?;
        }
        if with_pods || !self.pods.is_empty() {
            // Every node has a sum, so that it is known to be empty where none is written.
            let nodes = self.found.nodes.iter().skip(self.first);
            self.pods.extend(nodes.map(|node| RunningPod { sum_of: Some(0), ..on_node(&node.name) }));
            self.found.pods.get_or_insert_default().append(&mut self.pods);
        }
        Ok(())
    }

    fn group(&mut self, group: Node<'_>) -> Result<(), Fault> {
        check_keys(group, GROUP_KEYS)?;
        let model = Model::new(group)?;
        let parts = list(group, "nodes")?;
        if parts.is_empty() || group.get("names").is_some() || group.get("count").is_some() {
            self.members(group, &model)?;
        }
        for part in parts {
            check_keys(part, PART_KEYS)?;
            self.members(part, &model.with(part)?)?;
        }
        Ok(())
    }

    /// Adds the nodes that a group, or a part of one, names or counts.
    fn members(&mut self, place: Node<'_>, model: &Model) -> Result<(), Fault> {
        let members: RawMembers = decode(place)?;
        match (members.names, members.count.and_then(|count| count.0)) {
            (Some(names), None) => {
                self.take_room(place, names.len(), model)?;
                for Text(name) in names {
                    self.add(model, name);
                }
            }
            (None, Some(count)) => {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                self.take_room(place, count, model)?;
                for _ in 0..count {
                    // By its place among the nodes of the run; no node of a cluster can have such a name.
                    let number = self.found.nodes_before + self.found.nodes.len() + 1;
                    self.add(model, format!("node#{number}"));
                }
            }
            (Some(_), Some(_)) => {
                return Err(Fault::new(place.span, "names beside a count").help("give one or the other"));
            }
            (None, None) => {
                let fault = Fault::new(place.span, "neither names of nodes nor their count");
                return Err(fault.help("add: names: […], or: count: 1"));
            }
        }
        Ok(())
    }

    /// Refuses what is larger than any fleet before it fills the memory.
    fn take_room(&mut self, place: Node<'_>, nodes: usize, model: &Model) -> Result<(), Fault> {
        let span = place.get("count").map_or(place.span, |count| count.span);
        if self.found.nodes.len().saturating_add(nodes) > MOST_NODES {
            return Err(Fault::new(span, format!("more than {MOST_NODES} nodes")).help("split the file"));
        }
        let Some(room) = self.room.checked_sub(nodes.saturating_mul(model.bytes)) else {
            return Err(Fault::new(span, "too many nodes with so many labels").help("split the file"));
        };
        self.room = room;
        Ok(())
    }

    fn add(&mut self, model: &Model, name: String) {
        let labels = model.node.labels.iter();
        let labels = labels.map(|(key, value)| (key.clone(), with_name(value, &name))).collect();
        self.pods
            .extend(model.pods.iter().map(|pod| RunningPod { node_name: Some(name.clone()), ..pod.clone() }));
        self.found.nodes.push(node::Node { name, labels, ..model.node.clone() });
    }
}

impl Model {
    fn new(group: Node<'_>) -> Result<Self, Fault> {
        let raw: RawGroup = decode(group)?;
        let node = node::Node {
            name: String::new(),
            labels: pairs(raw.labels),
            taints: raw.taints.into_iter().flatten().map(|taint| taint.0).collect(),
            // What is not named is not there, as in the status of a node.
            allocatable: raw.allocatable.map(|amounts| Allocatable::from(&amounts.into())),
            ready: raw.ready,
            ..node::Node::default()
        };
        let bytes = bytes(group, &["labels", "taints", "allocatable", "daemonSets"]);
        let mut pods = Vec::new();
        if let Some(node) = group.get("daemonSets").filter(|node| !node.is_null()) {
            let Some(mapping) = node.as_map() else {
                return Err(Fault::new(node.span, "expected a mapping by namespace/name of the DaemonSet"));
            };
            for entry in &mapping.entries {
                pods.push(daemon_set(entry)?);
            }
        }
        Ok(Self { node, pods, bytes })
    }

    /// The same with what a part of the group has of its own.
    fn with(&self, part: Node<'_>) -> Result<Self, Fault> {
        let raw: RawPart = decode(part)?;
        let mut own = self.clone();
        own.node.labels.extend(pairs(raw.labels));
        own.node.taints.extend(raw.taints.into_iter().flatten().map(|taint| taint.0));
        own.node.ready = raw.ready.or(own.node.ready);
        own.bytes += bytes(part, &["labels", "taints", "used"]);
        if let Some(used) = part.get("used").filter(|used| !used.is_null()) {
            own.pods.push(taken(used)?);
        }
        Ok(own)
    }
}

fn check_version(document: &Document) -> Result<(), Fault> {
    if document.api_version == "daemonset-lint/v1" {
        return Ok(());
    }
    let place = document.at(&["apiVersion"]).map_or(document.span(), |node| node.span);
    let problem = format!("apiVersion `{}` of a snapshot is not known", document.api_version);
    let help = "expected daemonset-lint/v1; write the snapshot again, or use the version that wrote it";
    Err(Fault::new(place, problem).help(help))
}

/// How long the values of some keys are in the text.
fn bytes(node: Node<'_>, keys: &[&str]) -> usize {
    keys.iter().filter_map(|key| node.get(key)).map(|value| value.span.len()).sum()
}

fn list<'a>(node: Node<'a>, key: &str) -> Result<List<'a>, Fault> {
    let Some(value) = node.get(key).filter(|value| !value.is_null()) else { return Ok(List::default()) };
    value.as_list().ok_or_else(|| Fault::new(value.span, format!("{key}: expected a list")))
}

fn pairs(labels: Option<Labels>) -> BTreeMap<String, String> {
    let labels = labels.unwrap_or_default();
    labels.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// The value of a label on a node: `$(name)` is the name of the node, `$$(name)` the text `$(name)`, as in the arguments
/// of containers.
fn with_name(value: &str, name: &str) -> String {
    if value == "$(name)" {
        return name.to_owned();
    }
    let is_escaped = value.starts_with("$$") && value.trim_start_matches('$') == "(name)";
    let text = if is_escaped { value.strip_prefix('$').unwrap_or(value) } else { value };
    text.to_owned()
}

/// The pods of a DaemonSet on one node.
fn daemon_set(entry: Entry<'_>) -> Result<RunningPod, Fault> {
    let Some((namespace, name)) = entry.key.split_once('/') else {
        let fault = Fault::new(entry.key_span, format!("`{}` does not name a DaemonSet", entry.key));
        return Err(fault.help("write namespace/name"));
    };
    let owner = Owner { kind: "DaemonSet".to_owned(), name: name.to_owned(), uid: String::new() };
    Ok(RunningPod {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        owner: Some(owner),
        ..taken(entry.value)?
    })
}

/// What some pods take on one node.
fn taken(node: Node<'_>) -> Result<RunningPod, Fault> {
    check_keys(node, TAKEN_KEYS)?;
    let raw: RawTaken = decode(node)?;
    let mut host_ports = Vec::new();
    for (index, Text(text)) in raw.host_ports.into_iter().flatten().enumerate() {
        let place = list(node, "hostPorts")?.get(index).map_or(node.span, |port| port.span);
        host_ports.push(host_port(&text).ok_or_else(|| {
            Fault::new(place, format!("`{text}` is not a host port"))
                .help("write TCP 9100, or TCP 10.0.0.1:9100")
        })?);
    }
    let requests = raw.requests.unwrap_or_default().into();
    let pods = i64::try_from(raw.pods.unwrap_or(1)).unwrap_or(i64::MAX);
    Ok(RunningPod {
        units: Units::from(&ResourceList::from(&requests)),
        host_ports,
        sum_of: Some(pods),
        ..on_node("")
    })
}

/// A pod on a node, of which nothing else is known.
fn on_node(name: &str) -> RunningPod {
    RunningPod {
        node_name: Some(name.to_owned()),
        bound: true,
        phase: "Running".to_owned(),
        ready: true,
        ..RunningPod::default()
    }
}

/// A host port as it is displayed: `TCP 9100`, `TCP 10.0.0.1:9100`.
fn host_port(text: &str) -> Option<HostPort> {
    let (protocol, place) = text.rsplit_once(' ')?;
    let (ip, port) = place.rsplit_once(':').unwrap_or((HostPort::ANY, place));
    let port = port.parse().ok().filter(|port| *port > 0)?;
    Some(HostPort { ip: ip.to_owned(), protocol: protocol.to_owned(), port })
}
