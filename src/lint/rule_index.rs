//! Rules by name.

use super::engine::rule::Rule;
use super::rules::ALL;
use crate::words::{ALIKE, nearest};

/// The rule of a name.
pub fn find_rule(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// The rule whose name comes nearest to a misspelt one, if any comes near.
pub(crate) fn nearest_rule(id: &str) -> Option<&'static Rule> {
    find_rule(nearest(id, ALL.iter().map(|rule| rule.id), ALIKE)?)
}
