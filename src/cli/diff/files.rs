//! Two paths, or the work tree and a git revision.

use std::path::Path;
use std::slice;

use super::side::Side;
use crate::cli::args::DiffArgs;
use crate::cli::configs::Configs;
use crate::cli::error::CliError;
use crate::cli::inputs;
use crate::cli::terminal::Terminal;
use crate::config::Overrides;
use crate::coverage::Coverage;
use crate::inventory;
use crate::load::{self, Loaded, Revision};
use crate::manifest::{self, FileManifest, Input};
use crate::yaml::{Limits, SourceFile};

/// Reads both sides.
pub(super) fn sides(
    args: &DiffArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<(Side, Side), CliError> {
    let inputs = configs.inputs(&args.input.exclude)?;
    let Some(revision) = &args.since else {
        let [before, after] = inputs.as_slice() else {
            let help = "name BEFORE and AFTER, compare with git: kubectl daemonset-lint diff --since main, or with a \
                        cluster: diff --cluster PATH";
            return Err(CliError::usage("diff compares two paths", help));
        };
        let nodes = inputs::node_sources(&args.input, configs, terminal)?;
        let before = side(load::load(slice::from_ref(before), read), &nodes, configs, terminal)?;
        let mut loaded = load::load(slice::from_ref(after), read);
        // The second argument is the first of this side.
        loaded.arguments.iter_mut().for_each(|argument| *argument = 1);
        return Ok((before, side(loaded, &nodes, configs, terminal)?));
    };
    let revision = Revision::find(revision)?;
    let nodes = inputs::node_sources(&args.input, configs, terminal)?;
    let then = nodes.iter().map(|now| then(&revision, now)).collect::<Result<Vec<_>, _>>()?;
    let before = side(revision.load(&inputs, read)?, &then, configs, terminal)?;
    let after = side(load::load(&inputs, read), &nodes, configs, terminal)?;
    Ok((before, after))
}

/// A list of nodes as it was in a revision, or as it is where the revision does not have it.
fn then(revision: &Revision, now: &SourceFile) -> Result<SourceFile, CliError> {
    Ok(revision.file(Path::new(now.name()))?.unwrap_or_else(|| now.clone()))
}

fn read(_: usize, input: Input) -> FileManifest {
    manifest::read_file(input, &Limits::default())
}

fn side(
    loaded: Loaded<FileManifest>,
    nodes: &[SourceFile],
    configs: &Configs,
    terminal: Terminal,
) -> Result<Side, CliError> {
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
    let side = Side::new(set, coverage, &expectations, &settings);
    // What one side asks to leave out the other can ask for as well.
    Ok(Side { left_out: Vec::new(), unread, ..side })
}
