//! What a format is, and what a text yields that is read in it.

use super::document::{Document, Documents};
use super::error::Fault;
use crate::inventory::node::Node;
use crate::inventory::pool::NodePool;
use crate::placement::RunningPod;
use crate::yaml::SourceFile;

/// A format that nodes or pools of nodes are described in.
#[derive(Debug)]
pub struct Format {
    /// What people call it.
    pub name: &'static str,
    /// How to get or write such a text: a command, or where the file is usually found.
    pub obtain: &'static str,
    /// Whether a document says something in this format.
    pub(super) claims: fn(&Document) -> bool,
    /// Reads what the text says in this format. Called if a document is claimed; gets all of them, because one may
    /// complete another.
    pub(super) read: fn(&Documents, &mut Found) -> Result<(), Fault>,
}

/// What one text holds.
#[derive(Debug, Default)]
pub(in crate::inventory) struct Found {
    pub(in crate::inventory) nodes: Vec<Node>,
    pub(in crate::inventory) pools: Vec<NodePool>,
    /// What pods take on the nodes; `None` if the text does not say.
    pub(in crate::inventory) pods: Option<Vec<RunningPod>>,
    /// How many nodes the texts before had.
    pub(super) nodes_before: usize,
}

impl Found {
    /// Puts the pools into the order of the text, and tells them its name.
    pub(super) fn placed_in(mut self, source: &SourceFile) -> Self {
        self.pools.sort_by_key(|pool| pool.span.start);
        for pool in &mut self.pools {
            source.name().clone_into(&mut pool.file);
            pool.settle();
        }
        self
    }
}
