//! The formats that nodes come in, told apart by content.
//!
//! To add one: write its file with a `pub(super) static FORMAT` (the shortest neighbour shows how), add it to [`FORMATS`],
//! and put texts into `testdata/inventories/<format>/`.

mod borrowed;
mod capi;
mod cloud;
mod condition;
mod config_connector;
mod crossplane;
mod document;
mod ec2;
mod eksctl;
mod error;
mod format;
mod gardener;
mod json_list;
mod k3s;
mod karpenter;
mod kind;
mod kops;
mod kubeadm;
mod kwok;
mod node_list;
mod openshift;
mod page;
mod parts;
mod pod_list;
mod pools_file;
mod snapshot;
mod talos;
mod terraform;
mod warnings;

pub use error::InventoryError;
pub use format::Format;
pub(super) use format::Found;
pub use page::{Page, PageError};
pub(super) use pod_list::read as read_pods;

use std::collections::BTreeMap;

use super::interest::Interest;
use crate::yaml::SourceFile;
use document::Documents;

/// What can be read as nodes. A text may mix formats.
pub static FORMATS: &[&Format] = &[
    &node_list::FORMAT,
    &snapshot::FORMAT,
    &karpenter::FORMAT,
    &eksctl::FORMAT,
    &kind::FORMAT,
    &kubeadm::FORMAT,
    &kops::FORMAT,
    &gardener::FORMAT,
    &talos::FORMAT,
    &k3s::FORMAT,
    &terraform::FORMAT,
    &config_connector::FORMAT,
    &crossplane::FORMAT,
    &kwok::FORMAT,
    &capi::FORMAT,
    &openshift::FORMAT,
    &pools_file::FORMAT,
];

/// Reads the nodes and pools of one text; of labels of nodes only those that the run asks for. `nodes_before` is how many
/// the texts before had.
pub(super) fn read(
    source: &SourceFile,
    interest: &Interest,
    nodes_before: usize,
) -> Result<Found, InventoryError> {
    let source = &*warnings::without(source);
    if source.text().trim().is_empty() {
        return Err(InventoryError::new(source, "is empty", advice()));
    }
    if is_table(source.text()) {
        let problem = "is the table that `kubectl get nodes` prints for people; it has no taints";
        return Err(InventoryError::new(
            source,
            problem,
            format!("write the list with: {}", node_list::COMMAND),
        ));
    }
    if let Some(found) = terraform::whole(source)? {
        return Ok(found.placed_in(source));
    }
    if let Some(nodes) = node_list::pure_json(source, interest)? {
        return Ok(Found { nodes, ..Found::default() });
    }
    let documents = Documents::load(source)?;
    let claiming: Vec<_> =
        FORMATS.iter().filter(|format| documents.iter().any(|document| (format.claims)(document))).collect();
    let mut found = Found { nodes_before, ..Found::default() };
    for format in &claiming {
        (format.read)(&documents, &mut found).map_err(|fault| fault.within(source, format.name))?;
    }
    if found.nodes.is_empty() && found.pools.is_empty() {
        return Err(nothing_found(source, &documents, claiming.first().map(|format| format.name)));
    }
    for node in &mut found.nodes {
        node.labels.retain(|key, _| interest.covers(key));
    }
    Ok(found.placed_in(source))
}

/// Whether the text is what `kubectl get nodes` prints without `-o`.
fn is_table(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
    header.first() == Some(&"NAME") && header.contains(&"STATUS")
}

fn nothing_found(source: &SourceFile, documents: &Documents, claimed_by: Option<&str>) -> InventoryError {
    let problem = match (claimed_by, kinds(documents)) {
        (Some(format), _) => format!("is read as {format}, but describes no node"),
        (None, kinds) if kinds.is_empty() => "is empty, or an empty list".to_owned(),
        (None, kinds) => format!("holds nothing that describes nodes, but {kinds}"),
    };
    InventoryError::new(source, problem, advice())
}

/// The kinds of the documents and their numbers, in words.
fn kinds(documents: &Documents) -> String {
    let mut kinds = BTreeMap::<(&str, &str), usize>::new();
    for document in documents.iter() {
        *kinds.entry((&document.kind, document.group())).or_default() += 1;
    }
    let words = kinds.iter().map(|(kind, count)| match *kind {
        ("", _) => format!("{count} of no kind"),
        (kind, "") => format!("{count} {kind}"),
        (kind, group) => format!("{count} {kind} ({group})"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What to give instead of a text that holds no nodes.
fn advice() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    format!("write a list with: {}\n  understood are: {}", node_list::COMMAND, names.join(", "))
}
