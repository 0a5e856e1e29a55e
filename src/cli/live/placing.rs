//! What the placement of DaemonSets asks of a cluster beside its nodes and pods.

use std::collections::BTreeSet;

use crate::cluster::{Denied, Kind};
use crate::manifest::{ManifestSet, Object};
use crate::placement::ClaimKind;

/// Kinds that are read before nodes and pods: they say which labels matter.
pub(super) const READ_FIRST: [Kind; 2] = [Kind::RuntimeClass, Kind::PodDisruptionBudget];

/// The kinds that verdicts on the DaemonSets of a run ask for.
pub(super) fn kinds(own: &ManifestSet) -> Vec<Kind> {
    let mut kinds = BTreeSet::from([Kind::LimitRange, Kind::PriorityClass]);
    for facts in own.daemon_sets().filter_map(Object::placement) {
        if facts.priority.class.is_some() {
            // Its pods may evict others, and their budgets say which.
            kinds.insert(Kind::PodDisruptionBudget);
        }
        if facts.runtime_class.is_some() {
            kinds.insert(Kind::RuntimeClass);
        }
        kinds.extend(facts.pod.claims.iter().map(|claim| kind_of(claim.kind)));
    }
    kinds.into_iter().collect()
}

fn kind_of(claim: ClaimKind) -> Kind {
    match claim {
        ClaimKind::Volume => Kind::PersistentVolumeClaim,
        ClaimKind::Device => Kind::ResourceClaim,
        ClaimKind::DeviceTemplate => Kind::ResourceClaimTemplate,
    }
}

/// The names of the kinds of which every object was read: nothing of them was denied, and the server knows them.
pub(super) fn complete(asked: &[Kind], denied: [&[Denied]; 2], unknown: &[Kind]) -> BTreeSet<String> {
    let is_denied = |kind: Kind| denied.iter().copied().flatten().any(|denied| denied.kind == kind);
    let whole = asked.iter().filter(|kind| !is_denied(**kind) && !unknown.contains(kind));
    whole.map(|kind| kind.resource().kind.to_owned()).collect()
}
