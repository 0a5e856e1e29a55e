//! `rules`: the table of all rules.

use super::args::RulesArgs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, output};
use crate::lint::rules::ALL;
use crate::report;

#[derive(Clone, Copy)]
enum Format {
    Table,
    Json,
    Markdown,
}

const FORMATS: [(&str, Format); 3] =
    [("table", Format::Table), ("json", Format::Json), ("markdown", Format::Markdown)];

pub(super) fn run(args: &RulesArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    for output in output::parse(&args.output, &FORMATS)? {
        output.write(&match output.format {
            Format::Table => report::rule_table(ALL, terminal.out),
            Format::Json => report::rules_json(ALL)?,
            Format::Markdown => report::rules_markdown(ALL),
        })?;
    }
    Ok(Outcome::Clean)
}
