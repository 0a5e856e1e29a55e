//! Nodes to groups of equal ones.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::anonymize::Identities;
use super::taken::{self, Sum, Taken};
use crate::inventory::{Inventory, Node};
use crate::placement::{Allocatable, Taint, TaintEffect};

/// Labels by key.
pub(super) type Labels<'a> = BTreeMap<&'a str, Cow<'a, str>>;

/// What the nodes of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shared<'a> {
    pub(super) labels: Labels<'a>,
    pub(super) taints: Vec<Taint>,
    pub(super) allocatable: Option<&'a Allocatable>,
    /// What the pods of each DaemonSet take on each of the nodes, by `namespace/name`.
    pub(super) daemon_sets: BTreeMap<String, Sum>,
}

/// What single nodes of a group have beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Own<'a> {
    pub(super) labels: Labels<'a>,
    /// Taints that come and go with the state of a node, behind those of the group.
    pub(super) taints: Vec<Taint>,
    /// Whether the nodes are known not to be ready.
    pub(super) unready: bool,
    /// What the pods of no DaemonSet take on each of the nodes.
    pub(super) used: Option<Sum>,
}

/// The names of equal nodes, sorted.
pub(super) type Names<'a> = Vec<&'a str>;

/// Groups in the order of what they say; within each the nodes by what they have of their own.
pub(super) type Groups<'a> = BTreeMap<Shared<'a>, BTreeMap<Own<'a>, Names<'a>>>;

/// Domain of the taints that say how a node is: cordoned, not ready, short of memory.
const CONDITION: &str = "node.kubernetes.io/";

/// Stands for the name of the node in the value of a label.
const NAME: &str = "$(name)";

/// Sorts nodes into groups.
pub(super) fn fold<'a>(inventory: &'a Inventory, identities: Option<&Identities<'_>>) -> Groups<'a> {
    let nodes = &inventory.nodes;
    let taken = taken::by_node(nodes, inventory.pods.as_deref().unwrap_or_default());
    let mut facts: Vec<(Shared<'a>, Own<'a>)> =
        nodes.iter().zip(taken).map(|(node, taken)| facts(node, taken, identities)).collect();
    for key in scattered(&facts.iter().map(|(shared, _)| shared)) {
        for (shared, own) in &mut facts {
            own.labels.extend(shared.labels.remove_entry(key));
        }
    }
    let mut groups = Groups::new();
    for (node, (shared, own)) in nodes.iter().zip(facts) {
        groups.entry(shared).or_default().entry(own).or_default().push(&node.name);
    }
    groups.values_mut().flat_map(BTreeMap::values_mut).for_each(|names| names.sort_unstable());
    groups
}

/// What is written of a node.
fn facts<'a>(node: &'a Node, taken: Taken, identities: Option<&Identities<'_>>) -> (Shared<'a>, Own<'a>) {
    let anonymous = |sum: Sum| if identities.is_some() { Identities::sum(sum) } else { sum };
    let mut taints = taints(node, identities);
    // Only behind all others, so that the order stays.
    let lasting =
        taints.iter().rposition(|taint| !taint.key.starts_with(CONDITION)).map_or(0, |last| last + 1);
    let own = Own {
        labels: Labels::new(),
        taints: taints.split_off(lasting),
        unready: node.ready == Some(false),
        used: taken.others.map(anonymous),
    };
    let daemon_sets = taken.daemon_sets.into_iter().map(|(name, sum)| (name, anonymous(sum))).collect();
    let labels = labels(node, identities);
    (Shared { labels, taints, allocatable: node.allocatable.as_ref(), daemon_sets }, own)
}

fn labels<'a>(node: &'a Node, identities: Option<&Identities<'_>>) -> Labels<'a> {
    let written = |(key, value): (&'a String, &'a String)| {
        let value = if !value.is_empty() && *value == node.name {
            Cow::Borrowed(NAME)
        } else if identities.is_some_and(|identities| identities.are_in(key, value, &node.name)) {
            Cow::Borrowed(Identities::REDACTED)
        } else if value.trim_start_matches('$') == "(name)" && value.starts_with('$') {
            // As in the arguments of containers: `$$(name)` is the text `$(name)`.
            Cow::Owned(format!("${value}"))
        } else {
            Cow::Borrowed(value.as_str())
        };
        (key.as_str(), value)
    };
    node.labels.iter().map(written).collect()
}

/// The taints in their order. One that the API server would refuse, without a key or with an unknown effect, is left out.
fn taints(node: &Node, identities: Option<&Identities<'_>>) -> Vec<Taint> {
    let valid = node
        .taints
        .iter()
        .filter(|taint| !taint.key.is_empty() && !matches!(taint.effect, TaintEffect::Other(_)));
    let written = valid.map(|taint| {
        let is_identity =
            identities.is_some_and(|identities| identities.are_in(&taint.key, &taint.value, &node.name));
        let mut taint = taint.clone();
        if is_identity {
            Identities::REDACTED.clone_into(&mut taint.value);
        }
        taint
    });
    written.collect()
}

/// Keys of labels whose values are scattered over the nodes (serial numbers, racks), so that equal nodes would look
/// different by them: such labels are written with the single nodes of a group.
///
/// A key is one of them if it has many values, and the number of groups grows by more than a fifth of the number of nodes
/// when they tell groups apart. Keys with few values go first: a pool of nodes often is a kind of machine, too.
fn scattered<'n, 'a: 'n>(nodes: &(impl ExactSizeIterator<Item = &'n Shared<'a>> + Clone)) -> Vec<&'a str> {
    const MANY: usize = 10;
    let mut values: BTreeMap<&'a str, BTreeSet<&str>> = BTreeMap::new();
    for node in nodes.clone() {
        for (key, value) in &node.labels {
            values.entry(*key).or_default().insert(value);
        }
    }
    let mut many: Vec<(usize, &str)> = values
        .iter()
        .filter(|(_, values)| values.len() >= MANY)
        .map(|(key, values)| (values.len(), *key))
        .collect();
    if many.is_empty() {
        return Vec::new();
    }
    many.sort_unstable();
    let is_few = |key: &&str| values.get(key).is_some_and(|values| values.len() < MANY);
    let mut groups = numbered(nodes.clone().map(|node| {
        let labels: Vec<_> = node.labels.iter().filter(|(key, _)| is_few(key)).collect();
        (labels, &node.taints, node.allocatable, &node.daemon_sets)
    }));
    let mut scattered = Vec::new();
    for (_, key) in many {
        let with =
            numbered(groups.1.iter().zip(nodes.clone()).map(|(group, node)| (*group, node.labels.get(key))));
        if with.0 > groups.0 + nodes.len() / 5 {
            scattered.push(key);
        } else {
            groups = with;
        }
    }
    scattered
}

/// How many different keys there are, and for each key its number.
fn numbered<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> (usize, Vec<usize>) {
    let mut numbers = HashMap::new();
    let of_each = keys
        .map(|key| {
            let next = numbers.len();
            *numbers.entry(key).or_insert(next)
        })
        .collect();
    (numbers.len(), of_each)
}
