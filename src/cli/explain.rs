//! `explain`: the page of a rule.

use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, check, output};
use crate::report;

pub(super) fn run(rule: &str, terminal: Terminal) -> Result<Outcome, CliError> {
    output::print(&report::rule_page(check::known(rule)?, terminal.out))?;
    Ok(Outcome::Clean)
}
