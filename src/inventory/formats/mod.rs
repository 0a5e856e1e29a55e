//! The formats that nodes come in, told apart by content.

mod node_list;

use super::node::Node;
use super::pool::NodePool;
use crate::yaml::{self, SourceFile};

/// Why a text is no list of nodes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}{}: {problem}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct InventoryError {
    /// The file, by its name.
    pub file: String,
    /// The line of the fault, from 1, if there is one line.
    pub line: Option<usize>,
    /// What the text is, or what is wrong with it.
    pub problem: String,
    /// What to do.
    pub help: String,
}

/// What to run for a list of nodes that can be read.
const RUN_THIS: &str = "write the list with: kubectl get nodes -o json > nodes.json";

impl InventoryError {
    fn new(source: &SourceFile, problem: impl Into<String>) -> Self {
        Self {
            file: source.name().to_owned(),
            line: None,
            problem: problem.into(),
            help: RUN_THIS.to_owned(),
        }
    }

    fn at(mut self, source: &SourceFile, offset: usize) -> Self {
        self.line = Some(source.position(offset).line);
        self
    }
}

/// What one text holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) nodes: Vec<Node>,
    pub(super) pools: Vec<NodePool>,
}

/// A format in which pools are described.
struct Format {
    /// What people call it.
    name: &'static str,
    /// Reads the pools of a text. Gets all of its documents, because one may complete another; takes what it knows and
    /// passes over the rest. `None`: nothing in the text is of this format.
    read: fn(&Documents<'_>) -> Result<Option<Vec<NodePool>>, InventoryError>,
}

/// The documents of a text that is no list of nodes.
struct Documents<'a> {
    source: &'a SourceFile,
    /// The values of the documents, items of lists among them.
    roots: Vec<yaml::Node>,
}

/// The formats of pools, in the order in which they are tried.
static FORMATS: &[&Format] = &[];

/// What can be read as nodes, for messages.
pub const UNDERSTOOD: &[&str] = &["kubectl get nodes -o json|yaml"];

/// Reads the nodes and pools of one text.
pub(super) fn read(source: &SourceFile) -> Result<Found, InventoryError> {
    if source.text().trim().is_empty() {
        return Err(InventoryError::new(source, "is empty"));
    }
    if is_table(source.text()) {
        let problem = "is the table that `kubectl get nodes` prints for people; it has no taints";
        return Err(InventoryError::new(source, problem));
    }
    Ok(Found { nodes: node_list::read(source)?, pools: Vec::new() })
}

/// Whether the text is what `kubectl get nodes` prints without `-o`.
fn is_table(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
    header.first() == Some(&"NAME") && header.contains(&"STATUS")
}
