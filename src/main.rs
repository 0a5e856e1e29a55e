//! The `kubectl-daemonset_lint` binary: a doorstep to [`daemonset_lint`].

fn main() {}
