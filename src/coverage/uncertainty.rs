//! What decides whether a pod starts, and is not known.

use crate::placement::{Claim, ClaimKind};

/// What decides whether the pods of a DaemonSet start on the nodes on which they are wanted, and cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncertainty {
    /// Another scheduler than the default one decides, by rules of its own.
    Scheduler(String),
    /// The RuntimeClass is not among the objects of the run: neither its overhead is known nor the nodes that it asks for.
    RuntimeClass(String),
    /// The claim is not among the objects of the run.
    Claim(Claim),
    /// Which devices a claim gets is not reckoned.
    Devices(Claim),
    /// The PriorityClass is not among the objects of the run: whether its pods evict others is not known.
    PriorityClass(String),
    /// Of the pods on the nodes only sums are known, not which of them may be evicted.
    Sums,
}

impl Uncertainty {
    /// Whether it is in question only where a node has no room for the pod.
    pub(super) fn is_about_evictions(&self) -> bool {
        matches!(self, Self::PriorityClass(_) | Self::Sums)
    }

    /// What is not known of a claim that the run may have.
    pub(super) fn of_claim(claim: &Claim, is_known: bool) -> Option<Self> {
        match claim.kind {
            ClaimKind::Volume if is_known => None,
            _ if is_known => Some(Self::Devices(claim.clone())),
            _ => Some(Self::Claim(claim.clone())),
        }
    }
}
