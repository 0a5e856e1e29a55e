//! `diff`: what a change does to coverage, requests, findings and pods.

mod change;
mod cluster;
mod files;
mod side;

use super::args::DiffArgs;
use super::baseline::Baselines;
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, live, output};
use change::{Change, FORMATS, write};

pub(super) fn run(args: &DiffArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    live::ensure_use(&args.cluster)?;
    if args.cluster.is_wanted() {
        return cluster::run(args, &outputs, terminal);
    }
    let configs = Configs::new(&args.input, None, terminal)?;
    let baselines = Baselines::open(args.baseline.as_deref(), false, &configs, terminal)?;
    let (before, after) = files::sides(args, &configs, terminal)?;
    let (before, after) = (before.without_known(baselines.as_ref()), after.without_known(baselines.as_ref()));
    let unread = before.unread + after.unread;
    let change = Change::new(before, after, None);
    write(std::slice::from_ref(&change), &[], &outputs, terminal)?;
    change.explain(terminal);
    match unread {
        0 => Ok(change.outcome(&configs.thresholds(args.rules.threshold()))),
        unread => Err(CliError::Unread(unread)),
    }
}
