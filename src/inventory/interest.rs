//! The labels of nodes that a run reads; of a large fleet the others are not kept.

use std::collections::BTreeSet;

use super::system::LABELS;
use crate::manifest::{ManifestSet, Object};

/// Which labels of nodes a run reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// `None`: all.
    keys: Option<BTreeSet<String>>,
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
        let mut interest = Self { keys: Some(ALWAYS.map(str::to_owned).into()) };
        interest.add(LABELS);
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
    }

    /// Whether the run reads a label.
    pub fn covers(&self, key: &str) -> bool {
        let Some(keys) = &self.keys else { return true };
        let domain = key.split_once('/').map_or("", |(domain, _)| domain);
        keys.contains(key) || ALWAYS_DOMAINS.contains(&domain)
    }
}
