//! What `kubectl apply` makes of a live DaemonSet.

mod agent;
mod cases;
mod e2e;
