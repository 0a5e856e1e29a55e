//! `snapshot`: the nodes of a cluster as a small file.

use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::args::{ClusterArgs, SnapshotArgs};
use super::error::{CliError, shown};
use super::inputs::ensure_one_stdin;
use super::live::{self, visit};
use super::output;
use super::terminal::Terminal;
use crate::cluster::{ClusterError, Kind, Wanted};
use crate::inventory::{self, Interest, Inventory};
use crate::load::{self, From};
use crate::report::{self, SnapshotOptions, SnapshotSource, plural};

pub(super) fn run(args: &SnapshotArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    if let Some(file) = &args.output {
        ensure_writable(file)?;
    }
    let (inventory, context) =
        if args.nodes.is_empty() { from_cluster(args, terminal)? } else { (from_files(args)?, None) };
    ensure_nodes(&inventory)?;
    if !inventory.pools.is_empty() {
        terminal.remark(&format!(
            "{} left out: give their file to --nodes as it is",
            plural(inventory.pools.len(), "pool")
        ));
    }
    let source = context.as_deref().map_or(SnapshotSource::Files, SnapshotSource::Context);
    let options = SnapshotOptions { source, anonymize: args.anonymize };
    let snapshot = report::snapshot(&inventory, options)?;
    let Some(file) = &args.output else {
        output::print(&snapshot.text)?;
        return Ok(Outcome::Clean);
    };
    load::write(file, snapshot.text.as_bytes()).map_err(|error| CliError::write(file, error))?;
    let nodes = plural(inventory.nodes.len(), "node");
    let groups = plural(snapshot.groups, "group");
    terminal.remark(&format!("wrote {nodes} in {groups} to {}", shown(file)));
    Ok(Outcome::Clean)
}

/// Refuses what the file would not be written to, before a cluster is read for it.
fn ensure_writable(file: &Path) -> Result<(), CliError> {
    const FORMATS: [&str; 4] = ["yaml", "yml", "json", "table"];
    if FORMATS.iter().any(|format| file.as_os_str() == *format) {
        let problem = format!("-o {} is the name of a format, not of a file", shown(file));
        return Err(CliError::usage(problem, "a snapshot is always YAML; name its file: -o nodes.yaml"));
    }
    if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_symlink()) {
        let problem = format!("{} is a symbolic link; nothing was written", shown(file));
        return Err(CliError::usage(problem, "name the file that it leads to"));
    }
    Ok(())
}

fn ensure_nodes(inventory: &Inventory) -> Result<(), CliError> {
    if !inventory.nodes.is_empty() {
        return Ok(());
    }
    let problem = format!("{} has pools, and no nodes to write down", inventory.sources.join(", "));
    Err(CliError::usage(problem, "a file of pools is small already: give it to --nodes as it is"))
}

fn from_files(args: &SnapshotArgs) -> Result<Inventory, CliError> {
    let is_stdin = |paths: &[PathBuf]| paths.iter().any(|path| path.as_os_str() == "-");
    let pods = args.pods.as_deref().unwrap_or_default();
    ensure_one_stdin([(is_stdin(&args.nodes), "nodes"), (is_stdin(pods), "pods")])?;
    if args.pods.is_some() && pods.is_empty() {
        let help = "kubectl get pods -A -o json > pods.json, then: --pods pods.json";
        return Err(CliError::usage("--pods needs a file beside --nodes", help));
    }
    let sources = args.nodes.iter().map(|path| load::read_nodes(&From::argument(path)));
    let mut inventory = inventory::read(&sources.collect::<Result<Vec<_>, _>>()?)?;
    // Pods that are given take the place of the sums of a snapshot.
    inventory.pods = inventory.pods.filter(|_| pods.is_empty());
    for path in pods {
        let pods = inventory::read_pods([&load::read_nodes(&From::argument(path))?])?;
        inventory.pods.get_or_insert_default().extend(pods);
    }
    Ok(inventory)
}

/// The nodes of one cluster, and the name of its context.
fn from_cluster(args: &SnapshotArgs, terminal: Terminal) -> Result<(Inventory, Option<String>), CliError> {
    ensure_one_cluster(&args.cluster)?;
    if let Some(path) = args.pods.iter().flatten().next() {
        let problem = format!("--pods {} does not belong to the nodes of a cluster", shown(path));
        return Err(CliError::usage(problem, "write --pods alone to read the pods of the cluster, too"));
    }
    let pods = args.pods.is_some();
    let wanted = Wanted { interest: Interest::everything(), pods, ..Wanted::default() };
    let visited = visit(&args.cluster, terminal, |cluster| {
        let mut state = cluster.read(&wanted)?;
        let denied = state.denied.iter().find(|denied| pods && denied.kind == Kind::Pod);
        if let Some(denied) = denied {
            return Err(ClusterError {
                problem: format!("pods may not be read: {}", report::printable(&denied.message)),
                help: "ask for the right to list pods in all namespaces, or leave out --pods".to_owned(),
            });
        }
        live::inventory(cluster.context(), &mut state)
    })?;
    let Some(visited) = visited.into_iter().next() else {
        return Err(CliError::usage("no context to read", "name one with --context"));
    };
    Ok((visited.result?, Some(visited.name)))
}

/// A snapshot is of one cluster, and of all its nodes.
fn ensure_one_cluster(args: &ClusterArgs) -> Result<(), CliError> {
    if args.all_contexts || args.context.len() > 1 {
        let help = "write a file for each: snapshot --context NAME -o NAME.yaml";
        return Err(CliError::usage("a snapshot is of one cluster", help));
    }
    let flag = match args {
        ClusterArgs { selector: Some(_), .. } => "-l",
        ClusterArgs { namespace: Some(_), .. } => "-n",
        _ => return Ok(()),
    };
    let problem = format!("{flag} chooses DaemonSets; a snapshot is of all nodes, and of the pods on them");
    Err(CliError::usage(problem, format!("leave out {flag}")))
}
