//! What the judges see of a node, and what is taken on it.

use std::collections::BTreeMap;

use super::label::OS_LABEL;
use super::ports::HostPort;
use super::running_pod::RunningPod;
use super::taint::Taint;
use super::units::{Allocatable, Units};

/// What the judges see of a node, or of a class of nodes that agree in all of it.
#[derive(Debug, Clone, Copy)]
pub struct NodeFacts<'a> {
    /// `metadata.name`; `""` for a node that has none yet, such as one of a described pool.
    pub name: &'a str,
    /// `metadata.labels`.
    pub labels: &'a BTreeMap<String, String>,
    /// `spec.taints`. Conditions and `spec.unschedulable` count only through the taints that they cause.
    pub taints: &'a [Taint],
    /// `status.allocatable`; `None` if it is not known, and then resources are not judged.
    pub allocatable: Option<&'a Allocatable>,
}

impl NodeFacts<'_> {
    /// The operating system by the label `kubernetes.io/os`.
    pub fn os(&self) -> Option<&str> {
        self.labels.get(OS_LABEL).map(String::as_str)
    }
}

/// What the pods on a node take of it.
#[derive(Debug, Clone, Default)]
pub struct NodeUsage {
    pods: i64,
    units: Units,
    /// With the pod that holds the port, as `namespace/name`.
    ports: Vec<(HostPort, String)>,
}

impl NodeUsage {
    /// Counts a pod in. Pods that [take no room](RunningPod::takes_room) are passed over.
    pub fn add(&mut self, pod: &RunningPod) {
        if !pod.takes_room() {
            return;
        }
        self.count_in(pod);
    }

    /// Counts a pod out that was counted in, such as one of the `DaemonSet` that is being judged.
    pub fn remove(&mut self, pod: &RunningPod) {
        if !pod.takes_room() {
            return;
        }
        self.pods -= pod.count();
        self.units.subtract(&pod.units);
        if !pod.host_ports.is_empty() {
            let holder = pod.qualified_name();
            self.ports.retain(|(_, name)| *name != holder);
        }
    }

    /// How many pods take room.
    pub fn pods(&self) -> i64 {
        self.pods
    }

    /// What they ask for together.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Counts in a pod that is not bound yet, and for which the scheduler keeps room on the node.
    pub fn reserve(&mut self, pod: &RunningPod) {
        self.count_in(pod);
    }

    fn count_in(&mut self, pod: &RunningPod) {
        self.pods += pod.count();
        self.units.add(&pod.units);
        let holder = pod.qualified_name();
        self.ports.extend(pod.host_ports.iter().map(|port| (port.clone(), holder.clone())));
    }

    /// The ports that are taken.
    pub(super) fn ports(&self) -> impl Iterator<Item = &HostPort> {
        self.ports.iter().map(|(port, _)| port)
    }

    /// The pod (`namespace/name`) that holds a port which stands in the way of this one; `""` if it is not named.
    pub fn holder_of(&self, wanted: &HostPort) -> Option<&str> {
        let conflict = self.ports.iter().find(|(port, _)| wanted.conflicts_with(port));
        conflict.map(|(_, holder)| holder.as_str())
    }
}

impl<'a> FromIterator<&'a RunningPod> for NodeUsage {
    fn from_iter<I: IntoIterator<Item = &'a RunningPod>>(pods: I) -> Self {
        let mut usage = Self::default();
        pods.into_iter().for_each(|pod| usage.add(pod));
        usage
    }
}
