//! `.daemonset-lint.yaml`: text to settings. Reads no files; every fault comes with its place.
//!
//! text → [located values](crate::yaml) → sections (which keys are there) → the parts of [`Config`] → what is in force
//! once presets and flags had their say ([`InForce`]).

mod amount;
mod daemon_set;
mod expectations;
mod fault;
mod file;
mod ignores;
mod in_force;
mod rule_settings;
mod schema;
mod section;
mod show;

pub use expectations::ExpectationEntry;
pub(crate) use file::NamedFile;
pub use file::{Config, NAME, NAMES, Preset, Threshold, parse};
pub use ignores::IgnoreEntry;
pub use in_force::{InForce, Overrides};
pub use schema::schema;
pub use show::{RunInForce, show};
