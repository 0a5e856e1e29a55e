//! Keys of formats that are ours alone.

use super::super::error::Fault;
use crate::words::slip;
use crate::yaml::{Mapping, Node};

/// Refuses keys that mean nothing, with the nearest one that does.
pub(in super::super) fn check_keys(node: Node<'_>, known: &[&str]) -> Result<(), Fault> {
    let Some(Mapping { entries, .. }) = node.as_map() else {
        return Err(Fault::new(node.span, format!("expected a mapping with {}", known.join(", "))));
    };
    let Some(entry) = entries.iter().find(|entry| !known.contains(&entry.key)) else {
        return Ok(());
    };
    let fault = Fault::new(entry.key_span, format!("`{}` is no key here", entry.key));
    Err(match slip(entry.key, known) {
        Some(name) => fault.help(format!("did you mean `{name}`?")),
        None => fault.help(format!("the keys are {}", known.join(", "))),
    })
}
