//! Chooses fixes, applies them, checks again. Knows texts, not files: who calls it reads and writes them.

mod choose;
mod run;
mod verify;

pub use run::{Checks, DropReason, Dropped, FixedFile, Outcome, run, run_as_whole};
