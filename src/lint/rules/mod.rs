//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod duplicate_key;
mod invalid_update_strategy;
mod lost_indentation;
mod misplaced_field;
mod removed_api_version;
mod selector_mismatch;
mod syntax;
mod type_mismatch;
mod unknown_field;
mod unquoted_scalar;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[
    &duplicate_key::RULE,
    &invalid_update_strategy::RULE,
    &lost_indentation::RULE,
    &misplaced_field::RULE,
    &removed_api_version::RULE,
    &selector_mismatch::RULE,
    &syntax::RULE,
    &type_mismatch::RULE,
    &unknown_field::RULE,
    &unquoted_scalar::RULE,
];
