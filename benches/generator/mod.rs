//! Inputs of the benchmarks: made from a seed, the same on every machine.
//!
//! Shared by all benchmarks (`#[path]`); each uses a part of it.

#![allow(dead_code, reason = "each benchmark uses a part")]

pub(crate) mod agent;
pub(crate) mod fleet;
pub(crate) mod mistake;
pub(crate) mod mixed;
pub(crate) mod numbers;
pub(crate) mod tree;

/// The seed of all inputs.
pub(crate) const SEED: u64 = 7;
