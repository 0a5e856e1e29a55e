//! `diff`: what a change does to coverage, requests and findings.

use std::path::Path;
use std::slice;

use super::args::DiffArgs;
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::config::Overrides;
use crate::coverage::{self, Coverage, State};
use crate::inventory;
use crate::lint::{self, Checked, Finding, RunContext, Severity};
use crate::load::{self, Loaded, Revision};
use crate::manifest::{self, FileManifest, Input, ManifestSet};
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
    let configs = Configs::new(&args.input, None, terminal)?;
    let (before, after) = sides(args, &configs, terminal)?;
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
fn sides(args: &DiffArgs, configs: &Configs, terminal: Terminal) -> Result<(Side, Side), CliError> {
    let inputs = configs.inputs(&args.input.exclude)?;
    let Some(revision) = &args.since else {
        let [before, after] = inputs.as_slice() else {
            let help = "name BEFORE and AFTER, or compare with git: kubectl daemonset-lint diff --since main";
            return Err(CliError::usage("diff compares two paths", help));
        };
        let nodes = inputs::node_sources(&args.input, configs, terminal)?;
        let before = Side::new(load::load(slice::from_ref(before), read), &nodes, configs, terminal)?;
        let mut loaded = load::load(slice::from_ref(after), read);
        // The second argument is the first of this side.
        loaded.arguments.iter_mut().for_each(|argument| *argument = 1);
        return Ok((before, Side::new(loaded, &nodes, configs, terminal)?));
    };
    let revision = Revision::find(revision)?;
    let nodes = inputs::node_sources(&args.input, configs, terminal)?;
    let then = nodes.iter().map(|now| then(&revision, now)).collect::<Result<Vec<_>, _>>()?;
    let before = Side::new(revision.load(&inputs, read)?, &then, configs, terminal)?;
    let after = Side::new(load::load(&inputs, read), &nodes, configs, terminal)?;
    Ok((before, after))
}

/// A list of nodes as it was in a revision, or as it is where the revision does not have it.
fn then(revision: &Revision, now: &SourceFile) -> Result<SourceFile, CliError> {
    Ok(revision.file(Path::new(now.name()))?.unwrap_or_else(|| now.clone()))
}

fn read(_: usize, input: Input) -> FileManifest {
    manifest::read_file(input, &Limits::default())
}

impl Side {
    fn new(
        loaded: Loaded<FileManifest>,
        nodes: &[SourceFile],
        configs: &Configs,
        terminal: Terminal,
    ) -> Result<Self, CliError> {
        let unread = loaded.failures.len();
        for failure in loaded.failures {
            terminal.error(&CliError::Load(failure));
        }
        let set = manifest::gather(loaded.items);
        let settings = configs.settings(&Overrides::default(), &loaded.arguments);
        let expectations = configs.expectations(&set, &loaded.arguments);
        let coverage = match nodes {
            [] => None,
            nodes => {
                let mut coverage = Coverage::new(&set, inventory::read(nodes)?);
                coverage.hold(&expectations);
                Some(coverage)
            }
        };
        let context = RunContext {
            set: &set,
            coverage: coverage.as_ref(),
            expectations: &expectations,
            settings: &settings,
            briefs: &[],
        };
        let findings = lint::run(&context);
        Ok(Self { set, coverage, findings, unread })
    }

    fn state(&self) -> State<'_> {
        State { set: &self.set, coverage: self.coverage.as_ref() }
    }

    fn checked(&self) -> Checked<'_> {
        Checked { set: &self.set, findings: &self.findings }
    }
}
