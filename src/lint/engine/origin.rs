//! Why a setting is what it is.

use std::fmt;

/// Why a setting is what it is, in words: `default`, `--select`, `.daemonset-lint.yaml:4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Nobody asked.
    pub fn by_default() -> Self {
        Self("default".to_owned())
    }

    /// A flag of the command line.
    pub fn flag(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// A kind of the cluster that may not be read.
    pub fn denied(kind: &str) -> Self {
        Self(format!("{kind} may not be read"))
    }

    /// A line of a config.
    pub fn place(file: &str, line: usize) -> Self {
        Self(format!("{}:{line}", file.replace(char::is_control, "?")))
    }

    /// A preset that somebody chose.
    pub fn preset(name: &str, chosen: &Self) -> Self {
        Self(format!("preset {name}, {chosen}"))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value and why it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}
