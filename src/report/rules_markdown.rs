//! The table of rules as Markdown; the README has it too.

use std::fmt::Write as _;

use crate::lint::Rule;

/// Writes one row a rule.
pub fn render(rules: &[&Rule]) -> String {
    let mut out =
        String::from("| rule | severity | by default | reads | reports that |\n|---|---|---|---|---|\n");
    for rule in rules {
        let cells = [rule.id, rule.severity.name(), rule.default.name(), rule.needs.name(), rule.summary];
        let _ = writeln!(out, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    out
}
