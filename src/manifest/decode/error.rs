//! Why a value could not be decoded.

use std::fmt::Display;

use serde::de;

use crate::yaml::{FieldPath, Segment};

/// A value that is not what a type takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// What is wrong.
    message: String,
    /// The way from the value to the root: the error is handed up, and each level adds its step.
    steps: Vec<Segment>,
}

impl DecodeError {
    /// The way to the value from the root of what was decoded.
    pub fn path(&self) -> FieldPath {
        self.steps.iter().rev().fold(FieldPath::root(), |path, step| match step {
            Segment::Key(name) => path.entry(name),
            Segment::Index(index) => path.index(*index),
        })
    }

    /// The same error, seen from one level up.
    pub(super) fn below(mut self, step: Segment) -> Self {
        self.steps.push(step);
        self
    }
}

impl de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        Self { message: message.to_string(), steps: Vec::new() }
    }
}
