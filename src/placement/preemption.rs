//! Which pods the scheduler evicts to make room for one that matters more.

use super::node::{NodeFacts, NodeUsage};
use super::pod::DaemonPod;
use super::ports::HostPort;
use super::running_pod::RunningPod;
use super::units::Units;

/// A pod on the node that may be evicted: its priority is lower.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The pod.
    pub pod: &'a RunningPod,
    /// Whether a PodDisruptionBudget allows no further eviction of it.
    pub is_protected: bool,
}

/// The pods that have to go before a pod fits on a node, by their place among the candidates, ascending; `None` if it does
/// not fit even without all of them.
///
/// `SelectVictimsOnNode` in kube-scheduler `plugins/defaultpreemption/default_preemption.go`, 1.37: all candidates go, and
/// then each is let back that does not stand in the way, the protected ones first, the more important ones first.
/// Candidates come in the order of their importance, the greatest first (`MoreImportantVictim` in
/// `framework/preemption/util.go`); `used` is what they and all other pods of the node take.
pub fn victims(
    pod: &DaemonPod,
    node: &NodeFacts<'_>,
    used: &NodeUsage,
    candidates: &[Candidate<'_>],
) -> Option<Vec<usize>> {
    let mut room = Room::new(pod, node, used);
    for candidate in candidates {
        room.remove(candidate.pod);
    }
    if !room.fits() {
        return None;
    }
    let by_protection = |is_protected: bool| {
        (0..candidates.len()).filter(move |&index| candidates[index].is_protected == is_protected)
    };
    let mut victims = Vec::new();
    for index in by_protection(true).chain(by_protection(false)) {
        room.add(candidates[index].pod);
        if !room.fits() {
            room.remove(candidates[index].pod);
            victims.push(index);
        }
    }
    victims.sort_unstable();
    Some(victims)
}

/// What is taken on a node, with an eye to one pod.
struct Room<'a> {
    pod: &'a DaemonPod,
    node: &'a NodeFacts<'a>,
    units: Units,
    pods: i64,
    /// How many ports are taken that stand in the way of a port of the pod.
    conflicts: usize,
}

impl<'a> Room<'a> {
    fn new(pod: &'a DaemonPod, node: &'a NodeFacts<'a>, used: &NodeUsage) -> Self {
        let conflicts = conflicts(&pod.host_ports, used.ports());
        Self { pod, node, units: used.units().clone(), pods: used.pods(), conflicts }
    }

    fn remove(&mut self, other: &RunningPod) {
        self.units.subtract(&other.units);
        self.pods -= other.count();
        self.conflicts =
            self.conflicts.saturating_sub(conflicts(&self.pod.host_ports, other.host_ports.iter()));
    }

    fn add(&mut self, other: &RunningPod) {
        self.units.add(&other.units);
        self.pods += other.count();
        self.conflicts += conflicts(&self.pod.host_ports, other.host_ports.iter());
    }

    /// The filters that evictions can satisfy: `plugins/nodeports` and `plugins/noderesources`.
    fn fits(&self) -> bool {
        let has_amounts = self.node.allocatable.is_none_or(|there| {
            self.pods < there.pods && self.pod.units.shortages(&there.units, &self.units).next().is_none()
        });
        self.conflicts == 0 && has_amounts
    }
}

fn conflicts<'a>(wanted: &[HostPort], taken: impl Iterator<Item = &'a HostPort>) -> usize {
    if wanted.is_empty() {
        return 0;
    }
    taken.map(|taken| wanted.iter().filter(|wanted| wanted.conflicts_with(taken)).count()).sum()
}
