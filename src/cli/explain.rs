//! `explain`: the page of a rule.

use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, output, rule_choice};
use crate::report;

pub(super) fn run(rule: &str, terminal: Terminal) -> Result<Outcome, CliError> {
    output::print(&report::rule_page(rule_choice::known(rule)?, terminal.out))?;
    Ok(Outcome::Clean)
}
