//! The one integration binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]

mod architecture;
mod cli;
mod coverage;
mod diff;
mod fixes;
mod fixing;
mod generated;
mod inventories;
mod kubectl;
mod readme;
mod rules;
mod sandbox;
mod schema_table;
