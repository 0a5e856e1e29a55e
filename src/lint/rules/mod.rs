//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod deployment_with_anti_affinity;
mod duplicate_key;
mod invalid_toleration;
mod invalid_update_strategy;
mod lost_indentation;
mod misplaced_field;
mod missing_limits;
mod missing_requests;
mod missing_tolerations;
mod placement_expectation;
mod removed_api_version;
mod selector_mismatch;
mod syntax;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;
mod unsafe_max_unavailable;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &deployment_with_anti_affinity::RULE,
    &duplicate_key::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &lost_indentation::RULE,
    &misplaced_field::RULE,
    &missing_limits::RULE,
    &missing_requests::RULE,
    &missing_tolerations::RULE,
    &placement_expectation::RULE,
    &removed_api_version::RULE,
    &selector_mismatch::RULE,
    &syntax::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
    &unsafe_max_unavailable::RULE,
];
