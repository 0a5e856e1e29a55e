//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod blanket_toleration;
mod deployment_with_anti_affinity;
mod duplicate_key;
mod ignored_rolling_update;
mod ineffective_toleration_seconds;
mod invalid_toleration;
mod invalid_update_strategy;
mod legacy_master_toleration;
mod lost_indentation;
mod misplaced_field;
mod missing_limits;
mod missing_requests;
mod missing_tolerations;
mod no_health_gate;
mod no_rollback_history;
mod noexecute_not_tolerated;
mod on_delete_update;
mod redundant_toleration;
mod removed_api_version;
mod selector_mismatch;
mod surge_with_exclusive_host_file;
mod surge_with_host_port;
mod syntax;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;
mod unsafe_max_unavailable;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &blanket_toleration::RULE,
    &deployment_with_anti_affinity::RULE,
    &duplicate_key::RULE,
    &ignored_rolling_update::RULE,
    &ineffective_toleration_seconds::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &legacy_master_toleration::RULE,
    &lost_indentation::RULE,
    &misplaced_field::RULE,
    &missing_limits::RULE,
    &missing_requests::RULE,
    &missing_tolerations::RULE,
    &no_health_gate::RULE,
    &no_rollback_history::RULE,
    &noexecute_not_tolerated::RULE,
    &on_delete_update::RULE,
    &redundant_toleration::RULE,
    &removed_api_version::RULE,
    &selector_mismatch::RULE,
    &surge_with_exclusive_host_file::RULE,
    &surge_with_host_port::RULE,
    &syntax::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
];
