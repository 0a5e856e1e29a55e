//! Rules by name.

use super::rule::Rule;
use crate::lint::rules::ALL;

/// The rule of a name.
pub fn find_rule(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// The rule whose name comes nearest to a misspelt one, if any comes near.
pub fn nearest_rule(id: &str) -> Option<&'static Rule> {
    let scored = ALL.iter().map(|rule| (strsim::jaro_winkler(id, rule.id), rule));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(*best.1)
}
