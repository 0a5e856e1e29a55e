//! A node, reduced to what verdicts and reports read.

use std::collections::BTreeMap;

use super::pool::NodePool;
use super::system::System;
use crate::placement::{Allocatable, NodeFacts, RunningPod, Taint};

/// The nodes of a run.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The nodes, in the order of the input.
    pub nodes: Vec<Node>,
    /// The pools, in the order of the input.
    pub pools: Vec<NodePool>,
    /// The pods of the cluster; `None` if they are not known, and then nodes count as empty.
    pub pods: Option<Vec<RunningPod>>,
    /// Where nodes and pools were read from.
    pub sources: Vec<String>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// `spec.taints`.
    pub taints: Vec<Taint>,
    /// `status.allocatable`; `None` if the dump has none at all, and then resources are not judged.
    pub allocatable: Option<Allocatable>,
    /// Whether the condition `Ready` is true; `None` if the dump has no such condition.
    pub ready: Option<bool>,
    /// What it runs.
    pub system: System,
}

impl Node {
    /// What the judges see of the node.
    pub fn facts(&self) -> NodeFacts<'_> {
        NodeFacts {
            name: &self.name,
            labels: &self.labels,
            taints: &self.taints,
            allocatable: self.allocatable.as_ref(),
        }
    }

    /// Whether the node carries the role label or the taint of a control plane, by its present or its former name.
    pub fn is_control_plane(&self) -> bool {
        const KEYS: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
        KEYS.iter()
            .any(|key| self.labels.contains_key(*key) || self.taints.iter().any(|taint| taint.key == *key))
    }
}
