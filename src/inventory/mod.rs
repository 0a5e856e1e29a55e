//! Nodes as data: whatever they were read from, below this module nobody can tell.

mod formats;
mod node;

pub use formats::InventoryError;
pub use node::{Inventory, Node};

use crate::yaml::SourceFile;

/// Reads nodes from texts, in their order; a name that occurs again replaces nothing, it is another node.
///
/// # Errors
/// Says of the first text that is no list of nodes what it is instead, and what to run.
pub fn read<'a>(sources: impl IntoIterator<Item = &'a SourceFile>) -> Result<Inventory, InventoryError> {
    let mut inventory = Inventory::default();
    for source in sources {
        inventory.nodes.extend(formats::read(source)?);
        inventory.sources.push(source.name().to_owned());
    }
    Ok(inventory)
}
