//! The formats that nodes come in, told apart by content.

mod node_list;

use super::node::Node;
use crate::yaml::SourceFile;

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
        Self { file: source.name().to_owned(), line: None, problem: problem.into(), help: RUN_THIS.to_owned() }
    }

    fn at(mut self, source: &SourceFile, offset: usize) -> Self {
        self.line = Some(source.position(offset).line);
        self
    }
}

/// Reads the nodes of one text.
pub(super) fn read(source: &SourceFile) -> Result<Vec<Node>, InventoryError> {
    if source.text().trim().is_empty() {
        return Err(InventoryError::new(source, "is empty"));
    }
    if is_table(source.text()) {
        return Err(InventoryError::new(source, "is the table that `kubectl get nodes` prints for people; it has no taints"));
    }
    node_list::read(source)
}

/// Whether the text is what `kubectl get nodes` prints without `-o`.
fn is_table(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
    header.first() == Some(&"NAME") && header.contains(&"STATUS")
}
