//! Arguments to manifests and nodes.

use std::path::PathBuf;
use std::time::Duration;

use super::args::InputArgs;
use super::error::CliError;
use super::terminal::Terminal;
use crate::coverage::{Coverage, Residents, Settings};
use crate::inventory::{self, Interest, Inventory};
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
    ensure_one_stdin(args, &from)?;
    let loaded = load::load(&from, &excludes);
    for failure in &loaded.failures {
        terminal.error(failure);
    }
    Ok(Manifests { set: manifest::read(loaded.inputs, &Limits::default()), unread: loaded.failures.len() })
}

/// Only one of manifests, nodes and pods can come from standard input.
fn ensure_one_stdin(args: &InputArgs, manifests: &[From]) -> Result<(), CliError> {
    let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
    let uses = [
        (manifests.contains(&From::Stdin), "manifests"),
        (args.nodes.iter().any(|path| is_stdin(&path)), "nodes"),
        (args.pods.iter().any(|path| is_stdin(&path)), "pods"),
    ];
    let uses: Vec<&str> = uses.into_iter().filter(|(used, _)| *used).map(|(_, name)| name).collect();
    let [first, second, ..] = uses.as_slice() else { return Ok(()) };
    let problem = format!("{first} and {second} cannot both come from standard input");
    Err(CliError::usage(problem, "put one in a file"))
}

/// Reads nodes and pods that the arguments name, and judges the manifests on them; none if they name no nodes.
pub(super) fn coverage(
    args: &InputArgs,
    set: &ManifestSet,
    ready_after: Option<Duration>,
    terminal: Terminal,
) -> Result<Option<Coverage>, CliError> {
    let Some(inventory) = inventory(args, &Interest::of(set))? else { return Ok(None) };
    let settings = Settings { namespace: args.namespace.clone(), ready_after };
    let coverage = Coverage::with(set, inventory, &settings);
    let homeless = coverage.fleet.residents().map_or(0, Residents::homeless);
    if homeless > 0 {
        let pods = plural(homeless, "pod");
        terminal.remark(&format!("{pods} left out: on nodes that the list of nodes does not have"));
    }
    Ok(Some(coverage))
}

/// Reads the nodes and pods that the arguments name; none if they name no nodes. Of the labels of nodes only those are
/// kept that the run reads.
fn inventory(args: &InputArgs, interest: &Interest) -> Result<Option<Inventory>, CliError> {
    if args.nodes.is_empty() {
        if args.pods.is_empty() {
            return Ok(None);
        }
        let help = "kubectl get nodes -o json > nodes.json, then add: --nodes nodes.json";
        return Err(CliError::usage("--pods needs --nodes: pods take room on nodes", help));
    }
    // A text is dropped before the next one is read: those of large fleets are large.
    let mut whole = Inventory::default();
    for path in &args.nodes {
        let found = inventory::read_for([&load::read_nodes(&From::argument(path))?], interest)?;
        whole.nodes.extend(found.nodes);
        whole.pools.extend(found.pools);
        whole.sources.extend(found.sources);
    }
    for path in &args.pods {
        let pods = inventory::read_pods([&load::read_nodes(&From::argument(path))?])?;
        whole.pods.get_or_insert_default().extend(pods);
    }
    Ok(Some(whole))
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
