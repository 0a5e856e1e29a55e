//! Pure scheduling predicates on API types; imports nothing of ours.
//!
//! Two judges decide where a pod of a `DaemonSet` runs, and this module keeps them apart as Kubernetes does:
//! [`controller`] says whether the `DaemonSet` controller wants a pod on a node (node name, node selector, node affinity,
//! taints), [`scheduler`] whether a wanted pod can be bound there (host ports, resources, pod count and what else is
//! certain from the node alone). [`judge`] asks both and gives one [`Verdict`] with every reason that holds.
//!
//! Everything is parsed once, by [`DaemonPod`] for the template, [`RunningPod`] and [`NodeUsage`] for the pods that are
//! already there, and borrowed by `NodeFacts` for the node; judging then allocates only to say why not.

mod label;
mod node;
mod node_selector;
mod overlap;
mod pod;
mod pod_problem;
mod ports;
mod preemption;
mod quantity;
mod requirement;
mod resized;
mod resources;
mod running_pod;
mod selector;
mod taint;
mod toleration;
mod units;
mod verdict;

#[cfg(test)]
mod tests;

pub(crate) use label::{is_label_key, is_label_value};
pub(crate) use node::NodeFacts;
pub use node::NodeUsage;
pub(crate) use node_selector::{NodeSelector, NodeSelectorTerm, TermFailure};
pub(crate) use overlap::{NodeDemands, may_meet};
pub use pod::{Claim, ClaimKind, DaemonPod};
pub use pod_problem::Exit;
pub(crate) use pod_problem::{ContainerProblem, PodProblem, Stage};
pub use ports::{HostPort, host_ports};
pub use preemption::{Candidate, victims};
pub use quantity::{Format, Quantity, QuantityError};
pub(crate) use requirement::{FieldRequirement, Requirement, RequirementError};
pub(crate) use resources::{ResourceList, pod_requests};
pub use running_pod::RunningPod;
pub(crate) use running_pod::{Owner, SYSTEM_PRIORITIES};
pub(crate) use selector::{Selector, SelectorError};
pub use taint::{Taint, TaintEffect};
pub(crate) use toleration::{
    ComparisonOperators, Toleration, TolerationOperator, Tolerations, automatic_tolerations,
};
pub use units::{Allocatable, Units};
pub use verdict::{Preemption, Reason, Verdict, Victim, controller, judge, scheduler};
