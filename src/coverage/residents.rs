//! The pods of a cluster, sorted by the nodes they are on and by the DaemonSets they belong to.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::inventory::Node;
use crate::placement::{NodeUsage, RunningPod};

/// The pods of a cluster.
#[derive(Clone, Debug, Default)]
pub struct RunningPods {
    pods: Vec<RunningPod>,
    /// By the node's index: the pods that take room there.
    on_node: Vec<Vec<usize>>,
    /// By the node's index: what they take together.
    usage: Vec<NodeUsage>,
    /// By the node's index: its pods, the most important first; sorted when first asked for.
    by_importance: Vec<OnceLock<Box<[usize]>>>,
    /// By the node's index: pods that are not bound yet, and for which the scheduler keeps room there.
    nominated: HashMap<usize, Vec<usize>>,
    /// By namespace, then name of the DaemonSet: its pods.
    owned: HashMap<String, HashMap<String, Vec<usize>>>,
    /// By the pod's index: the node it is on or pinned to.
    node_of: Vec<Option<usize>>,
    pods_on_unknown_nodes: usize,
    are_sums: bool,
}

/// The pods of one DaemonSet, by the index of the node that each is on or pinned to.
#[derive(Clone, Debug)]
pub(super) struct OwnPods<'a> {
    pods: &'a [RunningPod],
    /// Ascending.
    all: &'a [usize],
    by_node: HashMap<usize, Vec<usize>>,
    /// Those that have come to their end.
    finished: HashMap<usize, Vec<usize>>,
}

impl RunningPods {
    /// Sorts the pods of a cluster with the given nodes.
    pub(super) fn new(pods: Vec<RunningPod>, nodes: &[Node]) -> Self {
        let mut indexes = HashMap::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            indexes.entry(node.name.as_str()).or_insert(index);
        }
        let node_of = |pod: &RunningPod| indexes.get(pod.node_name.as_deref()?).copied();
        let mut residents = Self {
            on_node: vec![Vec::new(); nodes.len()],
            usage: vec![NodeUsage::default(); nodes.len()],
            by_importance: vec![OnceLock::new(); nodes.len()],
            node_of: pods.iter().map(node_of).collect(),
            are_sums: pods.iter().any(|pod| pod.sum_of.is_some()),
            ..Self::default()
        };
        for (index, pod) in pods.iter().enumerate() {
            residents.add(index, pod);
            let nominated = pod.nominated_node.as_deref().and_then(|name| indexes.get(name));
            if let Some(&node) = nominated.filter(|_| !pod.is_finished()) {
                residents.nominated.entry(node).or_default().push(index);
            }
        }
        residents.pods = pods;
        residents
    }

    fn add(&mut self, index: usize, pod: &RunningPod) {
        if let Some(owner) = pod.owner.as_ref().filter(|owner| owner.kind == "DaemonSet") {
            let namespace = self.owned.entry(pod.namespace.clone()).or_default();
            namespace.entry(owner.name.clone()).or_default().push(index);
        }
        match self.node_of[index] {
            Some(node) if pod.takes_room() => {
                self.on_node[node].push(index);
                self.usage[node].add(pod);
            }
            None if pod.takes_room() => self.pods_on_unknown_nodes += 1,
            _ => {}
        }
    }

    /// How many pods are on nodes that are not among the nodes of the run.
    pub fn pods_on_unknown_nodes(&self) -> usize {
        self.pods_on_unknown_nodes
    }

    /// Whether pods are known as sums only: what they take, not how they are.
    pub fn are_sums(&self) -> bool {
        self.are_sums
    }

    /// A pod, by its index among all.
    pub fn pod(&self, index: usize) -> &RunningPod {
        &self.pods[index]
    }

    /// All pods, in the order of the input.
    pub fn pods(&self) -> &[RunningPod] {
        &self.pods
    }

    /// The priority of a pod (`PodPriority` in component-helpers `scheduling/corev1/helpers.go`, 1.37).
    pub(super) fn priority(pod: &RunningPod) -> i32 {
        pod.priority.unwrap_or_default()
    }

    /// The pods on a node whose priority is below the given one, the most important first.
    pub(super) fn below(&self, node: usize, priority: i32) -> &[usize] {
        let sorted = self.by_importance[node].get_or_init(|| {
            let mut pods = self.on_node[node].clone();
            pods.sort_by_key(|&index| importance(&self.pods[index]));
            pods.into_boxed_slice()
        });
        let first = sorted.partition_point(|&index| Self::priority(&self.pods[index]) >= priority);
        &sorted[first..]
    }

    /// The pods for which the scheduler keeps room on a node.
    pub(super) fn nominated_on(&self, node: usize) -> impl Iterator<Item = usize> {
        self.nominated.get(&node).into_iter().flatten().copied()
    }

    /// Whether there is anything on a node to be reckoned with.
    pub(super) fn has_any_on(&self, node: usize) -> bool {
        self.usage[node].pods() > 0 || self.nominated.contains_key(&node)
    }

    /// What all pods on a node take, by the node's index.
    pub fn usage(&self, node: usize) -> &NodeUsage {
        &self.usage[node]
    }

    /// What the pods on a node take that do not belong to the given DaemonSet.
    pub(super) fn usage_without(&self, node: usize, own: &OwnPods<'_>) -> NodeUsage {
        let own = own.on(node);
        let others = self.on_node[node].iter().filter(|pod| !own.contains(pod));
        others.map(|&pod| &self.pods[pod]).collect()
    }

    /// The pods of a DaemonSet.
    pub(super) fn of(&self, namespace: &str, name: &str) -> OwnPods<'_> {
        let indexes = self.owned.get(namespace).and_then(|namespace| namespace.get(name));
        let indexes = indexes.map(Vec::as_slice).unwrap_or_default();
        let mut own =
            OwnPods { pods: &self.pods, all: indexes, by_node: HashMap::new(), finished: HashMap::new() };
        for &index in indexes {
            let Some(node) = self.node_of[index] else { continue };
            let list = if self.pods[index].is_finished() { &mut own.finished } else { &mut own.by_node };
            list.entry(node).or_default().push(index);
        }
        own
    }
}

/// Puts pods in order, the most important first: by priority, then by the time since which they run
/// (`MoreImportantVictim` in kube-scheduler `framework/preemption/util.go`, 1.37; one that has not started counts as if it
/// started now).
pub(super) fn importance(pod: &RunningPod) -> (Reverse<i32>, i64) {
    (Reverse(RunningPods::priority(pod)), pod.started.unwrap_or(i64::MAX))
}

impl<'a> OwnPods<'a> {
    /// Whether a pod, by its index among all, belongs to the DaemonSet.
    pub(super) fn has(&self, pod: usize) -> bool {
        self.all.binary_search(&pod).is_ok()
    }

    fn on(&self, node: usize) -> &[usize] {
        self.by_node.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Whether some pod of the DaemonSet takes room on the node.
    pub(super) fn takes_room_on(&self, node: usize) -> bool {
        self.on(node).iter().any(|&pod| self.pods[pod].takes_room())
    }

    /// The pod that the controller judges a node by, with its index: bound before waiting ones, then the oldest
    /// (`podByCreationTimestampAndPhase` in `pkg/controller/daemon/daemon_controller.go`, 1.37).
    pub(super) fn judged_on(&self, node: usize) -> Option<(usize, &'a RunningPod)> {
        let pods = self.on(node).iter().map(|&index| (index, &self.pods[index]));
        pods.min_by_key(|(_, pod)| (!pod.bound, pod.created, &pod.name))
    }

    /// The youngest pod on the node that has come to its end, with its index.
    pub(super) fn finished_on(&self, node: usize) -> Option<(usize, &'a RunningPod)> {
        let pods = self.finished.get(&node)?.iter().map(|&index| (index, &self.pods[index]));
        pods.max_by_key(|(_, pod)| (pod.created, &pod.name))
    }
}
