//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod api_rejects;
mod critical_agent_without_priority;
mod deployment_with_anti_affinity;
mod deprecated_registry;
mod dns_policy_without_host_network;
mod docker_runtime_path;
mod duplicate_key;
mod forbidden_pod_field;
mod heavy_daemonset;
mod hostnetwork_cluster_dns;
mod inconsistent_priority;
mod invalid_toleration;
mod invalid_update_strategy;
mod liveness_leaves_the_node;
mod lost_indentation;
mod misplaced_eviction_annotation;
mod misplaced_field;
mod missing_cpu_limit;
mod missing_limits;
mod missing_liveness_probe;
mod missing_readiness_probe;
mod missing_requests;
mod missing_tolerations;
mod mixed_anchor_surprise;
mod node_critical_without_priority;
mod non_preempting_priority;
mod null_selector_value;
mod overlapping_selectors;
mod pdb_on_daemonset;
mod removed_annotation;
mod removed_api_version;
mod selector_mismatch;
mod short_toleration_seconds;
mod suspicious_quantity;
mod syntax;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;
mod unsafe_max_unavailable;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &api_rejects::RULE,
    &critical_agent_without_priority::RULE,
    &deployment_with_anti_affinity::RULE,
    &deprecated_registry::RULE,
    &dns_policy_without_host_network::RULE,
    &docker_runtime_path::RULE,
    &duplicate_key::RULE,
    &forbidden_pod_field::RULE,
    &heavy_daemonset::RULE,
    &hostnetwork_cluster_dns::RULE,
    &inconsistent_priority::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &liveness_leaves_the_node::RULE,
    &lost_indentation::RULE,
    &misplaced_eviction_annotation::RULE,
    &misplaced_field::RULE,
    &missing_cpu_limit::RULE,
    &missing_limits::RULE,
    &missing_liveness_probe::RULE,
    &missing_readiness_probe::RULE,
    &missing_requests::RULE,
    &missing_tolerations::RULE,
    &mixed_anchor_surprise::RULE,
    &node_critical_without_priority::RULE,
    &non_preempting_priority::RULE,
    &null_selector_value::RULE,
    &overlapping_selectors::RULE,
    &pdb_on_daemonset::RULE,
    &removed_annotation::RULE,
    &removed_api_version::RULE,
    &selector_mismatch::RULE,
    &short_toleration_seconds::RULE,
    &suspicious_quantity::RULE,
    &syntax::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
];
