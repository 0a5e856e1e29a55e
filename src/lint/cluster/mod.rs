//! What the objects of a run, and the nodes of an inventory, say of each other.

pub(super) mod absent_labels;
pub(super) mod budget;
pub(super) mod co_deployed;
pub(super) mod colocation;
pub(super) mod control_plane_tiers;
pub(super) mod duplicates;
pub(super) mod kustomization;
pub(super) mod kustomized_names;
pub(super) mod namespace_limits;
pub(super) mod namespaces;
pub(super) mod nearest_file;
pub(super) mod nodes_and_pools;
pub(super) mod pairs;
pub(super) mod platforms;
pub(super) mod rbac;
pub(super) mod referable;
pub(super) mod selected_workloads;
pub(super) mod services;
