//! The one integration binary.

mod architecture;
mod cli;
mod generated;
mod inventories;
mod kubectl;
mod rules;
mod sandbox;
mod schema_table;
