//! `--cluster`: from the arguments to clusters that have been read. Everything behind it sees what files would have given.

mod before;
mod outcome;
mod placing;
mod progress;
mod read;
mod view;
mod visit;

use super::args::ClusterArgs;
use super::error::CliError;
use crate::cluster::{
    Access, Cluster, ClusterError, DaemonSets, LiveDaemonSet, Progress, Scope, State, Wanted,
};
use crate::inventory::Inventory;
pub(super) use before::Before;
pub(super) use outcome::{answers, explain, infos};
pub(super) use read::{Answer, Question, names_manifests};
pub(super) use view::View;
pub(super) use visit::{Visited, ensure_all, visit};

/// A cluster that can be read.
pub(super) struct Connection<'a> {
    cluster: Cluster,
    progress: &'a dyn Progress,
}

impl Connection<'_> {
    /// The name of the context.
    pub(super) fn context(&self) -> &str {
        self.cluster.context()
    }

    /// The namespace of manifests that name none, unless the arguments say otherwise.
    pub(super) fn namespace(&self) -> &str {
        self.cluster.namespace()
    }

    /// The DaemonSets within a scope.
    pub(super) fn daemon_sets(&self, scope: &Scope) -> Result<DaemonSets, ClusterError> {
        self.cluster.daemon_sets(scope, self.progress)
    }

    /// The DaemonSets of these namespaces and names, as far as the cluster has them.
    pub(super) fn named_daemon_sets(
        &self,
        names: &[(String, String)],
    ) -> Result<Vec<LiveDaemonSet>, ClusterError> {
        self.cluster.named_daemon_sets(names, self.progress)
    }

    /// Objects of further kinds only.
    pub(super) fn read_objects(&self, wanted: &Wanted) -> Result<State, ClusterError> {
        self.cluster.read_objects(wanted, self.progress)
    }

    /// Nodes, pods and further objects.
    pub(super) fn read(&self, wanted: &Wanted) -> Result<State, ClusterError> {
        self.cluster.read(wanted, self.progress)
    }
}

/// How the arguments reach a cluster.
pub(super) fn access(args: &ClusterArgs) -> Access {
    Access {
        kubeconfig: args.kubeconfig.clone(),
        user: args.as_user.clone(),
        groups: args.as_group.clone(),
        // As in kubectl, 0 is for as long as it takes.
        timeout: args.request_timeout.filter(|timeout| !timeout.is_zero()),
    }
}

/// Flags that only mean something to a cluster ask for one.
///
/// # Errors
/// If there is none: DaemonSets of files are not selected by labels.
pub(super) fn ensure_use(args: &ClusterArgs) -> Result<(), CliError> {
    if args.selector.is_some() && !args.is_wanted() {
        let help = "add --cluster or --context NAME, or leave out -l";
        return Err(CliError::usage("-l selects DaemonSets of a cluster, and none is read", help));
    }
    Ok(())
}

/// Which DaemonSets of the cluster the arguments ask for.
pub(super) fn scope(args: &ClusterArgs) -> Scope {
    Scope { namespace: args.namespace.clone(), selector: args.selector.clone() }
}

/// The nodes and pods of a cluster as any other source would have given them.
///
/// # Errors
/// A cluster without nodes has nothing to judge anything on.
pub(super) fn inventory(context: &str, state: &mut State) -> Result<Inventory, ClusterError> {
    let nodes = std::mem::take(&mut state.nodes);
    if nodes.is_empty() {
        return Err(ClusterError {
            problem: "the cluster has no nodes".to_owned(),
            help: "check that this is the right context: kubectl config get-contexts".to_owned(),
        });
    }
    let sources = vec![format!("context {context}")];
    Ok(Inventory { nodes, pools: Vec::new(), pods: state.pods.take(), sources })
}
