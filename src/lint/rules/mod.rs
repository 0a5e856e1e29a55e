//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod deployment_with_anti_affinity;
mod invalid_toleration;
mod invalid_update_strategy;
mod missing_limits;
mod missing_requests;
mod missing_tolerations;
mod syntax;
mod unsafe_max_unavailable;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &deployment_with_anti_affinity::RULE,
    &invalid_toleration::RULE,
    &invalid_update_strategy::RULE,
    &missing_limits::RULE,
    &missing_requests::RULE,
    &missing_tolerations::RULE,
    &syntax::RULE,
    &unsafe_max_unavailable::RULE,
];
