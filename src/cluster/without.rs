//! What stands in for live clusters in a program that was built without them.

use super::{
    Access, ClusterError, Contexts, DaemonSets, Kind, LiveDaemonSet, Progress, Scope, State, Wanted,
};

/// A cluster that cannot be read.
#[derive(Debug)]
pub enum Cluster {}

fn not_built_in() -> ClusterError {
    ClusterError {
        problem: "this program was built without live clusters".to_owned(),
        help: "build it with them: cargo install kubectl-daemonset-lint --features cluster".to_owned(),
    }
}

/// The contexts of the kubeconfig.
///
/// # Errors
/// Always: says how to get a program that reads clusters.
pub fn contexts(_: &Access) -> Result<Contexts, ClusterError> {
    Err(not_built_in())
}

impl Cluster {
    /// Prepares to read a cluster.
    ///
    /// # Errors
    /// Always: says how to get a program that reads clusters.
    pub fn connect(_: &Access, _: Option<&str>) -> Result<Self, ClusterError> {
        Err(not_built_in())
    }

    /// The name of the context.
    pub fn context(&self) -> &str {
        match *self {}
    }

    /// The namespace of the context; `default` if it names none.
    pub fn namespace(&self) -> &str {
        match *self {}
    }

    /// The names of the objects of a kind, in all namespaces unless one is given; for completion.
    pub fn names(&self, _: Kind, _: Option<&str>) -> Result<Vec<String>, ClusterError> {
        match *self {}
    }

    /// The DaemonSets within a scope.
    pub fn daemon_sets(&self, _: &Scope, _: &dyn Progress) -> Result<DaemonSets, ClusterError> {
        match *self {}
    }

    /// The DaemonSets of these namespaces and names; those that the cluster does not have, or deletes, are left out.
    pub fn named_daemon_sets(
        &self,
        _: &[(String, String)],
        _: &dyn Progress,
    ) -> Result<Vec<LiveDaemonSet>, ClusterError> {
        match *self {}
    }

    /// Objects of further kinds only.
    pub fn read_objects(&self, _: &Wanted, _: &dyn Progress) -> Result<State, ClusterError> {
        match *self {}
    }

    /// Nodes, pods and further objects.
    pub fn read(&self, _: &Wanted, _: &dyn Progress) -> Result<State, ClusterError> {
        match *self {}
    }
}
