//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod agent_is_cluster_admin;
mod always_pull_pinned;
mod api_fanout;
mod default_service_account;
mod deployment_with_anti_affinity;
mod duplicate_agent;
mod duplicate_key;
mod excess_capabilities;
mod host_namespace;
mod host_path_mount;
mod host_port_conflict;
mod invalid_toleration;
mod invalid_update_strategy;
mod local_service_coverage;
mod lost_indentation;
mod misplaced_field;
mod missing_limits;
mod missing_network_policy;
mod missing_requests;
mod missing_seccomp_profile;
mod missing_tolerations;
mod mutable_image_tag;
mod namespace_node_selector_conflict;
mod networkpolicy_cannot_apply;
mod pod_security_level;
mod privilege_escalation;
mod privileged_container;
mod removed_api_version;
mod run_as_root;
mod selector_mismatch;
mod service_account_token;
mod shared_rwo_volume;
mod startup_taint_unowned;
mod syntax;
mod tier_overlap;
mod trampoline_permissions;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;
mod unsafe_max_unavailable;
mod writable_host_root;
mod writable_root_filesystem;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &agent_is_cluster_admin::RULE,
    &always_pull_pinned::RULE,
    &api_fanout::RULE,
    &default_service_account::RULE,
    &deployment_with_anti_affinity::RULE,
    &duplicate_agent::RULE,
    &duplicate_key::RULE,
    &excess_capabilities::RULE,
    &host_namespace::RULE,
    &host_path_mount::RULE,
    &host_port_conflict::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &local_service_coverage::RULE,
    &lost_indentation::RULE,
    &misplaced_field::RULE,
    &missing_limits::RULE,
    &missing_network_policy::RULE,
    &missing_requests::RULE,
    &missing_seccomp_profile::RULE,
    &missing_tolerations::RULE,
    &mutable_image_tag::RULE,
    &namespace_node_selector_conflict::RULE,
    &networkpolicy_cannot_apply::RULE,
    &pod_security_level::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &removed_api_version::RULE,
    &run_as_root::RULE,
    &selector_mismatch::RULE,
    &service_account_token::RULE,
    &shared_rwo_volume::RULE,
    &startup_taint_unowned::RULE,
    &syntax::RULE,
    &tier_overlap::RULE,
    &trampoline_permissions::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
    &writable_host_root::RULE,
    &writable_root_filesystem::RULE,
];
