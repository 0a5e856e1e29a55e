//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod agent_is_cluster_admin;
mod always_pull_pinned;
mod api_fanout;
mod api_rejects;
mod api_warns;
mod application_as_daemonset;
mod arch_mismatch;
mod autopilot_rejects_pods;
mod blanket_toleration;
mod blanket_toleration_hits_virtual_nodes;
mod blocking_pod_affinity;
mod config_by_subpath;
mod control_plane_not_tolerated;
mod cpu_limit_on_datapath;
mod critical_agent_without_priority;
mod csi_mount_propagation;
mod dangling_reference;
mod default_service_account;
mod deployment_field_on_daemonset;
mod deployment_with_anti_affinity;
mod deprecated_node_label;
mod deprecated_registry;
mod dns_policy_without_host_network;
mod docker_runtime_path;
mod does_not_fit;
mod duplicate_agent;
mod duplicate_key;
mod empty_node_selector_term;
mod excess_capabilities;
mod forbidden_pod_field;
mod foreign_host_path;
mod hardware_agent_everywhere;
mod heavy_daemonset;
mod host_file_without_type;
mod host_namespace;
mod host_path_mount;
mod host_port_conflict;
mod host_port_in_node_port_range;
mod hostnetwork_cluster_dns;
mod hpa_targets_daemonset;
mod ignored_rolling_update;
mod impossible_node_constraints;
mod inconsistent_priority;
mod ineffective_toleration_seconds;
mod init_container_dominates;
mod invalid_toleration;
mod invalid_update_strategy;
mod karpenter_overhead_miscount;
mod label_absent_from_inventory;
mod legacy_master_selector;
mod legacy_master_toleration;
mod limit_range_conflict;
mod limits_without_requests;
mod liveness_leaves_the_node;
mod local_service_coverage;
mod log_links_outside_mount;
mod lost_indentation;
mod misdirected_binding;
mod misplaced_eviction_annotation;
mod misplaced_field;
mod missing_cpu_limit;
mod missing_limits;
mod missing_liveness_probe;
mod missing_network_policy;
mod missing_os_constraint;
mod missing_readiness_probe;
mod missing_requests;
mod missing_seccomp_profile;
mod missing_tolerations;
mod mistyped_node_label;
mod mixed_anchor_surprise;
mod mutable_image_tag;
mod namespace_node_selector_conflict;
mod networkpolicy_cannot_apply;
mod no_eligible_node;
mod no_health_gate;
mod no_rollback_history;
mod no_room_now;
mod node_critical_without_priority;
mod noexecute_not_tolerated;
mod non_preempting_priority;
mod null_selector_value;
mod on_delete_update;
mod ored_os_or_arch_terms;
mod overhead_budget;
mod overlapping_selectors;
mod pdb_on_daemonset;
mod pinned_to_node;
mod placement_expectation;
mod pod_security_level;
mod pod_slot_budget;
mod pods_rejected;
mod pre_stop_outlasts_grace_period;
mod privilege_escalation;
mod privileged_container;
mod probe_asks_the_node;
mod quota_refuses_pods;
mod read_only_host_path;
mod redundant_toleration;
mod removed_annotation;
mod removed_api_version;
mod rollout_blocked_by_unready_nodes;
mod rollout_duration;
mod run_as_root;
mod scc_not_granted;
mod selector_mismatch;
mod service_account_token;
mod shared_rwo_volume;
mod short_toleration_seconds;
mod startup_taint_unowned;
mod state_in_tmp;
mod surge_with_exclusive_host_file;
mod surge_with_host_port;
mod suspicious_quantity;
mod syntax;
mod tier_overlap;
mod toleration_matches_nothing;
mod trampoline_permissions;
mod type_mismatch;
mod undeclared_probe_port;
mod undefined_variable;
mod unknown_api;
mod unknown_field;
mod unknown_probe_port;
mod unquoted_scalar;
mod unsafe_max_unavailable;
mod untrusted_registry;
mod unused_ignore;
mod unused_volume;
mod version_in_selector;
mod windows_ignores_field;
mod writable_host_root;
mod writable_root_filesystem;

use super::engine::rule::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &agent_is_cluster_admin::RULE,
    &always_pull_pinned::RULE,
    &api_fanout::RULE,
    &api_rejects::RULE,
    &api_warns::RULE,
    &application_as_daemonset::RULE,
    &arch_mismatch::RULE,
    &autopilot_rejects_pods::RULE,
    &blanket_toleration::RULE,
    &blanket_toleration_hits_virtual_nodes::RULE,
    &blocking_pod_affinity::RULE,
    &config_by_subpath::RULE,
    &control_plane_not_tolerated::RULE,
    &cpu_limit_on_datapath::RULE,
    &critical_agent_without_priority::RULE,
    &csi_mount_propagation::RULE,
    &dangling_reference::RULE,
    &default_service_account::RULE,
    &deployment_field_on_daemonset::RULE,
    &deployment_with_anti_affinity::RULE,
    &deprecated_node_label::RULE,
    &deprecated_registry::RULE,
    &dns_policy_without_host_network::RULE,
    &docker_runtime_path::RULE,
    &does_not_fit::RULE,
    &duplicate_agent::RULE,
    &duplicate_key::RULE,
    &empty_node_selector_term::RULE,
    &excess_capabilities::RULE,
    &forbidden_pod_field::RULE,
    &foreign_host_path::RULE,
    &hardware_agent_everywhere::RULE,
    &heavy_daemonset::RULE,
    &host_file_without_type::RULE,
    &host_namespace::RULE,
    &host_path_mount::RULE,
    &host_port_conflict::RULE,
    &host_port_in_node_port_range::RULE,
    &hostnetwork_cluster_dns::RULE,
    &hpa_targets_daemonset::RULE,
    &ignored_rolling_update::RULE,
    &impossible_node_constraints::RULE,
    &inconsistent_priority::RULE,
    &ineffective_toleration_seconds::RULE,
    &init_container_dominates::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &karpenter_overhead_miscount::RULE,
    &label_absent_from_inventory::RULE,
    &legacy_master_selector::RULE,
    &legacy_master_toleration::RULE,
    &limit_range_conflict::RULE,
    &limits_without_requests::RULE,
    &liveness_leaves_the_node::RULE,
    &local_service_coverage::RULE,
    &log_links_outside_mount::RULE,
    &lost_indentation::RULE,
    &misdirected_binding::RULE,
    &misplaced_eviction_annotation::RULE,
    &misplaced_field::RULE,
    &missing_cpu_limit::RULE,
    &missing_limits::RULE,
    &missing_liveness_probe::RULE,
    &missing_network_policy::RULE,
    &missing_os_constraint::RULE,
    &missing_readiness_probe::RULE,
    &missing_requests::RULE,
    &missing_seccomp_profile::RULE,
    &missing_tolerations::RULE,
    &mistyped_node_label::RULE,
    &mixed_anchor_surprise::RULE,
    &mutable_image_tag::RULE,
    &namespace_node_selector_conflict::RULE,
    &networkpolicy_cannot_apply::RULE,
    &no_eligible_node::RULE,
    &no_health_gate::RULE,
    &no_rollback_history::RULE,
    &no_room_now::RULE,
    &node_critical_without_priority::RULE,
    &noexecute_not_tolerated::RULE,
    &non_preempting_priority::RULE,
    &null_selector_value::RULE,
    &on_delete_update::RULE,
    &ored_os_or_arch_terms::RULE,
    &overhead_budget::RULE,
    &overlapping_selectors::RULE,
    &pdb_on_daemonset::RULE,
    &pinned_to_node::RULE,
    &placement_expectation::RULE,
    &pod_security_level::RULE,
    &pod_slot_budget::RULE,
    &pods_rejected::RULE,
    &pre_stop_outlasts_grace_period::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &probe_asks_the_node::RULE,
    &quota_refuses_pods::RULE,
    &read_only_host_path::RULE,
    &redundant_toleration::RULE,
    &removed_annotation::RULE,
    &removed_api_version::RULE,
    &rollout_blocked_by_unready_nodes::RULE,
    &rollout_duration::RULE,
    &run_as_root::RULE,
    &scc_not_granted::RULE,
    &selector_mismatch::RULE,
    &service_account_token::RULE,
    &shared_rwo_volume::RULE,
    &short_toleration_seconds::RULE,
    &startup_taint_unowned::RULE,
    &state_in_tmp::RULE,
    &surge_with_exclusive_host_file::RULE,
    &surge_with_host_port::RULE,
    &suspicious_quantity::RULE,
    &syntax::RULE,
    &tier_overlap::RULE,
    &toleration_matches_nothing::RULE,
    &trampoline_permissions::RULE,
    &type_mismatch::RULE,
    &undeclared_probe_port::RULE,
    &undefined_variable::RULE,
    &unknown_api::RULE,
    &unknown_field::RULE,
    &unknown_probe_port::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
    &untrusted_registry::RULE,
    &unused_ignore::RULE,
    &unused_volume::RULE,
    &version_in_selector::RULE,
    &windows_ignores_field::RULE,
    &writable_host_root::RULE,
    &writable_root_filesystem::RULE,
];
