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

/// What goes into a snapshot.
#[derive(Clone, Copy, Debug, Default)]
pub struct SnapshotOptions<'a> {
    /// The context of the cluster that the nodes were read from.
    pub context: Option<&'a str>,
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
    let identities = options.anonymize.then(|| Identities::of(&inventory.nodes));
    let groups = fold(inventory, identities.as_ref());
    let text = yaml::render(&Document::new(&groups, inventory.pods.is_some(), options.anonymize))?;
    Ok(Snapshot { text: header(inventory.pods.is_some(), options) + &text, groups: groups.len() })
}

/// What the file is, and how to write it again; without anything that differs from run to run.
fn header(with_pods: bool, options: SnapshotOptions<'_>) -> String {
    let context = options.context.filter(|_| !options.anonymize);
    let cluster = context.map(|context| format!(" of {}", printable(context))).unwrap_or_default();
    let mut command = String::from("kubectl daemonset-lint snapshot");
    if let Some(context) = context {
        command.push_str(" --context ");
        command.push_str(&in_shell(context));
    }
    command.push_str(if with_pods { " --pods" } else { "" });
    command.push_str(if options.anonymize { " --anonymize" } else { "" });
    let what = if with_pods { "Nodes, and what pods take on them" } else { "Nodes" };
    let mut header = format!(
        "# {what}{cluster}, for: kubectl daemonset-lint coverage --nodes FILE\n# Written by: {command} -o FILE\n"
    );
    if options.anonymize {
        header.push_str("# Anonymized: names of nodes are left out, identifying values are \"redacted\".\n");
    }
    header.push_str("# $(name) stands for the name of the node.\n");
    header
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
