//! Arguments to manifests and nodes.

use std::path::PathBuf;
use std::time::Duration;

use super::args::{ClusterArgs, InputArgs, PodArgs};
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use crate::coverage::{Coverage, Expectations, RunningPods, Settings};
use crate::inventory::{self, Interest, Inventory};
use crate::lint::Nodes;
use crate::load::{self, From};
use crate::manifest::ManifestSet;
use crate::report::plural;
use crate::yaml::SourceFile;

/// Only one of several things can come from standard input.
pub(super) fn ensure_one_stdin<const N: usize>(uses: [(bool, &str); N]) -> Result<(), CliError> {
    let uses: Vec<&str> = uses.into_iter().filter(|(used, _)| *used).map(|(_, name)| name).collect();
    let [first, second, ..] = uses.as_slice() else { return Ok(()) };
    let problem = format!("{first} and {second} cannot both come from standard input");
    Err(CliError::usage(problem, "put one in a file"))
}

pub(super) fn is_stdin(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path.as_os_str() == "-")
}

/// Reads what is piped in where no PATH is given, and neither nodes nor pods are to come that way.
pub(super) fn take_piped(args: &mut InputArgs, pods: &PodArgs, cluster: &ClusterArgs) {
    let is_named = !args.paths.is_empty() || !args.filenames.is_empty() || cluster.is_wanted();
    if !is_named && !is_stdin(&args.nodes) && !is_stdin(&pods.pods) && load::is_piped() {
        args.paths.push("-".into());
    }
}

/// What is judged.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) set: &'a ManifestSet,
    /// The pods beside which its DaemonSets find room.
    pub(super) pods: &'a PodArgs,
    /// The namespace of manifests that name none.
    pub(super) namespace: &'a str,
    /// What is declared of its DaemonSets.
    pub(super) expectations: &'a Expectations,
    /// How long a new pod takes until it is ready, if known.
    pub(super) ready_after: Option<Duration>,
}

/// What decides which parts of nodes and pods are read.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) set: &'a ManifestSet,
    pub(super) pods: &'a PodArgs,
    pub(super) expectations: &'a Expectations,
}

/// Reads the nodes and pods that the arguments or the configs name, and judges the manifests on them; none if there are
/// no nodes.
pub(super) fn coverage(
    args: &InputArgs,
    configs: &Configs,
    judged: Judged<'_>,
    terminal: Terminal,
) -> Result<Option<Coverage>, CliError> {
    let wanted = Wanted { set: judged.set, pods: judged.pods, expectations: judged.expectations };
    let inventory = inventory(args, configs, wanted, terminal)?;
    Ok(inventory.map(|inventory| judge(inventory, judged, terminal)))
}

/// Judges the manifests on nodes.
pub(super) fn judge(inventory: Inventory, judged: Judged<'_>, terminal: Terminal) -> Coverage {
    let settings = Settings { namespace: judged.namespace.to_owned(), ready_after: judged.ready_after };
    let mut coverage = Coverage::with(judged.set, inventory, &settings);
    coverage.check_expectations(judged.expectations);
    let pods_on_unknown_nodes = coverage.fleet.residents().map_or(0, RunningPods::pods_on_unknown_nodes);
    if pods_on_unknown_nodes > 0 {
        let pods = plural(pods_on_unknown_nodes, "pod");
        terminal.remark(&format!("{pods} left out: on nodes that the list of nodes does not have"));
    }
    coverage
}

/// Reads the nodes and pods that the arguments or the configs name; none if they name no nodes. Of the labels of nodes
/// only those are kept that the run reads.
pub(super) fn inventory(
    args: &InputArgs,
    configs: &Configs,
    Wanted { set, pods, expectations }: Wanted<'_>,
    terminal: Terminal,
) -> Result<Option<Inventory>, CliError> {
    let reads_stdin = set.files.iter().any(|file| file.name() == load::STDIN_NAME);
    let nodes = is_stdin(&args.nodes);
    ensure_one_stdin([(reads_stdin, "manifests"), (nodes, "nodes"), (is_stdin(&pods.pods), "pods")])?;
    let sources = node_sources(args, configs, terminal)?;
    if sources.is_empty() {
        if pods.pods.is_empty() {
            return Ok(None);
        }
        let help = "kubectl get nodes -o json > nodes.json, then add: --nodes nodes.json";
        return Err(CliError::usage("--pods needs --nodes: pods take room on nodes", help));
    }
    let mut interest = Interest::new(set);
    interest.add(expectations.label_keys());
    let mut whole = inventory::read_for(&sources, &interest)?;
    // A text is dropped before the next one is read: those of large fleets are large.
    drop(sources);
    if !pods.pods.is_empty() {
        // Pods that are given take the place of the sums of a snapshot.
        whole.pods = None;
    }
    for path in &pods.pods {
        let pods = inventory::read_pods_for([&load::read_nodes(&From::argument(path))?], &interest)?;
        whole.pods.get_or_insert_default().extend(pods);
    }
    Ok(Some(whole))
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

/// Whether the arguments or the configs name nodes, or pods, which ask for nodes.
pub(super) fn nodes(args: &InputArgs, pods: &[PathBuf], configs: &Configs) -> Nodes {
    let is_known = !args.nodes.is_empty() || !pods.is_empty() || !configs.nodes().is_empty();
    if is_known { Nodes::Known } else { Nodes::Unknown }
}
