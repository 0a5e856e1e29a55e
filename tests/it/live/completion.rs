//! Completion from a kubeconfig and from a cluster.
