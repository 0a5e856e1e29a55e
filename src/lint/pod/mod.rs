//! What a pod spec says, for rules that ask the same of it.

pub(super) mod agent_class;
pub(super) mod container_resources;
pub(super) mod disjoint;
pub(super) mod host_access;
pub(super) mod host_ports;
pub(super) mod idle;
pub(super) mod image;
pub(super) mod init_containers;
pub(super) mod label_selector;
pub(super) mod located_quantity;
pub(super) mod managed_cluster;
pub(super) mod mounts;
pub(super) mod node_constraints;
pub(super) mod node_critical;
pub(super) mod node_scope;
pub(super) mod other_workload_fields;
pub(super) mod pod_edit;
pub(super) mod pod_security;
pub(super) mod pod_security_fields;
pub(super) mod probe_target;
pub(super) mod probes;
pub(super) mod references;
pub(super) mod satisfiable;
pub(super) mod service_names;
pub(super) mod surge;
