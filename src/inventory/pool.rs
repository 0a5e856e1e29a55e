//! A described pool: nodes that do not exist yet, and what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use super::platform::Platform;
use super::system::System;
use crate::placement::{Allocatable, Taint};
use crate::yaml::Span;

/// Nodes that a file describes and that some machinery will create: a node group, a NodePool, a machine set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodePool {
    /// The pool's own name.
    pub name: String,
    /// The format it was read from, as people call it: `Karpenter NodePool`.
    pub format: &'static str,
    /// What makes its nodes.
    pub platform: &'static Platform,
    /// What is known of the nodes' labels. A key that is not here is [open](Self::is_open) or absent.
    pub labels: BTreeMap<String, LabelValues>,
    /// Taints that its nodes keep.
    pub taints: Vec<Taint>,
    /// Taints that its nodes are born with and that some agent takes away.
    pub startup_taints: Vec<Taint>,
    /// How many nodes it may have.
    pub count: CountRange,
    /// What its smallest node can give to pods; `None` if the file does not say.
    pub allocatable: Option<Allocatable>,
    /// What the file cannot say, because it is decided only when the pool is made.
    pub unknown: Unknown,
    /// Whether its machines are known to have no GPU of NVIDIA, so that no agent labels them as if they had.
    pub has_no_nvidia_gpu: bool,
    /// What its nodes run.
    pub system: System,
    /// The Pod Security level of namespaces without a label, if the file configures the API server.
    pub pod_security: Option<PodSecurityDefault>,
    /// Whether no machine stands behind its nodes (Fargate, virtual-kubelet).
    pub is_virtual: bool,
    /// Facts that the file does not state and the platform adds, in words: `control-plane taint (kubeadm default)`.
    pub implicit: Vec<String>,
    /// The file that declares it, by its name.
    pub file: String,
    /// Where in the file.
    pub span: Span,
}

/// The defaults of the admission plugin `PodSecurity`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodSecurityDefault {
    /// The level that is enforced: `baseline`.
    pub enforce: String,
    /// The namespaces of which nothing is asked.
    pub exempt: Vec<String>,
}

/// Parts of a pool that are decided only when it is made: Terraform's `(known after apply)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// There may be labels that the pool does not name.
    pub labels: bool,
    /// There may be taints that the pool does not name.
    pub taints: bool,
}

/// What is known of the values that a label has on the nodes of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelValues {
    /// On every node one of these; with one value it is certain.
    OneOf(BTreeSet<String>),
    /// On every node some value other than these.
    NoneOf(BTreeSet<String>),
    /// On every node a whole number strictly between the bounds that are set.
    Between {
        /// Lower bound, exclusive.
        above: Option<i64>,
        /// Upper bound, exclusive.
        below: Option<i64>,
    },
    /// On no node.
    Absent,
    /// On some nodes or on none, with any value.
    Open,
}

impl LabelValues {
    /// A certain value.
    pub fn certain(value: impl Into<String>) -> Self {
        Self::OneOf(BTreeSet::from([value.into()]))
    }

    /// Some value, whichever.
    pub fn any() -> Self {
        Self::NoneOf(BTreeSet::new())
    }
}

/// How many nodes a pool has or may have; what is not known is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountRange {
    /// At least this many.
    pub min: Option<u64>,
    /// At most this many.
    pub max: Option<u64>,
}

impl CountRange {
    /// A fixed number.
    pub fn exactly(count: u64) -> Self {
        Self { min: Some(count), max: Some(count) }
    }
}

impl NodePool {
    /// The values that a label may have, if the file limits them to some.
    pub fn values(&self, key: &str) -> Option<&BTreeSet<String>> {
        match self.labels.get(key)? {
            LabelValues::OneOf(values) => Some(values),
            _ => None,
        }
    }

    /// The part of the pool whose nodes have a certain value of a label.
    #[must_use]
    pub fn narrowed(&self, key: &str, value: &str) -> Self {
        let mut pool = self.clone();
        pool.labels.insert(key.to_owned(), LabelValues::certain(value));
        pool
    }

    /// Whether nodes of the pool may carry a label that the file does not mention; see [`Platform::may_set`].
    pub fn is_open(&self, key: &str) -> bool {
        let is_of_gpu = self.has_no_nvidia_gpu && key.starts_with("nvidia.com/");
        let may_have = self.unknown.labels || (self.platform.may_set(key) && !is_of_gpu);
        may_have && !Platform::never_sets(key)
    }
}
