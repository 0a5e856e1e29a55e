//! Nodes sorted into classes whose members no verdict of the run can tell apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::residents::RunningPods;
use crate::inventory::{Inventory, Node, NodePool};
use crate::placement::{Allocatable, DaemonPod, Taint};

/// The nodes of a run, sorted into classes.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    inventory: Inventory,
    /// The class of each node, by the node's index.
    class_of: Vec<usize>,
    /// The members of each class, by their indexes in the inventory.
    members: Vec<Vec<usize>>,
    /// The pods on the nodes, if they are known.
    residents: Option<RunningPods>,
}

/// The facts that decide: nodes with equal keys fare alike.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey<'a> {
    /// The name, where some DaemonSet tells it apart from others.
    name: Option<&'a str>,
    /// The values of the labels that some DaemonSet reads.
    labels: Vec<Option<&'a str>>,
    taints: &'a [Taint],
    allocatable: Option<&'a Allocatable>,
}

impl Fleet {
    /// Sorts the nodes by all that verdicts on the given pods read.
    pub(super) fn new<'a>(
        inventory: Inventory,
        residents: Option<RunningPods>,
        pods: impl Iterator<Item = &'a DaemonPod> + Clone,
    ) -> Self {
        let keys: BTreeSet<&str> = pods.clone().flat_map(DaemonPod::label_keys).collect();
        let names: BTreeSet<&str> = pods.flat_map(DaemonPod::names_mentioned).collect();
        let (class_of, members) = {
            let mut classes: HashMap<ClassKey<'_>, usize> = HashMap::new();
            let mut members: Vec<Vec<usize>> = Vec::new();
            let class_of = inventory.nodes.iter().enumerate().map(|(index, node)| {
                let class = *classes.entry(class_key(node, &keys, &names)).or_insert(members.len());
                if class == members.len() {
                    members.push(Vec::new());
                }
                members[class].push(index);
                class
            });
            (class_of.collect(), members)
        };
        Self { inventory, class_of, members, residents }
    }

    /// Whether there is neither a node nor a pool.
    pub fn is_empty(&self) -> bool {
        self.inventory.nodes.is_empty() && self.inventory.pools.is_empty()
    }

    /// The nodes, in the order of the input.
    pub fn nodes(&self) -> &[Node] {
        &self.inventory.nodes
    }

    /// The pools, in the order of the input.
    pub fn pools(&self) -> &[NodePool] {
        &self.inventory.pools
    }

    /// Where nodes and pools were read from.
    pub fn sources(&self) -> &[String] {
        &self.inventory.sources
    }

    /// The pods on the nodes; `None` if they are not known, and then nodes count as empty.
    pub fn residents(&self) -> Option<&RunningPods> {
        self.residents.as_ref()
    }

    /// The class of a node, by its index.
    pub fn class_of(&self, node: usize) -> usize {
        self.class_of[node]
    }

    /// The members of each class, by their indexes.
    pub fn classes(&self) -> &[Vec<usize>] {
        &self.members
    }

    /// One node of each class.
    pub fn representatives(&self) -> impl Iterator<Item = &Node> {
        self.members.iter().map(|members| &self.inventory.nodes[members[0]])
    }
}

fn class_key<'a>(node: &'a Node, keys: &BTreeSet<&str>, names: &BTreeSet<&str>) -> ClassKey<'a> {
    let labels: &BTreeMap<String, String> = &node.labels;
    ClassKey {
        name: names.contains(node.name.as_str()).then_some(node.name.as_str()),
        labels: keys.iter().map(|key| labels.get(*key).map(String::as_str)).collect(),
        taints: &node.taints,
        allocatable: node.allocatable.as_ref(),
    }
}
