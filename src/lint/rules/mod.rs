//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod api_rejects;
mod application_as_daemonset;
mod blanket_toleration;
mod blocking_pod_affinity;
mod cpu_limit_on_datapath;
mod critical_agent_without_priority;
mod deployment_field_on_daemonset;
mod deployment_with_anti_affinity;
mod deprecated_node_label;
mod deprecated_registry;
mod dns_policy_without_host_network;
mod docker_runtime_path;
mod duplicate_key;
mod empty_node_selector_term;
mod forbidden_pod_field;
mod heavy_daemonset;
mod hostnetwork_cluster_dns;
mod hpa_targets_daemonset;
mod ignored_rolling_update;
mod impossible_node_constraints;
mod inconsistent_priority;
mod ineffective_toleration_seconds;
mod init_container_dominates;
mod invalid_toleration;
mod invalid_update_strategy;
mod legacy_master_selector;
mod legacy_master_toleration;
mod limits_without_requests;
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
mod mistyped_node_label;
mod mixed_anchor_surprise;
mod no_health_gate;
mod no_rollback_history;
mod node_critical_without_priority;
mod noexecute_not_tolerated;
mod non_preempting_priority;
mod null_selector_value;
mod on_delete_update;
mod ored_os_or_arch_terms;
mod overlapping_selectors;
mod pdb_on_daemonset;
mod pinned_to_node;
mod placement_expectation;
mod redundant_toleration;
mod removed_annotation;
mod removed_api_version;
mod selector_mismatch;
mod short_toleration_seconds;
mod surge_with_exclusive_host_file;
mod surge_with_host_port;
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
    &application_as_daemonset::RULE,
    &blanket_toleration::RULE,
    &blocking_pod_affinity::RULE,
    &cpu_limit_on_datapath::RULE,
    &critical_agent_without_priority::RULE,
    &deployment_field_on_daemonset::RULE,
    &deployment_with_anti_affinity::RULE,
    &deprecated_node_label::RULE,
    &deprecated_registry::RULE,
    &dns_policy_without_host_network::RULE,
    &docker_runtime_path::RULE,
    &duplicate_key::RULE,
    &empty_node_selector_term::RULE,
    &forbidden_pod_field::RULE,
    &heavy_daemonset::RULE,
    &hostnetwork_cluster_dns::RULE,
    &hpa_targets_daemonset::RULE,
    &ignored_rolling_update::RULE,
    &impossible_node_constraints::RULE,
    &inconsistent_priority::RULE,
    &ineffective_toleration_seconds::RULE,
    &init_container_dominates::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &legacy_master_selector::RULE,
    &legacy_master_toleration::RULE,
    &limits_without_requests::RULE,
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
    &mistyped_node_label::RULE,
    &mixed_anchor_surprise::RULE,
    &no_health_gate::RULE,
    &no_rollback_history::RULE,
    &node_critical_without_priority::RULE,
    &noexecute_not_tolerated::RULE,
    &non_preempting_priority::RULE,
    &null_selector_value::RULE,
    &on_delete_update::RULE,
    &ored_os_or_arch_terms::RULE,
    &overlapping_selectors::RULE,
    &pdb_on_daemonset::RULE,
    &pinned_to_node::RULE,
    &placement_expectation::RULE,
    &redundant_toleration::RULE,
    &removed_annotation::RULE,
    &removed_api_version::RULE,
    &selector_mismatch::RULE,
    &short_toleration_seconds::RULE,
    &surge_with_exclusive_host_file::RULE,
    &surge_with_host_port::RULE,
    &suspicious_quantity::RULE,
    &syntax::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
];
