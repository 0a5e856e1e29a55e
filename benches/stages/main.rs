//! The stages of a run one by one, for whoever makes them faster: `cargo bench --bench stages`.
//!
//! A word behind `--` picks benchmarks by name: `cargo bench --bench stages -- decode`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail loudly")]

#[path = "../generator/mod.rs"]
mod generator;

mod fleets;
mod manifests;

fn main() {
    divan::main();
}
