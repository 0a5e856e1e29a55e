//! Why something cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// A mebibyte, in bytes.
pub(super) const MIB: u64 = 1024 * 1024;

/// Why something cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The operating system says no.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Its answer.
        error: io::Error,
    },
    /// There is more of it than anyone means to be read.
    #[error("{name}: larger than {} MiB, and was not read", .limit / MIB)]
    TooLarge {
        /// Its name.
        name: String,
        /// How many bytes it may have.
        limit: u64,
    },
    /// Nothing came through standard input.
    #[error("standard input is empty: nothing was checked (did the command before the pipe fail?)")]
    Empty,
    /// Only a file can be replaced: not a pipe, not a device.
    #[error("{}: not a regular file; nothing was written to it", .path.display())]
    NoFile {
        /// What was to be replaced.
        path: PathBuf,
    },
    /// A file is no longer what was read from it.
    #[error("{}: changed while it was checked; nothing was written to it", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A git revision cannot be read.
    #[error("git revision {revision:?}: {problem}")]
    Git {
        /// The revision, as it was named.
        revision: String,
        /// What git says.
        problem: String,
    },
    /// A glob of `--exclude` is none.
    #[error("--exclude: {0}")]
    Exclude(#[from] globset::Error),
}

impl LoadError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }
}
