//! What the user says about which cluster to read, and as whom.

use std::path::PathBuf;
use std::time::Duration;

/// How to reach a cluster: the flags that kubectl has for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// `--kubeconfig`; without it `KUBECONFIG`, then `~/.kube/config`, then the service account of a pod.
    pub kubeconfig: Option<PathBuf>,
    /// `--as`.
    pub user: Option<String>,
    /// `--as-group`.
    pub groups: Vec<String>,
    /// `--request-timeout`: how long a single request may take; `None` for as long as it takes.
    pub timeout: Option<Duration>,
}

/// Which DaemonSets of a cluster are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// `-n`; all namespaces without it.
    pub namespace: Option<String>,
    /// `-l`, as the server takes it.
    pub selector: Option<String>,
}

/// The contexts of a kubeconfig.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contexts {
    /// Their names, in the order of the file.
    pub names: Vec<String>,
    /// `current-context`, if it is set.
    pub current: Option<String>,
}
