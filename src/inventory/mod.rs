//! Nodes and pools as data: whatever they were read from, below this module nobody can tell.

mod formats;
mod node;
mod pool;

pub use formats::{FORMATS, Format, InventoryError};
pub use node::{Inventory, Node};
pub use pool::{CountRange, LabelValues, NodePool, Unknown};

use crate::yaml::SourceFile;

/// Reads nodes and pools from texts, in their order; a name that occurs again replaces nothing, it is another node.
///
/// # Errors
/// Says of the first text that holds neither what it is instead, and what to do.
pub fn read<'a>(sources: impl IntoIterator<Item = &'a SourceFile>) -> Result<Inventory, InventoryError> {
    let mut inventory = Inventory::default();
    for source in sources {
        let found = formats::read(source)?;
        inventory.nodes.extend(found.nodes);
        inventory.pools.extend(found.pools);
        inventory.sources.push(source.name().to_owned());
    }
    Ok(inventory)
}
