//! PodDisruptionBudgets, as the scheduler looks at them before it evicts pods.

use std::collections::BTreeMap;

use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::manifest::{BudgetStatus, ManifestSet};
use crate::placement::{Requirement, RunningPod};

/// The PodDisruptionBudgets of a run.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    by_namespace: BTreeMap<String, Vec<Budget>>,
}

#[derive(Debug)]
struct Budget {
    name: String,
    selector: Vec<Requirement>,
    /// Without a status nothing is allowed, as long as nobody has counted its pods.
    status: BudgetStatus,
}

impl Budgets {
    /// The budgets among the objects of a run; those that name no namespace are of the given one.
    pub(super) fn new(set: &ManifestSet, namespace: &str) -> Self {
        let mut by_namespace: BTreeMap<String, Vec<Budget>> = BTreeMap::new();
        for (_, object, budget) in set.typed::<PodDisruptionBudget>("policy", "PodDisruptionBudget") {
            let Some(name) = object.id.name.clone() else { continue };
            let selector = budget.spec.and_then(|spec| spec.selector);
            let Some(selector) = selector.as_ref().and_then(requirements) else { continue };
            let written = || budget.status.map(BudgetStatus::from).unwrap_or_default();
            let status = set.live_budget(object).cloned().unwrap_or_else(written);
            let namespace = object.id.namespace.as_deref().unwrap_or(namespace);
            by_namespace.entry(namespace.to_owned()).or_default().push(Budget { name, selector, status });
        }
        Self { by_namespace }
    }

    /// For each pod, the most important first, the budget as `namespace/name` that its eviction would violate if those
    /// before it were evicted as well.
    ///
    /// `FilterVictimsWithPDBViolation` in kube-scheduler `framework/preemption/util.go`, 1.37.
    pub(super) fn violated_by<'a>(&self, pods: impl Iterator<Item = &'a RunningPod>) -> Vec<Option<String>> {
        if self.by_namespace.is_empty() {
            return pods.map(|_| None).collect();
        }
        let mut taken: BTreeMap<(&str, usize), i32> = BTreeMap::new();
        let violated = pods.map(|pod| {
            let labels = pod.labels.as_ref()?;
            let (namespace, budgets) = self.by_namespace.get_key_value(&pod.namespace)?;
            for (index, budget) in budgets.iter().enumerate() {
                let matches = budget.selector.iter().all(|requirement| requirement.matches(labels));
                if !matches || budget.status.disrupted.contains(&pod.name) {
                    continue;
                }
                let taken = taken.entry((namespace, index)).or_default();
                *taken += 1;
                if *taken > budget.status.allowed {
                    return Some(format!("{namespace}/{}", budget.name));
                }
            }
            None
        });
        violated.collect()
    }
}

/// The requirements of a selector; `None` if it selects nothing: it cannot be read, or, to the scheduler, it is empty.
///
/// `LabelSelectorAsSelector` in apimachinery `pkg/apis/meta/v1/helpers.go`, 1.37.
fn requirements(selector: &LabelSelector) -> Option<Vec<Requirement>> {
    let pairs = selector.match_labels.iter().flatten();
    let pairs = pairs.map(|(key, value)| Requirement::new(key, "In", std::slice::from_ref(value)));
    let expressions = selector.match_expressions.iter().flatten().map(|expression| {
        let values = expression.values.as_deref().unwrap_or_default();
        Requirement::new(&expression.key, &expression.operator, values)
    });
    let all: Vec<Requirement> = pairs.chain(expressions).collect::<Result<_, _>>().ok()?;
    (!all.is_empty()).then_some(all)
}
