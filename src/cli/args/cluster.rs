//! Which clusters are read, as declared to clap.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use crate::cli::duration;

/// Which clusters are read, and how; the flags that kubectl has.
///
/// They may stand before and behind the subcommand.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Cluster")]
pub struct ClusterArgs {
    /// Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context.
    #[arg(long)]
    pub cluster: bool,

    /// The context of the kubeconfig to read; implies --cluster; repeatable.
    #[arg(long, value_name = "NAME")]
    pub context: Vec<String>,

    /// Read every context of the kubeconfig; implies --cluster.
    #[arg(long, conflicts_with = "context")]
    pub all_contexts: bool,

    /// The kubeconfig, in place of $KUBECONFIG or ~/.kube/config.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub kubeconfig: Option<PathBuf>,

    /// Read as this user (impersonation).
    #[arg(long = "as", value_name = "USER")]
    pub as_user: Option<String>,

    /// Read as a member of this group (impersonation); repeatable.
    #[arg(long, value_name = "GROUP")]
    pub as_group: Vec<String>,

    /// How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub request_timeout: Option<Duration>,

    /// Only the DaemonSets of this namespace; also the namespace of manifests that name none.
    #[arg(short, long, value_name = "NS", conflicts_with = "all_namespaces")]
    pub namespace: Option<String>,

    /// The DaemonSets of all namespaces, which is the default.
    #[arg(short = 'A', long)]
    pub all_namespaces: bool,

    /// Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy.
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,
}

impl ClusterArgs {
    /// Whether a cluster is to be read.
    pub fn is_wanted(&self) -> bool {
        self.cluster || self.all_contexts || !self.context.is_empty()
    }

    /// The flags of both places: before and behind the subcommand; what stands behind it wins.
    #[must_use]
    pub fn or(self, before: &Self) -> Self {
        let before = before.clone();
        Self {
            cluster: self.cluster || before.cluster,
            context: if self.context.is_empty() { before.context } else { self.context },
            all_contexts: self.all_contexts || before.all_contexts,
            kubeconfig: self.kubeconfig.or(before.kubeconfig),
            as_user: self.as_user.or(before.as_user),
            as_group: if self.as_group.is_empty() { before.as_group } else { self.as_group },
            request_timeout: self.request_timeout.or(before.request_timeout),
            namespace: self.namespace.or(before.namespace),
            all_namespaces: self.all_namespaces || before.all_namespaces,
            selector: self.selector.or(before.selector),
        }
    }

    /// The namespace of manifests that name none.
    pub fn default_namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }
}
