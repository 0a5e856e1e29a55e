//! Labels that a pod requires and that no node or pool of the run has.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1 as api;

use super::nodes_and_pools::Places;
use crate::coverage::{Matches, judge_pool};
use crate::inventory::LabelValues;
use crate::lint::pod::node_constraints::{Constraint, constraints};
use crate::placement::{DaemonPod, controller};

/// Domains of labels that say what hardware a node has. Where a cluster has none of it, its agents have nothing to do.
const HARDWARE_DOMAINS: [&str; 8] = [
    "feature.node.kubernetes.io",
    "nvidia.com",
    "amd.com",
    "intel.com",
    "habana.ai",
    "aws.amazon.com",
    "gpu.nvidia.com",
    "k8s.amazonaws.com",
];

/// Labels of the same sort in domains that have others, too.
const HARDWARE_KEYS: [&str; 3] = [
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu-accelerator",
    "kubernetes.azure.com/accelerator",
];

/// Whether a label says what hardware a node has.
pub(crate) fn is_hardware(key: &str) -> bool {
    let domain = key.split_once('/').map_or("", |(domain, _)| domain);
    HARDWARE_DOMAINS.iter().any(|known| {
        domain == *known || domain.strip_suffix(known).is_some_and(|prefix| prefix.ends_with('.'))
    }) || HARDWARE_KEYS.contains(&key)
}

/// The requirements on labels that no place meets, of those that ask for a label.
pub(crate) fn absent<'a>(pod: &'a api::PodSpec, places: &Places<'_>) -> Vec<Constraint<'a>> {
    let asked = constraints(pod).into_iter().filter(Constraint::is_positive);
    asked.filter(|constraint| !is_met(constraint, places)).collect()
}

/// Whether some place meets a requirement: asked of the judge, with a pod that requires nothing else.
fn is_met(constraint: &Constraint<'_>, places: &Places<'_>) -> bool {
    let pod = DaemonPod::from(&only(constraint));
    places.nodes.iter().any(|node| controller(&pod, &node.facts()).is_ok())
        || places.pools.iter().any(|pool| judge_pool(&pod, pool).matches != Matches::None)
}

/// A pod that tolerates every taint and requires one thing.
fn only(constraint: &Constraint<'_>) -> api::PodSpec {
    let requirement = api::NodeSelectorRequirement {
        key: constraint.key.to_owned(),
        operator: constraint.operator.to_owned(),
        values: Some(constraint.values.iter().map(|value| (*value).to_owned()).collect()),
    };
    let term = api::NodeSelectorTerm { match_expressions: Some(vec![requirement]), match_fields: None };
    let node = api::NodeAffinity {
        required_during_scheduling_ignored_during_execution: Some(api::NodeSelector {
            node_selector_terms: vec![term],
        }),
        ..api::NodeAffinity::default()
    };
    let any = api::Toleration { operator: Some("Exists".to_owned()), ..api::Toleration::default() };
    api::PodSpec {
        affinity: Some(api::Affinity { node_affinity: Some(node), ..api::Affinity::default() }),
        tolerations: Some(vec![any]),
        ..api::PodSpec::default()
    }
}

/// What there is in place of what a requirement asks for: `no node has the label disk`, `disk is hdd or nvme`.
pub(crate) fn found_words(key: &str, places: &Places<'_>) -> String {
    const SHOWN: usize = 3;
    let nodes = places.nodes.iter().filter_map(|node| node.labels.get(key));
    let pools = places.pools.iter().filter_map(|pool| match pool.labels.get(key) {
        Some(LabelValues::OneOf(values)) => Some(values),
        _ => None,
    });
    let values: BTreeSet<&str> = nodes.chain(pools.flatten()).map(String::as_str).collect();
    if values.is_empty() {
        let noun = if places.nodes.is_empty() { "pool" } else { "node" };
        return format!("no {noun} has the label {key}");
    }
    let shown: Vec<&str> = values.iter().copied().take(SHOWN).collect();
    let shown = shown.join(", ");
    match values.len().saturating_sub(SHOWN) {
        0 => format!("{key} is {shown}"),
        more => format!("{key} is {shown} or one of {more} others"),
    }
}
