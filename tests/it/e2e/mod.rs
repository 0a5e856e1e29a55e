//! The real binary against a real API server: whatever cluster `DAEMONSET_LINT_E2E_KUBECONFIG` names.
//!
//! Every test creates what it needs, in namespaces of its own, and removes it again. No kubelet is expected: nodes are
//! objects that a test creates. The tests take turns, since nodes have no namespace and each of them reads all.

mod agents;
mod api;
mod contexts;
mod crowded;
mod diff;
mod fixture;
mod fleet;
mod live;
mod objects;
mod placement;
mod rights;
mod server;
mod snapshot;
