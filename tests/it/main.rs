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
mod config;
mod coverage;
mod diff;
mod expectations;
mod fleet_properties;
mod generated;
mod inventories;
mod inventory_rules;
mod kubectl;
mod overhead;
mod pods;
mod pull_request;
mod readme;
mod rule_options;
mod rules;
mod sandbox;
mod schema_table;
