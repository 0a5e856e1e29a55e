//! The one integration binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]

#[path = "../rules/fixture.rs"]
mod fixture;
#[path = "../../benches/generator/mod.rs"]
mod generator;

mod agents;
mod apply;
mod architecture;
mod baseline;
mod bug_reports;
mod cli;
#[cfg(feature = "cluster")]
mod cluster;
mod config;
mod coverage;
mod crowded;
mod crowds;
mod diff;
#[cfg(feature = "cluster")]
mod e2e;
mod echoes;
mod expectations;
mod file_by_file;
mod fixes;
mod fixing;
mod fleet_properties;
mod generated;
mod harmless_fixes;
mod hostile;
mod ignore;
mod inventories;
mod inventory_rules;
#[cfg(feature = "cluster")]
mod joined;
mod kubectl;
mod ladder;
mod live;
mod live_objects;
mod managed_by;
mod metrics;
mod no_false_pass;
mod observed;
mod overhead;
mod pods;
mod preemption;
mod pull_request;
mod readme;
mod related_files;
mod related_kinds;
mod rule_options;
mod rule_tables;
mod rules;
mod run_config;
mod sandbox;
mod schema_table;
mod server;
mod snapshot;
mod snapshot_properties;
mod supply_chain;
mod threads;
mod yaml_oracle;
