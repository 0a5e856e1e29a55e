//! What the API server refuses and no rule of its own covers, one file an area.
//!
//! Each function mirrors one of upstream's validation, names it, and reports at the field that the server names. Defaults
//! are applied first, as there. Texts that are placeholders, and fields that another rule reports already (an unknown name,
//! a value of the wrong type), are passed over.

mod affinity;
mod annotations;
mod claim_templates;
mod claims;
mod containers;
mod downward;
mod env;
mod handlers;
mod metadata;
mod mounts;
mod names;
mod network;
mod older_servers;
mod os;
mod overlaps;
mod path_tree;
mod podless;
mod pods;
mod ports;
mod profiles;
mod projected;
mod report;
mod resources;
mod scheduling;
mod security;
mod selectors;
mod signers;
mod sink;
mod volume_files;
mod volume_plugins;
mod volume_sources;
mod volumes;
mod warnings;
mod windows;

pub(crate) use podless::podless;
pub(super) use report::report;
pub(super) use sink::{Fault, Sink};

use crate::lint::engine::context::DaemonSetContext;

/// Everything for which the server refuses the DaemonSet, in the order of its areas.
pub(super) fn faults(cx: &DaemonSetContext<'_>) -> Vec<Fault> {
    let mut sink = Sink::new(cx);
    metadata::check(cx, &mut sink);
    annotations::check(cx, &mut sink);
    containers::check(cx, &mut sink);
    volumes::check(cx, &mut sink);
    resources::check(cx, &mut sink);
    claims::check(cx, &mut sink);
    scheduling::check(cx, &mut sink);
    affinity::check(cx, &mut sink);
    security::check(cx, &mut sink);
    os::check(cx, &mut sink);
    windows::check(cx, &mut sink);
    network::check(cx, &mut sink);
    older_servers::check(cx, &mut sink);
    sink.into_faults()
}

/// Everything for which it takes the DaemonSet and refuses each of its pods.
pub(super) fn faults_of_pods(cx: &DaemonSetContext<'_>) -> Vec<Fault> {
    let mut sink = Sink::new(cx);
    pods::check(cx, &mut sink);
    sink.into_faults()
}

/// Everything that it takes with a warning.
pub(super) fn warnings(cx: &DaemonSetContext<'_>) -> Vec<Fault> {
    let mut sink = Sink::new(cx);
    warnings::check(cx, &mut sink);
    overlaps::check(cx, &mut sink);
    sink.into_faults()
}
