//! How urgent pods are: the order in which the scheduler serves them, and which of them it evicts for others.

use std::collections::BTreeMap;

use k8s_openapi::api::scheduling::v1::PriorityClass;

use super::residents::RunningPods;
use crate::manifest::{ManifestSet, WrittenPriority};
use crate::placement::SYSTEM_PRIORITIES;

/// The priority of a pod once it is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// Its priority.
    pub value: i32,
    /// Whether it may evict pods of lower priority: `preemptionPolicy` is not `Never`.
    pub preempts: bool,
}

impl Default for Rank {
    /// The rank of pods without a class in a cluster without a default one.
    fn default() -> Self {
        Self { value: 0, preempts: true }
    }
}

/// Priority classes by name: those of every cluster, those among the manifests, and those that pods tell of.
pub(super) struct Priorities {
    classes: BTreeMap<String, Rank>,
    /// That of pods that name no class.
    default: Rank,
}

impl Priorities {
    pub(super) fn new(set: &ManifestSet, pods: Option<&RunningPods>) -> Self {
        let mut classes: BTreeMap<String, Rank> = BTreeMap::new();
        // The class of a pod is what its priority was taken from; it cannot be changed afterwards.
        for pod in pods.into_iter().flat_map(RunningPods::pods) {
            let (Some(class), Some(value)) = (&pod.priority_class, pod.priority) else { continue };
            if !classes.contains_key(&**class) {
                classes.insert(class.to_string(), Rank { value, preempts: !pod.never_preempts });
            }
        }
        let mut default: Option<Rank> = None;
        let declared = set.typed::<PriorityClass>("scheduling.k8s.io", "PriorityClass");
        for (_, object, class) in declared {
            let Some(name) = object.id.name.clone() else { continue };
            let preempts = class.preemption_policy.as_deref() != Some("Never");
            let rank = Rank { value: class.value.unwrap_or_default(), preempts };
            classes.insert(name, rank);
            // Of several the lowest counts: `getDefaultPriorityClass` in `plugin/pkg/admission/priority/admission.go`, 1.37.
            if class.global_default == Some(true) && default.is_none_or(|known| rank.value < known.value) {
                default = Some(rank);
            }
        }
        let system = SYSTEM_PRIORITIES.map(|(name, value)| (name.to_owned(), Rank { value, preempts: true }));
        classes.extend(system);
        Self { classes, default: default.unwrap_or_default() }
    }

    /// The rank of a pod; `None` if its class is not known.
    ///
    /// `admitPod` in `plugin/pkg/admission/priority/admission.go`, 1.37: what the pod says beside its class must be what
    /// the class says.
    pub(super) fn of(&self, written: &WrittenPriority) -> Option<Rank> {
        let Some(name) = &written.class else { return Some(self.default) };
        let preempts = !written.never_preempts;
        let as_written = || Some(Rank { value: written.value?, preempts });
        self.classes.get(&**name).copied().or_else(as_written)
    }
}
