//! Nodes and pools as data: whatever they were read from, below this module nobody can tell.

mod formats;
mod interest;
mod node;
pub mod platform;
mod pool;
mod system;

pub use formats::{FORMATS, Format, InventoryError, Page, PageError};
pub use interest::Interest;
pub use node::{Inventory, Node};
pub use pool::{CountRange, LabelValues, NodePool, PodSecurityDefault, Unknown};
pub(crate) use system::OPENSHIFT;
pub use system::{Distribution, Os, System};

use crate::placement::RunningPod;
use crate::yaml::SourceFile;

/// Reads nodes and pools from texts, in their order; a name that occurs again replaces nothing, it is another node.
///
/// # Errors
/// Says of the first text that holds neither what it is instead, and what to do.
pub fn read<'a>(sources: impl IntoIterator<Item = &'a SourceFile>) -> Result<Inventory, InventoryError> {
    read_for(sources, &Interest::everything())
}

/// Reads nodes and pools as [`read`] does, and keeps of the nodes' labels only those that the run asks for: a fleet of
/// 100,000 nodes has millions.
///
/// # Errors
/// As [`read`].
pub fn read_for<'a>(
    sources: impl IntoIterator<Item = &'a SourceFile>,
    interest: &Interest,
) -> Result<Inventory, InventoryError> {
    let mut inventory = Inventory::default();
    for source in sources {
        let found = formats::read(source, interest, inventory.nodes.len())?;
        inventory.nodes.extend(found.nodes);
        if let Some(pods) = found.pods {
            inventory.pods.get_or_insert_default().extend(pods);
        }
        inventory.pools.extend(found.pools);
        inventory.sources.push(source.name().to_owned());
    }
    Ok(inventory)
}

/// Reads pods from texts, as `kubectl get pods -A -o json` (or yaml) prints them.
///
/// # Errors
/// Says of the first text that holds something else what it is instead, and what to do.
pub fn read_pods<'a>(
    sources: impl IntoIterator<Item = &'a SourceFile>,
) -> Result<Vec<RunningPod>, InventoryError> {
    read_pods_for(sources, &Interest::everything())
}

/// Reads pods as [`read_pods`] does, and keeps of their labels only those that the run asks for.
///
/// # Errors
/// As [`read_pods`].
pub fn read_pods_for<'a>(
    sources: impl IntoIterator<Item = &'a SourceFile>,
    interest: &Interest,
) -> Result<Vec<RunningPod>, InventoryError> {
    let mut pods = Vec::new();
    for source in sources {
        pods.extend(formats::read_pods(source, interest)?);
    }
    Ok(pods)
}
