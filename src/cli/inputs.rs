//! Arguments to manifests and nodes.

use super::args::InputArgs;
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use crate::inventory::{self, Inventory};
use crate::load::{self, From};
use crate::manifest::{self, ManifestSet};
use crate::report::plural;
use crate::yaml::{Limits, SourceFile};

/// The manifests of a run, and how many inputs are missing from them.
pub(super) struct Manifests {
    pub(super) set: ManifestSet,
    /// The index of the argument that each file came through.
    pub(super) arguments: Vec<usize>,
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
pub(super) fn manifests(
    args: &InputArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<Manifests, CliError> {
    let from = configs.inputs(&args.exclude)?;
    let reads_stdin = from.iter().any(|(from, _)| *from == From::Stdin);
    if reads_stdin && args.nodes.iter().any(|path| path.as_os_str() == "-") {
        return Err(CliError::usage(
            "manifests and nodes cannot both come from standard input",
            "put one in a file",
        ));
    }
    let limits = Limits::default();
    let loaded = load::load(&from, |input| manifest::read_file(input, &limits));
    for failure in &loaded.failures {
        terminal.error(failure);
    }
    let set = manifest::gather(loaded.items, &limits);
    Ok(Manifests { set, arguments: loaded.arguments, unread: loaded.failures.len() })
}

/// The nodes that the arguments name, or else the configs; none if neither does.
pub(super) fn inventory(
    args: &InputArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<Option<Inventory>, CliError> {
    let sources = node_sources(args, configs, terminal)?;
    if sources.is_empty() {
        return Ok(None);
    }
    Ok(Some(inventory::read(&sources)?))
}

/// The texts with nodes that the arguments name, or else the configs.
pub(super) fn node_sources(
    args: &InputArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<Vec<SourceFile>, CliError> {
    if args.nodes.is_empty() {
        return configured_nodes(configs, terminal);
    }
    let sources = args.nodes.iter().map(|path| load::read_nodes(&From::argument(path)));
    Ok(sources.collect::<Result<Vec<_>, _>>()?)
}

/// Reads the nodes that the configs name; a file that cannot be read is a fault of its config.
fn configured_nodes(configs: &Configs, terminal: Terminal) -> Result<Vec<SourceFile>, CliError> {
    let mut sources = Vec::new();
    let mut faults = 0;
    for (path, config, nodes) in configs.nodes() {
        match load::read_nodes(&From::Path(path)) {
            Ok(source) => sources.push(source),
            Err(error) => {
                faults += 1;
                let help = "paths are relative to the config; --nodes overrides them";
                terminal.fault(config, nodes.span, &error.to_string(), help);
            }
        }
    }
    if faults > 0 { Err(CliError::Config(faults)) } else { Ok(sources) }
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
