//! The two judges, and the verdict on a pod and a node.

use super::node::{NodeFacts, NodeUsage};
use super::node_selector::TermFailure;
use super::pod::DaemonPod;
use super::ports::HostPort;
use super::quantity::Quantity;
use super::taint::{Taint, TaintEffect};
use super::units::Units;

/// Why a pod does not run on a node, with the values involved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The template names another node.
    NodeName {
        /// The node that it names.
        wanted: String,
    },
    /// A pair of `nodeSelector` that the node does not have.
    NodeSelector {
        /// The label's key.
        key: String,
        /// The value it must have.
        wanted: String,
        /// The value it has; `None` if the label is missing.
        found: Option<String>,
    },
    /// No term of the required node affinity matches.
    NodeAffinity {
        /// Why each term failed, in order; empty if there are no terms.
        terms: Vec<TermFailure>,
    },
    /// A taint, `NoSchedule` or `NoExecute`, that the pod does not tolerate.
    UntoleratedTaint {
        /// The taint.
        taint: Taint,
    },
    /// The port is taken on the node.
    HostPort {
        /// The port that the pod wants.
        port: HostPort,
        /// The pod that has it, as `namespace/name`; `""` if it is not named.
        pod: String,
    },
    /// The node has too little left of a resource.
    InsufficientResource {
        /// The resource's name.
        resource: String,
        /// What the pod asks for.
        requested: Quantity,
        /// What is left; 0 if the node has given away more than it has.
        available: Quantity,
    },
    /// The node has as many pods as it may.
    TooManyPods {
        /// How many it may have.
        allowed: i64,
    },
    /// The kubelet refuses the pod: it is for another operating system.
    UnsupportedOs {
        /// The operating system of the pod.
        wanted: String,
        /// That of the node.
        found: String,
    },
    /// The node lacks the label that a spread constraint or a pod affinity groups nodes by.
    MissingTopologyKey {
        /// The label's key.
        key: String,
    },
    /// The RuntimeClass puts a pair into the pod's `nodeSelector` that the node does not have. The controller does not look
    /// at it and makes a pod for the node all the same.
    RuntimeClassSelector {
        /// The label's key.
        key: String,
        /// The value it must have.
        wanted: String,
        /// The value it has; `None` if the label is missing.
        found: Option<String>,
    },
    /// A claim that the pod names does not exist in the cluster.
    MissingClaim {
        /// `PersistentVolumeClaim`, `ResourceClaim` or `ResourceClaimTemplate`.
        kind: &'static str,
        /// Its name, in the namespace of the DaemonSet.
        name: String,
    },
    /// The pod waits, on every node, until someone removes its gates.
    SchedulingGates {
        /// The names of the gates.
        names: Vec<String>,
    },
}

impl Reason {
    /// Whether the eviction of other pods may take the reason away.
    ///
    /// The other filters of the scheduler answer `UnschedulableAndUnresolvable`, and what the kubelet refuses is not asked
    /// of the scheduler at all.
    pub fn may_be_resolved(&self) -> bool {
        matches!(self, Self::HostPort { .. } | Self::InsufficientResource { .. } | Self::TooManyPods { .. })
    }
}

/// What comes of a `DaemonSet` on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Its pod runs there.
    Runs,
    /// Its pod runs there once the scheduler has evicted others that matter less.
    RunsAfterPreempting(Box<Preemption>),
    /// The controller wants a pod there, and it cannot start.
    Pending(Vec<Reason>),
    /// The controller does not want a pod there.
    Excluded {
        /// Every reason that holds.
        reasons: Vec<Reason>,
        /// Whether a pod that is there already may stay.
        keeps_running: bool,
    },
}

impl Verdict {
    /// Whether the controller wants a pod on the node, and counts it as desired.
    pub fn should_run(&self) -> bool {
        !matches!(self, Self::Excluded { .. })
    }

    /// Whether node name, selector and affinity let the pod onto the node, be it tainted or not.
    pub fn is_admitted(&self) -> bool {
        match self {
            Self::Runs | Self::RunsAfterPreempting(_) | Self::Pending(_) => true,
            Self::Excluded { reasons, .. } => {
                reasons.iter().all(|reason| matches!(reason, Reason::UntoleratedTaint { .. }))
            }
        }
    }

    /// Whether the controller leaves a pod that is there already.
    pub fn should_continue_running(&self) -> bool {
        match self {
            Self::Runs | Self::RunsAfterPreempting(_) | Self::Pending(_) => true,
            Self::Excluded { keeps_running, .. } => *keeps_running,
        }
    }

    /// What happens before the pod runs, if others have to go.
    pub fn preemption(&self) -> Option<&Preemption> {
        match self {
            Self::RunsAfterPreempting(preemption) => Some(preemption),
            _ => None,
        }
    }

    /// Why the pod does not run now, whatever becomes of it later.
    pub fn reasons_now(&self) -> &[Reason] {
        self.preemption().map_or_else(|| self.reasons(), |preemption| &preemption.reasons)
    }

    /// Every reason that holds; none if the pod runs, be it after others have gone.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Runs | Self::RunsAfterPreempting(_) => &[],
            Self::Pending(reasons) | Self::Excluded { reasons, .. } => reasons,
        }
    }
}

/// What happens before a pod runs on a node that has no room for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preemption {
    /// The pods that the scheduler evicts, the most important first.
    pub victims: Vec<Victim>,
    /// Why the pod does not fit beside them.
    pub reasons: Vec<Reason>,
}

/// A pod that is evicted for another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Victim {
    /// The pod, as `namespace/name`.
    pub pod: String,
    /// The PodDisruptionBudget, as `namespace/name`, that allows no further eviction: the scheduler takes the pod all the
    /// same, where nothing else helps.
    pub violates: Option<String>,
}

/// Why the controller does not want a pod on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Every reason that holds, not only the first.
    pub reasons: Vec<Reason>,
    /// Whether a pod that is there already may stay: only taints are in the way, and none of them evicts.
    pub keeps_running: bool,
}

/// Asks the controller, then, where it wants a pod, the scheduler. `used` is what other pods take; `None` is an empty
/// node.
pub fn judge(pod: &DaemonPod, node: &NodeFacts<'_>, used: Option<&NodeUsage>) -> Verdict {
    if let Err(Exclusion { reasons, keeps_running }) = controller(pod, node) {
        return Verdict::Excluded { reasons, keeps_running };
    }
    let reasons = scheduler(pod, node, used);
    if reasons.is_empty() { Verdict::Runs } else { Verdict::Pending(reasons) }
}

/// Whether the `DaemonSet` controller wants a pod on a node.
///
/// `NodeShouldRunDaemonPod` in `pkg/controller/daemon/daemon_controller.go`, 1.27 to 1.36. A node name or selector that
/// does not match removes a running pod, too; a taint only if it is `NoExecute`. Nothing else is looked at, so that
/// cordoned, full and broken nodes are wanted as long as no taint says otherwise.
pub fn controller(pod: &DaemonPod, node: &NodeFacts<'_>) -> Result<(), Exclusion> {
    let mut reasons = Vec::new();
    if let Some(wanted) = pod.node_name.as_ref().filter(|wanted| *wanted != node.name) {
        reasons.push(Reason::NodeName { wanted: wanted.clone() });
    }
    reasons.extend(pod.selector.differing(node.labels).map(|(key, wanted, found)| Reason::NodeSelector {
        key: key.to_owned(),
        wanted: wanted.to_owned(),
        found: found.map(str::to_owned),
    }));
    if let Err(terms) = pod.selector.check_terms(node.labels, node.name) {
        reasons.push(Reason::NodeAffinity { terms });
    }
    let reached = reasons.is_empty();
    let repelling = pod.tolerations.untolerated(node.taints, TaintEffect::REPELLING);
    reasons.extend(repelling.map(|taint| Reason::UntoleratedTaint { taint: taint.clone() }));
    if reasons.is_empty() {
        return Ok(());
    }
    let evicted = pod.tolerations.untolerated(node.taints, TaintEffect::EVICTING).next().is_some();
    Err(Exclusion { reasons, keeps_running: reached && !evicted })
}

/// Why a wanted pod cannot start on a node; nothing if it can.
///
/// The filters of the default scheduler that can be decided from the node and what is taken on it (`plugins/nodeports`,
/// `plugins/noderesources`, and the labels needed by `plugins/podtopologyspread` and `plugins/interpodaffinity`, 1.34),
/// what a RuntimeClass adds to the node selector, its gates, and the kubelet's check of the operating system (`pkg/kubelet/lifecycle/predicate.go`, 1.31). A pod born
/// with a node name goes past the scheduler, so that only the last is asked.
pub fn scheduler(pod: &DaemonPod, node: &NodeFacts<'_>, used: Option<&NodeUsage>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if pod.node_name.is_none() {
        if !pod.scheduling_gates.is_empty() {
            reasons.push(Reason::SchedulingGates { names: pod.scheduling_gates.clone() });
        }
        taken_ports(pod, used, &mut reasons);
        lacking_resources(pod, node, used, &mut reasons);
        let differing =
            pod.runtime_selector.iter().filter(|(key, wanted)| node.labels.get(*key) != Some(*wanted));
        reasons.extend(differing.map(|(key, wanted)| Reason::RuntimeClassSelector {
            key: key.clone(),
            wanted: wanted.clone(),
            found: node.labels.get(key).cloned(),
        }));
        reasons.extend(
            pod.missing_claims
                .iter()
                .map(|claim| Reason::MissingClaim { kind: claim.kind.name(), name: claim.name.clone() }),
        );
        let missing = pod.topology_keys.iter().filter(|key| !node.labels.contains_key(*key));
        reasons.extend(missing.map(|key| Reason::MissingTopologyKey { key: key.clone() }));
    }
    if let Some(found) = node.os() {
        let others = pod.operating_systems.iter().filter(|wanted| *wanted != found);
        reasons.extend(
            others.map(|wanted| Reason::UnsupportedOs { wanted: wanted.clone(), found: found.to_owned() }),
        );
    }
    reasons
}

fn taken_ports(pod: &DaemonPod, used: Option<&NodeUsage>, reasons: &mut Vec<Reason>) {
    let Some(used) = used else { return };
    reasons.extend(pod.host_ports.iter().filter_map(|port| {
        let holder = used.holder_of(port)?;
        Some(Reason::HostPort { port: port.clone(), pod: holder.to_owned() })
    }));
}

/// `fitsRequest` in kube-scheduler `plugins/noderesources/fit.go`, 1.34: the number of pods first, then the amounts.
fn lacking_resources(
    pod: &DaemonPod,
    node: &NodeFacts<'_>,
    used: Option<&NodeUsage>,
    reasons: &mut Vec<Reason>,
) {
    let Some(allocatable) = node.allocatable else { return };
    if used.map_or(0, NodeUsage::pods) + 1 > allocatable.pods {
        reasons.push(Reason::TooManyPods { allowed: allocatable.pods });
    }
    let nothing = Units::default();
    let taken = used.map_or(&nothing, NodeUsage::units);
    reasons.extend(pod.units.shortages(&allocatable.units, taken).map(|short| {
        Reason::InsufficientResource {
            resource: short.resource.to_owned(),
            requested: pod.requests.get(short.resource).unwrap_or_else(|| short.requested()),
            available: short.available(),
        }
    }));
}
