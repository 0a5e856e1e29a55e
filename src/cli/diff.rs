//! `diff`: what a change does to coverage, requests and findings.

use std::path::PathBuf;

use super::args::DiffArgs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, output};
use crate::coverage::{self, Coverage, State};
use crate::inventory::{self, Inventory};
use crate::lint::{self, Checked, Default, Finding, Rule, RunContext, Severity, rules};
use crate::load::{self, Excludes, From, Loaded, Revision};
use crate::manifest::{self, ManifestSet};
use crate::report::{self, DiffReport};
use crate::yaml::{Limits, SourceFile};

#[derive(Clone, Copy)]
enum Format {
    Table,
    Json,
    Markdown,
}

const FORMATS: [(&str, Format); 3] =
    [("table", Format::Table), ("json", Format::Json), ("markdown", Format::Markdown)];

/// One side of the comparison, read and judged.
struct Side {
    set: ManifestSet,
    coverage: Option<Coverage>,
    findings: Vec<Finding>,
    /// How many inputs could not be read.
    unread: usize,
}

pub(super) fn run(args: &DiffArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    let (before, after) = sides(args, terminal)?;
    let changes = coverage::diff(before.state(), after.state());
    let new = lint::not_in(after.checked(), before.checked());
    let gone = lint::not_in(before.checked(), after.checked());
    let report = DiffReport {
        changes: &changes,
        knows_nodes: after.coverage.is_some(),
        new: &new,
        new_set: &after.set,
        gone: &gone,
        gone_set: &before.set,
    };
    for output in &outputs {
        let text = match output.format {
            Format::Table => report::diff_table(&report, terminal.out),
            Format::Json => report::diff_json(&report)?,
            Format::Markdown => report::diff_markdown(&report),
        };
        output.write(&text)?;
    }
    match before.unread + after.unread {
        0 => Ok(outcome(&new)),
        unread => Err(CliError::Unread(unread)),
    }
}

fn outcome(new: &[&Finding]) -> Outcome {
    let fails = new.iter().any(|finding| finding.severity >= Severity::Warning);
    if fails { Outcome::Findings } else { Outcome::Clean }
}

/// Reads both sides.
fn sides(args: &DiffArgs, terminal: Terminal) -> Result<(Side, Side), CliError> {
    let excludes = Excludes::new(args.exclude.iter().map(String::as_str))?;
    let Some(revision) = &args.since else {
        let [before, after] = args.paths.as_slice() else {
            let help = "name BEFORE and AFTER, or compare with git: kubectl daemonset-lint diff --since main";
            return Err(CliError::usage("diff compares two paths", help));
        };
        let side = |path: &PathBuf| {
            Ok(Side::new(
                load::load(&[From::argument(path)], &excludes),
                inventory(&args.nodes, None)?,
                terminal,
            ))
        };
        return side(before).and_then(|before| Ok((before, side(after)?)));
    };
    let revision = Revision::find(revision)?;
    let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let from: Vec<From> = paths.iter().map(|path| From::argument(path)).collect();
    let before =
        Side::new(revision.load(&paths, &excludes)?, inventory(&args.nodes, Some(&revision))?, terminal);
    let after = Side::new(load::load(&from, &excludes), inventory(&args.nodes, None)?, terminal);
    Ok((before, after))
}

/// The nodes, as they are, or as they were in a revision that has them.
fn inventory(files: &[PathBuf], revision: Option<&Revision>) -> Result<Option<Inventory>, CliError> {
    if files.is_empty() {
        return Ok(None);
    }
    let source = |path: &PathBuf| -> Result<SourceFile, CliError> {
        let then = revision.map(|revision| revision.file(path)).transpose()?.flatten();
        then.map_or_else(|| Ok(load::read_nodes(&From::argument(path))?), Ok)
    };
    let sources = files.iter().map(source).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(inventory::read(&sources)?))
}

impl Side {
    fn new(loaded: Loaded, inventory: Option<Inventory>, terminal: Terminal) -> Self {
        for failure in &loaded.failures {
            terminal.error(failure);
        }
        let unread = loaded.failures.len();
        let set = manifest::read(loaded.inputs, &Limits::default());
        let coverage = inventory.map(|inventory| Coverage::new(&set, inventory));
        let rules: Vec<&Rule> =
            rules::ALL.iter().copied().filter(|rule| rule.default == Default::On).collect();
        let findings = lint::run(&RunContext { set: &set, coverage: coverage.as_ref() }, &rules);
        Self { set, coverage, findings, unread }
    }

    fn state(&self) -> State<'_> {
        State { set: &self.set, coverage: self.coverage.as_ref() }
    }

    fn checked(&self) -> Checked<'_> {
        Checked { set: &self.set, findings: &self.findings }
    }
}
