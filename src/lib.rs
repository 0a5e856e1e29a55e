//! The library behind `kubectl daemonset-lint`; the map of the house.
//!
//! Imports point down (`tests/it/architecture.rs` holds them to it):
//!
//! ```text
//! edge      cli → load, cluster                 the only modules that touch the world
//! around    report   fix   config               views of the results; edits; what the user asks for
//! answers   lint → coverage                     findings; verdicts
//! facts     manifest   inventory   placement    objects with spans; the fleet; the predicates
//! ground    yaml   words                        text, spans, located values; wording
//! ```
//!
//! Semantic versioning covers the command line and the machine-readable formats, not this library.

pub mod cli;
pub mod cluster;
pub mod config;
pub mod coverage;
pub mod fix;
pub mod inventory;
pub mod lint;
pub mod load;
pub mod manifest;
pub mod placement;
pub mod report;
mod words;
pub mod yaml;
