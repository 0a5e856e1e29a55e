//! Whether two pods can ever be on one node, as far as their manifests tell without any node at hand.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::PodSpec;

const OS: &str = "kubernetes.io/os";

/// Whether a label that both ask for must have different values.
///
/// A pod that names no operating system counts as one for Linux where the other is for Windows: that is what it is
/// built for.
pub(super) fn are_disjoint(one: &PodSpec, other: &PodSpec) -> bool {
    let (one, other) = (wanted(one), wanted(other));
    let is_windows = |wanted: &BTreeMap<String, BTreeSet<String>>| {
        wanted.get(OS).is_some_and(|values| values.iter().all(|value| value == "windows"))
    };
    is_windows(&one) != is_windows(&other)
        || one.iter().any(|(key, values)| other.get(key).is_some_and(|others| values.is_disjoint(others)))
}

/// The values that the pod takes of each label it insists on.
fn wanted(pod: &PodSpec) -> BTreeMap<String, BTreeSet<String>> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut insist = |key: &str, values: BTreeSet<String>| {
        let own = wanted.entry(current(key).to_owned()).or_insert_with(|| values.clone());
        own.retain(|value| values.contains(value));
    };
    for (key, value) in pod.node_selector.iter().flatten() {
        insist(key, BTreeSet::from([value.clone()]));
    }
    if let Some(os) = &pod.os {
        insist(OS, BTreeSet::from([os.name.clone()]));
    }
    let node = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required = node.and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
    // Several terms are alternatives, so that none of them is certain.
    if let Some([term]) = required.map(|required| required.node_selector_terms.as_slice()) {
        let expressions = term.match_expressions.iter().flatten();
        for expression in expressions.filter(|expression| expression.operator == "In") {
            insist(&expression.key, expression.values.iter().flatten().cloned().collect());
        }
    }
    wanted
}

/// The present name of a label that was renamed.
fn current(key: &str) -> &str {
    match key {
        "beta.kubernetes.io/os" => OS,
        "beta.kubernetes.io/arch" => "kubernetes.io/arch",
        key => key,
    }
}
