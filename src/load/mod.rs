//! Files, directories and standard input to texts. The only place that reads files.

mod chart;
mod walk;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::manifest::Input;
use crate::yaml::SourceFile;

pub use walk::Excludes;

/// Files above this many bytes are not read; the largest manifests in the wild have 3 MB.
pub const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// The name under which standard input is reported.
pub const STDIN_NAME: &str = "<stdin>";

/// Where to read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Standard input, written `-`.
    Stdin,
    /// A file, or a directory to walk.
    Path(PathBuf),
}

impl From {
    /// Reads an argument: `-` is standard input.
    pub fn argument(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::Path(path.to_owned()) }
    }
}

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The texts, in the order of the arguments and, within a directory, by name.
    pub inputs: Vec<Input>,
    /// Files that are named or found, but cannot be read.
    pub failures: Vec<LoadError>,
}

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
    /// Standard input ends in an error.
    #[error("standard input: {0}")]
    Stdin(io::Error),
    /// The file is larger than any manifest.
    #[error("{}: larger than {} MiB, not read", .path.display(), MAX_FILE_SIZE / (1024 * 1024))]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A glob of `--exclude` is none.
    #[error("--exclude: {0}")]
    Exclude(#[from] globset::Error),
}

/// Reads all texts that the arguments name. Goes on after a file that cannot be read.
pub fn load(from: &[From], excludes: &Excludes) -> Loaded {
    let mut loaded = Loaded::default();
    let mut charts = chart::Charts::default();
    for from in from {
        match from {
            From::Stdin => match read_stdin() {
                Ok(source) => loaded.inputs.push(Input { source, chart: None }),
                Err(error) => loaded.failures.push(error),
            },
            From::Path(path) => {
                for found in walk::files(path, excludes) {
                    match found.and_then(|path| Ok((read_file(&path)?, path))) {
                        Ok((source, path)) => {
                            let chart = charts.of_template(&path);
                            loaded.inputs.push(Input { source, chart });
                        }
                        Err(error) => loaded.failures.push(error),
                    }
                }
            }
        }
    }
    loaded
}

/// Reads a list of nodes: a file of any size, or standard input.
///
/// # Errors
/// Says which file cannot be read, and why.
pub fn read_nodes(from: &From) -> Result<SourceFile, LoadError> {
    match from {
        From::Stdin => read_stdin(),
        From::Path(path) => read_file(path),
    }
}

fn read_file(path: &Path) -> Result<SourceFile, LoadError> {
    let fail = |error| LoadError::Io { path: path.to_owned(), error };
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(LoadError::TooLarge { path: path.to_owned() });
    }
    Ok(SourceFile::from_bytes(path.to_string_lossy(), bytes))
}

fn read_stdin() -> Result<SourceFile, LoadError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(LoadError::Stdin)?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(LoadError::TooLarge { path: PathBuf::from(STDIN_NAME) });
    }
    Ok(SourceFile::from_bytes(STDIN_NAME, bytes))
}
