//! What pods take on each node, summed up by whom they belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::inventory::Node;
use crate::placement::{HostPort, RunningPod, Units};

/// What several pods take together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sum {
    pub(super) pods: i64,
    pub(super) units: Units,
    pub(super) host_ports: BTreeSet<HostPort>,
}

impl Sum {
    fn add(&mut self, pod: &RunningPod) {
        self.pods += pod.count();
        self.units.add(&pod.units);
        self.host_ports.extend(pod.host_ports.iter().cloned());
    }
}

/// What is taken on a node. A DaemonSet's own pods do not count against it, so that each has a sum of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// By `namespace/name` of the DaemonSet.
    pub(super) daemon_sets: BTreeMap<String, Sum>,
    /// By the other pods; `None` if there are none.
    pub(super) others: Option<Sum>,
}

/// What is taken on each node, by its index; pods on other nodes are passed over. Of nodes with one name the first has
/// the pods, as where verdicts are made.
pub(super) fn by_node(nodes: &[Node], pods: &[RunningPod]) -> Vec<Taken> {
    let mut indexes = HashMap::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        indexes.entry(node.name.as_str()).or_insert(index);
    }
    let mut taken = vec![Taken::default(); nodes.len()];
    for pod in pods.iter().filter(|pod| pod.takes_room() && pod.count() > 0) {
        let Some(&index) = pod.node_name.as_deref().and_then(|name| indexes.get(name)) else { continue };
        let taken = &mut taken[index];
        let sum = match pod.owner.as_ref().filter(|owner| owner.kind == "DaemonSet") {
            Some(owner) => taken.daemon_sets.entry(format!("{}/{}", pod.namespace, owner.name)).or_default(),
            None => taken.others.get_or_insert_default(),
        };
        sum.add(pod);
    }
    taken
}
