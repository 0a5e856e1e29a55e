//! A snapshot: the nodes of an inventory as a small YAML file that `--nodes` reads (`inventory/formats/snapshot.rs`).
//!
//! Equal states give equal bytes: groups are in the order of what they say, names in theirs, and nothing that changes by
//! itself is written down. Only what verdicts read is there: names, labels, taints, what a node can give, whether it is
//! unready, and, where asked for, what pods take.

mod anonymize;
mod document;
mod fold;
mod taken;

use anonymize::Identities;
use document::Document;
use fold::fold;

use super::printable::printable;
use super::yaml::{self, YamlError};
use crate::inventory::Inventory;

/// Where the nodes of a snapshot were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotSource<'a> {
    /// From files.
    Files,
    /// From the cluster of a context.
    Context(&'a str),
}

/// What goes into a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotOptions<'a> {
    /// Where the nodes were read.
    pub source: SnapshotSource<'a>,
    /// Whether names and what identifies a machine, an account or a cluster are left out.
    pub anonymize: bool,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The file.
    pub text: String,
    /// How many groups of equal nodes it has.
    pub groups: usize,
}

/// Writes the nodes of an inventory down, and what its pods take, if they are known. Pools are left out.
///
/// # Errors
/// If it cannot be written as YAML.
pub fn render(inventory: &Inventory, options: SnapshotOptions<'_>) -> Result<Snapshot, YamlError> {
    let identities = options.anonymize.then(|| Identities::new(&inventory.nodes));
    let groups = fold(inventory, identities.as_ref());
    let text = yaml::render(&Document::new(&groups, inventory.pods.is_some(), options.anonymize))?;
    Ok(Snapshot { text: header(inventory.pods.is_some(), options) + &text, groups: groups.len() })
}

/// What the file is, and how to write it again; without anything that differs from run to run.
fn header(with_pods: bool, SnapshotOptions { source, anonymize }: SnapshotOptions<'_>) -> String {
    let (cluster, nodes, pods) = match source {
        SnapshotSource::Files => (String::new(), " --nodes NODES".to_owned(), " --pods PODS"),
        SnapshotSource::Context(_) if anonymize => (String::new(), " --cluster".to_owned(), " --pods"),
        SnapshotSource::Context(context) => {
            let nodes = format!(" --context {}", in_shell(context));
            (format!(" of the cluster {}", printable(context)), nodes, " --pods")
        }
    };
    let pods = if with_pods { pods } else { "" };
    let flag = if anonymize { " --anonymize" } else { "" };
    let what = if with_pods { " with what pods take on them" } else { "" };
    let mut header = format!("# Nodes{cluster}{what}, for: kubectl daemonset-lint coverage --nodes FILE\n");
    let refresh = format!("# Refresh with: kubectl daemonset-lint snapshot{nodes}{pods}{flag} -o FILE\n");
    header += &refresh;
    if anonymize {
        header += "# Anonymized: nodes have no names, and values that identify something are \"redacted\".\n";
    }
    header + "# $(name) stands for the name of the node.\n"
}

/// A context as an argument to a shell, for people to copy.
fn in_shell(context: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:@".contains(character);
    let context = printable(context);
    if !context.is_empty() && context.chars().all(is_plain) {
        return context.into_owned();
    }
    format!("'{}'", context.replace('\'', r"'\''"))
}
