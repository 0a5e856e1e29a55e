//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod application_as_daemonset;
mod arch_mismatch;
mod blanket_toleration;
mod blanket_toleration_hits_virtual_nodes;
mod blocking_pod_affinity;
mod cpu_limit_on_datapath;
mod deployment_field_on_daemonset;
mod deployment_with_anti_affinity;
mod deprecated_node_label;
mod does_not_fit;
mod duplicate_key;
mod empty_node_selector_term;
mod hpa_targets_daemonset;
mod ignored_rolling_update;
mod impossible_node_constraints;
mod ineffective_toleration_seconds;
mod init_container_dominates;
mod invalid_toleration;
mod invalid_update_strategy;
mod label_absent_from_inventory;
mod legacy_master_selector;
mod legacy_master_toleration;
mod limits_without_requests;
mod lost_indentation;
mod misplaced_field;
mod missing_limits;
mod missing_os_constraint;
mod missing_requests;
mod missing_tolerations;
mod mistyped_node_label;
mod no_eligible_node;
mod no_health_gate;
mod no_rollback_history;
mod noexecute_not_tolerated;
mod on_delete_update;
mod ored_os_or_arch_terms;
mod overhead_budget;
mod pinned_to_node;
mod placement_expectation;
mod pod_slot_budget;
mod redundant_toleration;
mod removed_api_version;
mod rollout_blocked_by_unready_nodes;
mod rollout_duration;
mod selector_mismatch;
mod surge_with_exclusive_host_file;
mod surge_with_host_port;
mod syntax;
mod toleration_matches_nothing;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;
mod unsafe_max_unavailable;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &application_as_daemonset::RULE,
    &arch_mismatch::RULE,
    &blanket_toleration::RULE,
    &blanket_toleration_hits_virtual_nodes::RULE,
    &blocking_pod_affinity::RULE,
    &cpu_limit_on_datapath::RULE,
    &deployment_field_on_daemonset::RULE,
    &deployment_with_anti_affinity::RULE,
    &deprecated_node_label::RULE,
    &does_not_fit::RULE,
    &duplicate_key::RULE,
    &empty_node_selector_term::RULE,
    &hpa_targets_daemonset::RULE,
    &ignored_rolling_update::RULE,
    &impossible_node_constraints::RULE,
    &ineffective_toleration_seconds::RULE,
    &init_container_dominates::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &label_absent_from_inventory::RULE,
    &legacy_master_selector::RULE,
    &legacy_master_toleration::RULE,
    &limits_without_requests::RULE,
    &lost_indentation::RULE,
    &misplaced_field::RULE,
    &missing_limits::RULE,
    &missing_os_constraint::RULE,
    &missing_requests::RULE,
    &missing_tolerations::RULE,
    &mistyped_node_label::RULE,
    &no_eligible_node::RULE,
    &no_health_gate::RULE,
    &no_rollback_history::RULE,
    &noexecute_not_tolerated::RULE,
    &on_delete_update::RULE,
    &ored_os_or_arch_terms::RULE,
    &overhead_budget::RULE,
    &pinned_to_node::RULE,
    &placement_expectation::RULE,
    &pod_slot_budget::RULE,
    &redundant_toleration::RULE,
    &removed_api_version::RULE,
    &rollout_blocked_by_unready_nodes::RULE,
    &rollout_duration::RULE,
    &selector_mismatch::RULE,
    &surge_with_exclusive_host_file::RULE,
    &surge_with_host_port::RULE,
    &syntax::RULE,
    &toleration_matches_nothing::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
];
