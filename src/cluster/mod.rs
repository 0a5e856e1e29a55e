//! Live clusters: reads what a run asks for, and never writes. The only module that knows kube and its runtime.
//!
//! Everything that comes out of it is what a file would have given: texts of manifests, nodes, pods. Without the cargo
//! feature `cluster` the types remain and [`Cluster::connect`] says how to get the rest.

mod access;
mod error;
mod kind;
mod progress;

#[cfg(feature = "cluster")]
mod advice;
#[cfg(feature = "cluster")]
mod exec;
#[cfg(feature = "cluster")]
mod kubeconfig;
#[cfg(feature = "cluster")]
mod list;
#[cfg(feature = "cluster")]
mod live;
#[cfg(feature = "cluster")]
mod login;
#[cfg(feature = "cluster")]
mod manifest;
#[cfg(feature = "cluster")]
mod objects;
#[cfg(feature = "cluster")]
mod proxy;
#[cfg(feature = "cluster")]
mod rbac;
#[cfg(feature = "cluster")]
mod read;
#[cfg(feature = "cluster")]
mod retry;
#[cfg(feature = "cluster")]
mod server;
#[cfg(feature = "cluster")]
mod settings;
#[cfg(feature = "cluster")]
mod trouble;
#[cfg(feature = "cluster")]
mod words;

#[cfg(not(feature = "cluster"))]
mod without;

pub(crate) use access::Contexts;
pub use access::{Access, Scope};
pub use error::ClusterError;
pub use kind::{Kind, Resource};
#[cfg(feature = "cluster")]
pub use live::{Cluster, contexts};
pub use progress::{NoProgress, Progress};
#[cfg(not(feature = "cluster"))]
pub use without::{Cluster, contexts};

use crate::inventory::{Interest, Node};
use crate::manifest::Input;
use crate::placement::RunningPod;

/// What a run asks of a cluster beside its DaemonSets.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The labels of nodes that the run reads.
    pub interest: Interest,
    /// Whether the pods are asked for.
    pub pods: bool,
    /// Further kinds, for rules across objects.
    pub kinds: Vec<Kind>,
    /// Whether PodDisruptionBudgets are asked for of all namespaces: those of the pods that may be evicted.
    pub all_budgets: bool,
    /// The namespaces of the DaemonSets: namespaced kinds other than pods are read there only.
    pub namespaces: Vec<String>,
    /// The service accounts in question, by namespace and name. Of RBAC, whose kinds are read together as soon as one of
    /// them is wanted, only the bindings that name one of them are read, and the roles that those refer to.
    pub accounts: Vec<(String, String)>,
}

/// What a cluster gave.
#[derive(Debug, Default)]
pub struct State {
    /// The nodes, in the order of the server.
    pub nodes: Vec<Node>,
    /// The pods; `None` if they were not asked for or may not be read, and then nodes count as empty.
    pub pods: Option<Vec<RunningPod>>,
    /// The objects of further kinds, as manifests.
    pub objects: Vec<Input>,
    /// What may not be read.
    pub denied: Vec<Denied>,
    /// Kinds that the server does not know.
    pub unknown: Vec<Kind>,
}

/// The DaemonSets of a cluster, as manifests.
#[derive(Debug, Default)]
pub struct DaemonSets {
    /// One text per DaemonSet, named `CONTEXT:daemonset/NAMESPACE/NAME`.
    pub texts: Vec<Input>,
    /// How many of the cluster's DaemonSets are being deleted: the controller no longer places them, so they are left out.
    pub deleting: usize,
}

/// A DaemonSet as the server has it.
#[derive(Clone, Debug)]
pub struct LiveDaemonSet {
    /// The whole object, `status`, managed fields and defaults included.
    pub object: serde_json::Value,
    /// The same as a manifest, as in [`DaemonSets::texts`].
    pub text: Input,
}

/// A kind that the user may not read (403).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The kind.
    pub kind: Kind,
    /// The namespace in which it may not be read; `None` for all of them, or for a kind without namespaces.
    pub namespace: Option<String>,
    /// The server's words.
    pub message: String,
}
