//! Arguments to manifests and nodes.

use std::path::PathBuf;

use super::args::InputArgs;
use super::error::CliError;
use super::terminal::Terminal;
use crate::inventory::{self, Inventory};
use crate::load::{self, Excludes, From};
use crate::manifest::{self, ManifestSet};
use crate::report::plural;
use crate::yaml::Limits;

/// The manifests of a run, and how many inputs are missing from them.
pub(super) struct Manifests {
    pub(super) set: ManifestSet,
    unread: usize,
}

impl Manifests {
    /// Reports findings in standard input under the name of a file.
    pub(super) fn rename_stdin(&mut self, name: &str) {
        for file in self.set.files.iter_mut().filter(|file| file.name() == load::STDIN_NAME) {
            file.rename(name);
        }
    }

    /// Fails, after everything else is done, if some input could not be read.
    pub(super) fn ensure_complete(&self) -> Result<(), CliError> {
        if self.unread > 0 { Err(CliError::Unread(self.unread)) } else { Ok(()) }
    }
}

/// Reads the manifests that the arguments name; tells of each input that cannot be read, and goes on.
pub(super) fn manifests(args: &InputArgs, terminal: Terminal) -> Result<Manifests, CliError> {
    let excludes = Excludes::new(args.exclude.iter().map(String::as_str))?;
    let mut paths: Vec<PathBuf> = args.paths.iter().chain(&args.filenames).cloned().collect();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let from: Vec<From> = paths.iter().map(|path| From::argument(path)).collect();
    if from.contains(&From::Stdin) && args.nodes.iter().any(|path| path.as_os_str() == "-") {
        return Err(CliError::usage(
            "manifests and nodes cannot both come from standard input",
            "put one in a file",
        ));
    }
    let loaded = load::load(&from, &excludes);
    for failure in &loaded.failures {
        terminal.error(failure);
    }
    Ok(Manifests { set: manifest::read(loaded.inputs, &Limits::default()), unread: loaded.failures.len() })
}

/// Reads the nodes that the arguments name; none if they name none.
pub(super) fn inventory(args: &InputArgs) -> Result<Option<Inventory>, CliError> {
    if args.nodes.is_empty() {
        return Ok(None);
    }
    let sources = args.nodes.iter().map(|path| load::read_nodes(&From::argument(path)));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    Ok(Some(inventory::read(&sources)?))
}

/// Says what was seen where there is no DaemonSet to work on, and nothing else tells it.
pub(super) fn explain_emptiness(set: &ManifestSet, terminal: Terminal) {
    let told = !set.broken.is_empty() || !set.skipped.is_empty();
    if told || set.objects.iter().any(|object| object.id.kind == "DaemonSet") {
        return;
    }
    let read = format!("{} in {}", plural(set.documents, "document"), plural(set.files.len(), "file"));
    let hint =
        if set.files.is_empty() { "no .yaml, .yml or .json file there" } else { "no DaemonSet among them" };
    terminal.remark(&format!("read {read}: {hint}"));
}
