//! Chooses fixes, applies them, checks again. Knows texts, not files: who calls it reads and writes them.

mod choose;
mod run;
mod verify;

pub(crate) use run::{Checks, DropReason, FixedFile};
pub use run::{Outcome, run, run_as_whole};
