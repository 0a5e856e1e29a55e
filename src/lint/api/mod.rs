//! What the API server refuses and no rule of its own covers, one file an area.
//!
//! Each function mirrors one of upstream's validation, names it, and reports at the field that the server names. Defaults
//! are applied first, as there. Texts that are placeholders, and fields that another rule reports already (an unknown name,
//! a value of the wrong type), are passed over.

mod affinity;
mod containers;
mod env;
mod handlers;
mod metadata;
mod mounts;
mod names;
mod network;
mod os;
mod ports;
mod resources;
mod scheduling;
mod security;
mod sink;
mod volume_sources;
mod volumes;

pub(super) use sink::{Fault, Sink};

use crate::lint::engine::context::DaemonSetContext;

/// Everything that the server refuses, in the order of its areas.
pub(super) fn faults(cx: &DaemonSetContext<'_>) -> Vec<Fault> {
    let mut sink = Sink::new(cx);
    metadata::check(cx, &mut sink);
    containers::check(cx, &mut sink);
    volumes::check(cx, &mut sink);
    resources::check(cx, &mut sink);
    scheduling::check(cx, &mut sink);
    affinity::check(cx, &mut sink);
    security::check(cx, &mut sink);
    os::check(cx, &mut sink);
    network::check(cx, &mut sink);
    sink.into_faults()
}
