//! Why a cluster cannot be read.

/// Why a cluster cannot be read. No text of it holds a secret of the kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ClusterError {
    /// What is wrong, in one line, with the server's words.
    pub problem: String,
    /// What to do about it.
    pub help: String,
}
