//! Whether two pods can ever be on one node, as far as their manifests tell without any node at hand.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::PodSpec;

const OS: &str = "kubernetes.io/os";

/// The values that a pod takes of each label it insists on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct WantedLabels(BTreeMap<String, BTreeSet<String>>);

impl WantedLabels {
    pub(super) fn of(pod: &PodSpec) -> Self {
        let mut wanted = Self::default();
        for (key, value) in pod.node_selector.iter().flatten() {
            wanted.insist(key, &BTreeSet::from([value.clone()]));
        }
        if let Some(os) = &pod.os {
            wanted.insist(OS, &BTreeSet::from([os.name.clone()]));
        }
        let node = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
        let required =
            node.and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
        // Several terms are alternatives, so that none of them is certain.
        if let Some([term]) = required.map(|required| required.node_selector_terms.as_slice()) {
            let expressions = term.match_expressions.iter().flatten();
            for expression in expressions.filter(|expression| expression.operator == "In") {
                let values = expression.values.iter().flatten().cloned().collect();
                wanted.insist(&expression.key, &values);
            }
        }
        wanted
    }

    fn insist(&mut self, key: &str, values: &BTreeSet<String>) {
        let own = self.0.entry(current(key).to_owned()).or_insert_with(|| values.clone());
        own.retain(|value| values.contains(value));
    }

    /// Whether a label that both pods ask for must have different values.
    ///
    /// A pod that names no operating system counts as one for Linux where the other is for Windows: that is what it is
    /// built for.
    pub(super) fn is_disjoint(&self, other: &Self) -> bool {
        let is_apart = |(key, values): (&String, &BTreeSet<String>)| {
            other.0.get(key).is_some_and(|others| values.is_disjoint(others))
        };
        self.is_windows() != other.is_windows() || self.0.iter().any(is_apart)
    }

    fn is_windows(&self) -> bool {
        self.0.get(OS).is_some_and(|values| values.iter().all(|value| value == "windows"))
    }
}

/// The present name of a label that was renamed.
fn current(key: &str) -> &str {
    match key {
        "beta.kubernetes.io/os" => OS,
        "beta.kubernetes.io/arch" => "kubernetes.io/arch",
        key => key,
    }
}
