//! `rules`: the table of all rules.

use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, output};
use crate::lint::rules;
use crate::report;

pub(super) fn run(terminal: Terminal) -> Result<Outcome, CliError> {
    output::print(&report::rule_table(rules::ALL, terminal.out))?;
    Ok(Outcome::Clean)
}
