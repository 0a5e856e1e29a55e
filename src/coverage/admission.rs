//! What the API server makes of the pods of a DaemonSet when they are created. The controller decides before that, and the
//! scheduler after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use k8s_openapi::api::core::v1::{LimitRange, PodSpec};
use k8s_openapi::api::node::v1::RuntimeClass;

use super::daemon_set::Admitted;
use super::limit_ranges::LimitRangeDefaults;
use super::priority::Priorities;
use super::residents::RunningPods;
use super::uncertainty::Uncertainty;
use crate::manifest::{ManifestSet, PlacementFacts};
use crate::placement::{ClaimKind, DaemonPod, Units, pod_requests};

/// The objects of a run that change pods as they are created, or that pods name.
pub(super) struct Admission<'a> {
    set: &'a ManifestSet,
    priorities: Priorities,
    runtime_classes: BTreeMap<String, RuntimeClass>,
    /// By namespace.
    defaults: BTreeMap<String, LimitRangeDefaults>,
    /// The claims of the run, with their namespaces.
    claims: BTreeSet<(ClaimKind, &'a str, &'a str)>,
}

impl<'a> Admission<'a> {
    pub(super) fn new(set: &'a ManifestSet, namespace: &'a str, pods: Option<&RunningPods>) -> Self {
        let classes = set.typed::<RuntimeClass>("node.k8s.io", "RuntimeClass");
        let classes = classes.filter_map(|(_, object, class)| Some((object.id.name.clone()?, class)));
        let mut defaults: BTreeMap<String, LimitRangeDefaults> = BTreeMap::new();
        for (_, object, range) in set.typed::<LimitRange>("", "LimitRange") {
            let namespace = object.id.namespace.as_deref().unwrap_or(namespace);
            defaults.entry(namespace.to_owned()).or_default().add(range);
        }
        let priorities = Priorities::new(set, pods);
        let claims = ClaimKind::ALL.into_iter().flat_map(|kind| {
            set.of_kind(kind.group(), kind.name()).filter_map(move |(_, object)| {
                let namespace = object.id.namespace.as_deref().unwrap_or(namespace);
                Some((kind, namespace, object.id.name.as_deref()?))
            })
        });
        Self { set, priorities, runtime_classes: classes.collect(), defaults, claims: claims.collect() }
    }

    /// The pod of a DaemonSet as the scheduler sees it; `spec` gives the whole of it where that is asked for.
    pub(super) fn admit(
        &self,
        facts: &PlacementFacts,
        namespace: &str,
        spec: impl FnOnce() -> Option<PodSpec>,
    ) -> Admitted {
        let mut uncertain = Vec::new();
        let rank = self.priorities.of(&facts.priority);
        if let (None, Some(class)) = (rank, &facts.priority.class) {
            uncertain.push(Uncertainty::PriorityClass(class.to_string()));
        }
        let mut pod = Arc::clone(&facts.pod);
        let class = facts.runtime_class.as_deref().map(|name| (name, self.runtime_classes.get(name)));
        let defaults = self.defaults.get(namespace);
        if let Some((name, None)) = class {
            uncertain.push(Uncertainty::RuntimeClass(name.to_owned()));
        }
        let class = class.and_then(|(_, class)| class);
        if (class.is_some() || defaults.is_some())
            && let Some(spec) = spec()
        {
            pod = Arc::new(changed(&pod, spec, defaults, class));
        }
        self.claims(&mut pod, namespace, &mut uncertain);
        // The kubelet takes pods with a node name as they are.
        if pod.node_name.is_some() {
            uncertain.clear();
        } else if let Some(scheduler) = &pod.scheduler {
            uncertain.push(Uncertainty::Scheduler(scheduler.to_string()));
        }
        Admitted { pod, rank, uncertain }
    }

    /// Claims that the run does not have: they do not exist if it has all there are, and else nothing is known of them.
    fn claims(&self, pod: &mut Arc<DaemonPod>, namespace: &str, uncertain: &mut Vec<Uncertainty>) {
        let mut missing = Vec::new();
        for claim in &pod.claims {
            let is_known = self.claims.contains(&(claim.kind, namespace, &*claim.name));
            if !is_known && self.set.complete.contains(claim.kind.name()) {
                missing.push(claim.clone());
            } else {
                uncertain.extend(Uncertainty::of_claim(claim, is_known));
            }
        }
        if !missing.is_empty() {
            Arc::make_mut(pod).missing_claims = missing;
        }
    }
}

/// The pod with what admission adds: `LimitRanger`, then `RuntimeClass` (`AllOrderedPlugins` in
/// `pkg/kubeapiserver/options/plugins.go`, 1.37). Amounts for the pod as a whole are filled in after both
/// (gate `PodLevelResourcesFixDefaulting`).
fn changed(
    pod: &DaemonPod,
    mut spec: PodSpec,
    defaults: Option<&LimitRangeDefaults>,
    class: Option<&RuntimeClass>,
) -> DaemonPod {
    if let Some(defaults) = defaults {
        defaults.apply(&mut spec);
    }
    let mut runtime_selector = BTreeMap::new();
    if let Some(class) = class {
        // `setOverhead` and `setScheduling` in `plugin/pkg/admission/runtimeclass/admission.go`, 1.37. Its tolerations add
        // nothing: on a node that is wanted all taints are tolerated.
        let overhead = class.overhead.as_ref().and_then(|overhead| overhead.pod_fixed.clone());
        spec.overhead = overhead.or(spec.overhead);
        let selector = class.scheduling.as_ref().and_then(|scheduling| scheduling.node_selector.clone());
        runtime_selector = selector.unwrap_or_default();
    }
    let requests = pod_requests(&spec);
    DaemonPod { units: Units::from(&requests), requests, runtime_selector, ..pod.clone() }
}
