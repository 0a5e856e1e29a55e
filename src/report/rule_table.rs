//! The table of rules.

use std::fmt::Write as _;

use super::painter::{Painter, Tone};
use crate::lint::Rule;

/// Writes one line a rule.
pub(crate) fn render(rules: &[&Rule], painter: Painter) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let id = painter.paint(&format!("{:width$}", rule.id), Tone::Strong);
        let (severity, default, category) = (rule.severity.name(), rule.default.name(), rule.category.name());
        let _ = writeln!(out, "{id}  {severity:7}  {default:3}  {category:12}  {}", rule.summary);
    }
    out
}
