//! Why the program could not do its work.

use std::io;
use std::path::{Path, PathBuf};

use crate::cluster::ClusterError;
use crate::inventory::InventoryError;
use crate::load::LoadError;
use crate::report::{YamlError, printable};

/// A failure: exit status 2.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// Nobody reads the output any more.
    #[error("the output was closed")]
    ClosedPipe,
    /// The output cannot be written.
    #[error("{}: {error}", shown(.file))]
    Write {
        /// Where to.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A report cannot be written as JSON.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A report cannot be written as YAML.
    #[error(transparent)]
    Yaml(#[from] YamlError),
    /// Something cannot be read.
    #[error("{}", printable(&.0.to_string()))]
    Load(#[from] LoadError),
    /// Some of the inputs could not be read; each has been told.
    #[error("{0} of the inputs could not be read; the results leave them out")]
    Unread(usize),
    /// A config has faults; each has been told.
    #[error("{0} {noun} in the config", noun = if *.0 == 1 { "fault" } else { "faults" })]
    Config(usize),
    /// A baseline has a fault; it has been told.
    #[error("{}: not a baseline that can be used", shown(.0))]
    Baseline(PathBuf),
    /// A list of nodes is none.
    #[error("{}\n  help: {}", printable(&.0.to_string()), .0.help)]
    Inventory(#[from] InventoryError),
    /// A cluster cannot be read.
    #[error("{}\n  help: {}", .0.problem, .0.help)]
    Cluster(#[from] ClusterError),
    /// One of several clusters cannot be read.
    #[error("context {}: {}\n  help: {}", printable(.0), .1.problem, .1.help)]
    Context(String, ClusterError),
    /// Some of several clusters cannot be read; each has been reported.
    #[error("{0} of {1} contexts could not be read")]
    Contexts(usize, usize),
    /// Bad arguments that clap cannot know of.
    #[error("{problem}\n  help: {help}")]
    Usage {
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
}

impl CliError {
    /// An error in the arguments.
    pub(super) fn usage(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { problem: problem.into(), help: help.into() }
    }

    /// An error of writing to a file or to standard output.
    pub(super) fn write(file: impl Into<PathBuf>, error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Write { file: file.into(), error }
    }
}

/// A path in one line.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}
