//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.

mod invalid_update_strategy;
mod placement_expectation;
mod syntax;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[&invalid_update_strategy::RULE, &placement_expectation::RULE, &syntax::RULE];
