//! `snapshot`: the nodes of a cluster as a small file.

use super::Outcome;
use super::args::SnapshotArgs;
use super::error::CliError;
use super::terminal::Terminal;

pub(super) fn run(_: &SnapshotArgs, _: Terminal) -> Result<Outcome, CliError> {
    Err(CliError::usage("snapshot is being built", "wait for it"))
}
