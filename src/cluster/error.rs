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

#[cfg(feature = "cluster")]
impl ClusterError {
    /// The same error without secrets that words of others may have repeated.
    pub(super) fn without(self, secrets: &super::words::Secrets) -> Self {
        Self { problem: secrets.hide(&self.problem), help: secrets.hide(&self.help) }
    }
}
