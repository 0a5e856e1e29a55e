//! `check`: reads, lints, reports.

mod clusters;
mod demands;
mod judge;
mod write;

use std::ops::ControlFlow;
use std::slice;

use super::args::CheckArgs;
use super::baseline::Baselines;
use super::configs::Configs;
use super::error::CliError;
use super::files::{self, ReadFiles};
use super::fixing::Fixing;
use super::terminal::Terminal;
use super::{Outcome, inputs, live, output, remarks, rule_choice};
use crate::config::Overrides;
use crate::lint::{FileFindings, Severity};
use crate::manifest::FileManifest;
pub(super) use clusters::{related_kinds, without_denied};
use demands::ensure_checked;
use judge::{Judge, Read};
use write::{FORMATS, outcome, write};

pub(super) fn run(args: &CheckArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    let overrides = rule_choice::overrides(&args.rules)?;
    live::ensure_use(&args.cluster)?;
    let configs = Configs::new(&args.input, args.stdin_filename.as_deref(), terminal)?;
    if args.print_config {
        output::print(&configs.show(args, &overrides))?;
        return Ok(Outcome::Clean);
    }
    if args.cluster.is_wanted() {
        return clusters::run(args, &configs, &overrides, &outputs, terminal);
    }
    let baseline =
        Baselines::open(args.baseline.baseline.as_deref(), args.baseline.write_baseline, &configs, terminal)?;
    let files = read(args, &configs, &overrides, terminal)?;
    let judge = Judge {
        args,
        configs: &configs,
        settings: args.rules.heeding(configs.settings(&overrides, &files.arguments)),
        by_config: configs.settings_by_config(&overrides),
        arguments: files.arguments.clone(),
        view: None,
        terminal,
    };
    let read = Read::of_files(files, args);
    let inventory = judge.inventory(&read.manifests.set)?;
    let part = match judge.part(read, inventory, baseline.as_ref())? {
        ControlFlow::Continue(part) => part,
        ControlFlow::Break(outcome) => return Ok(outcome),
    };
    write(slice::from_ref(&part), &[], &outputs, terminal)?;
    remarks::explain_emptiness(&part.manifests, terminal);
    let matched = remarks::explain_unmatched(&configs, &part.manifests, part.coverage.as_ref(), terminal);
    remarks::explain_unmatched_ignores(&configs, &part.manifests, terminal);
    part.manifests.ensure_complete()?;
    ensure_checked(args, slice::from_ref(&part))?;
    let thresholds = configs.thresholds(args.rules.threshold());
    let counts = thresholds.iter().any(|threshold| threshold.is_reached_by(Severity::Warning));
    let matched = if counts { matched } else { Outcome::Clean };
    Ok(outcome(slice::from_ref(&part), &configs, &thresholds).max(matched))
}

/// Reads the manifests; each file is judged by itself and closed as soon as it has been read.
fn read(
    args: &CheckArgs,
    configs: &Configs,
    overrides: &Overrides,
    terminal: Terminal,
) -> Result<ReadFiles<FileFindings>, CliError> {
    let settings = configs.settings_by_config(overrides);
    let nodes = inputs::nodes(&args.input, &args.pods.pods, configs);
    let is_fixing = Fixing::is_wanted(args.fixes);
    let see = |argument: usize, file: &mut FileManifest| {
        let settings = &settings[configs.number_of(argument)];
        let found = files::judge_file(configs, settings, (argument, nodes), file);
        if is_fixing { found } else { found.for_report() }
    };
    files::read(&args.input, configs, terminal, see)
}
