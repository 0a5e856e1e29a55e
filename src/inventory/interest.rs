//! The labels of nodes and pods that a run reads; of a large fleet the others are not kept.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::node::v1::RuntimeClass;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;

use super::system::LABELS;
use crate::manifest::{ManifestSet, Object};

/// Which labels of nodes a run reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Keys of labels of nodes; `None`: all.
    keys: Option<BTreeSet<String>>,
    /// Keys of labels of pods; `None`: all.
    of_pods: Option<BTreeSet<String>>,
}

/// Labels that reports and rules read, whatever the manifests say: system, machine, markers of virtual nodes.
const ALWAYS: [&str; 10] = [
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
    "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/instance-type",
    "kubernetes.io/role",
    "eks.amazonaws.com/compute-type",
    "kubernetes.azure.com/cluster",
    "type",
];

/// Domains of which every label is read: the roles of nodes.
const ALWAYS_DOMAINS: [&str; 1] = ["node-role.kubernetes.io"];

impl Interest {
    /// Every label.
    pub fn everything() -> Self {
        Self::default()
    }

    /// The labels that verdicts on the DaemonSets of a run read, and those that reports and rules always read.
    pub fn new(set: &ManifestSet) -> Self {
        let of_pods = budget_keys(set).collect();
        let mut interest = Self { keys: Some(ALWAYS.map(str::to_owned).into()), of_pods: Some(of_pods) };
        interest.add(LABELS);
        interest.add(runtime_keys(set));
        for facts in set.daemon_sets().filter_map(Object::placement) {
            interest.add(facts.pod.label_keys());
            interest.add(facts.preferred_labels.iter().map(String::as_str));
        }
        interest
    }

    /// Takes in further labels, such as those that declared intent reads.
    pub fn add<K: Into<String>>(&mut self, more: impl IntoIterator<Item = K>) {
        if let Some(keys) = &mut self.keys {
            keys.extend(more.into_iter().map(Into::into));
        }
    }

    /// Takes in what another run reads.
    pub fn join(&mut self, other: Self) {
        match other.keys {
            Some(keys) => self.add(keys),
            None => self.keys = None,
        }
        match (&mut self.of_pods, other.of_pods) {
            (Some(keys), Some(more)) => keys.extend(more),
            (keys, _) => *keys = None,
        }
    }

    /// Whether the run reads a label of pods.
    pub fn covers_of_pods(&self, key: &str) -> bool {
        self.of_pods.as_ref().is_none_or(|keys| keys.contains(key))
    }

    /// Whether the run reads a label.
    pub fn covers(&self, key: &str) -> bool {
        let Some(keys) = &self.keys else { return true };
        let domain = key.split_once('/').map_or("", |(domain, _)| domain);
        keys.contains(key) || ALWAYS_DOMAINS.contains(&domain)
    }
}

/// The labels by which PodDisruptionBudgets know their pods.
fn budget_keys(set: &ManifestSet) -> impl Iterator<Item = String> {
    let budgets = set.typed::<PodDisruptionBudget>("policy", "PodDisruptionBudget");
    let selectors = budgets.filter_map(|(_, _, budget)| budget.spec?.selector);
    selectors.flat_map(|selector| {
        let pairs = selector.match_labels.into_iter().flatten().map(|(key, _)| key);
        let expressions = selector.match_expressions.into_iter().flatten().map(|expression| expression.key);
        pairs.chain(expressions).collect::<Vec<_>>()
    })
}

/// The labels of nodes that RuntimeClasses ask for.
fn runtime_keys(set: &ManifestSet) -> impl Iterator<Item = String> {
    let classes = set.typed::<RuntimeClass>("node.k8s.io", "RuntimeClass");
    let selectors = classes.filter_map(|(_, _, class)| class.scheduling?.node_selector);
    selectors.flat_map(BTreeMap::into_keys)
}
