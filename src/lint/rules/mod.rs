//! The rules, one file each. This file is written by `tests/it/generated.rs` from the folder.

mod invalid_update_strategy;
mod syntax;

use crate::lint::Rule;

/// All rules, by name.
pub static ALL: &[&Rule] = &[&invalid_update_strategy::RULE, &syntax::RULE];
