//! Files, directories and standard input to texts. The only place that reads and replaces files.

mod chart;
mod config;
mod error;
mod git;
mod piped;
mod replace;
mod walk;

use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::manifest::Input;
use crate::yaml::{SourceFile, Span, SyntaxError};

pub(crate) use config::{find_config, shadowed_config};
pub(crate) use error::LoadError;
pub(crate) use git::Revision;
pub(crate) use piped::is_piped;
pub use replace::{replace, write};
pub(crate) use walk::{BASELINE_NAME, Excludes};

use error::MIB;

/// Files above this many bytes are not read; the largest manifests in the wild have 3 MB.
pub const MAX_FILE_SIZE: u64 = 64 * MIB;

/// Lists of nodes and of pods above this many bytes are not read: it holds the 150,000 pods that a cluster may have.
pub const MAX_LIST_SIZE: u64 = 2048 * MIB;

/// The name under which standard input is reported.
pub const STDIN_NAME: &str = "<stdin>";

/// Where to read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// The path, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::Path(path) => Some(path),
        }
    }

    /// The name in reports; bytes of a path that are no UTF-8 are replaced.
    fn name(&self) -> String {
        match self {
            Self::Stdin => STDIN_NAME.to_owned(),
            Self::Path(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// What was read, and what could not be.
#[derive(Debug)]
pub struct Loaded<T> {
    /// What was made of each text, in the order of the arguments and, within a directory, by name.
    pub items: Vec<T>,
    /// The index of the argument that each text was found through.
    pub arguments: Vec<usize>,
    /// Where each text was read. Its name is made for people: a path need not be UTF-8.
    pub from: Vec<From>,
    /// Files that are named or found, but cannot be read.
    pub failures: Vec<LoadError>,
}

/// A file to read.
struct Found {
    from: From,
    /// The index of the argument that it was found through.
    argument: usize,
    /// Whether the argument is the file itself.
    named: bool,
    /// The chart that it is a template of.
    chart: Option<String>,
}

/// Reads all texts that the arguments name, each file once, and makes something of each and the index of its argument;
/// on all processors. Goes on after a file that cannot be read.
pub fn load<T: Send>(from: &[(From, Excludes)], make: impl Fn(usize, Input) -> T + Sync) -> Loaded<T> {
    let read = |found: Found| {
        let (argument, from) = (found.argument, found.from.clone());
        Ok((make(argument, input(found)?), argument, from))
    };
    let found: Vec<Result<Found, LoadError>> = find(from).collect();
    let results: Vec<Result<_, LoadError>> =
        found.into_par_iter().map(|found| found.and_then(read)).collect();
    let mut loaded =
        Loaded { items: Vec::new(), arguments: Vec::new(), from: Vec::new(), failures: Vec::new() };
    for result in results {
        match result {
            Ok((item, argument, from)) => {
                loaded.items.push(item);
                loaded.arguments.push(argument);
                loaded.from.push(from);
            }
            Err(error) => loaded.failures.push(error),
        }
    }
    loaded
}

/// The files that the arguments stand for, each once.
fn find(from: &[(From, Excludes)]) -> impl Iterator<Item = Result<Found, LoadError>> + Send + '_ {
    let mut charts = chart::Charts::in_files();
    let mut seen = HashSet::new();
    let all = from.iter().enumerate().flat_map(|(argument, (from, excludes))| {
        let named = from.path().is_none_or(|path| !path.is_dir());
        expand(from, excludes).map(move |file| (argument, named, file))
    });
    all.filter_map(move |(argument, named, file)| match file {
        Ok(from) if seen.insert(from.clone()) => {
            let chart = from.path().and_then(|path| charts.of_template(path));
            Some(Ok(Found { from, argument, named, chart }))
        }
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    })
}

/// The single inputs that an argument stands for.
fn expand<'a>(
    from: &'a From,
    excludes: &'a Excludes,
) -> Box<dyn Iterator<Item = Result<From, LoadError>> + Send + 'a> {
    match from {
        From::Stdin => Box::new(iter::once(Ok(From::Stdin))),
        From::Path(path) => Box::new(walk::files(path, excludes).map(|file| file.map(From::Path))),
    }
}

fn input(Found { from, named, chart, .. }: Found) -> Result<Input, LoadError> {
    let source = read(&from, MAX_FILE_SIZE)?;
    let is_empty = source.as_ref().is_some_and(|source| source.text().trim().is_empty());
    if from == From::Stdin && is_empty {
        return Err(LoadError::Empty);
    }
    let refused = source.is_none().then(|| too_large(MAX_FILE_SIZE));
    let source = source.unwrap_or_else(|| SourceFile::new(from.name(), ""));
    Ok(Input { source, chart, refused, named, live: None })
}

/// Reads a list of nodes or pods: a file, or standard input.
///
/// # Errors
/// Says which file cannot be read, and why.
pub fn read_nodes(from: &From) -> Result<SourceFile, LoadError> {
    read_whole(from, MAX_LIST_SIZE)
}

/// Reads a config, or a baseline.
///
/// # Errors
/// Says why it cannot be read.
pub fn read_config(path: &Path) -> Result<SourceFile, LoadError> {
    read_whole(&From::Path(path.to_owned()), MAX_FILE_SIZE)
}

fn read_whole(from: &From, limit: u64) -> Result<SourceFile, LoadError> {
    read(from, limit)?.ok_or_else(|| LoadError::TooLarge { name: from.name(), limit })
}

/// Reads one text; `None` if it has more bytes than the limit.
fn read(from: &From, limit: u64) -> Result<Option<SourceFile>, LoadError> {
    let mut bytes = Vec::new();
    let read = match from {
        From::Stdin => io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes),
        From::Path(path) => {
            let file = File::open(path).map_err(|error| LoadError::io(path, error))?;
            let length = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
            if length.is_some_and(|length| length > limit) {
                return Ok(None);
            }
            // As much as is needed: a text that grew while it was read would take up to twice its room.
            bytes.reserve_exact(length.and_then(|length| usize::try_from(length).ok()).unwrap_or_default());
            file.take(limit.saturating_add(1)).read_to_end(&mut bytes)
        }
    };
    read.map_err(|error| LoadError::io(Path::new(&from.name()), error))?;
    let fits = bytes.len() as u64 <= limit;
    Ok(fits.then(|| SourceFile::from_bytes(from.name(), bytes)))
}

fn too_large(limit: u64) -> SyntaxError {
    SyntaxError {
        span: Span::at(0),
        message: format!("the file is larger than {} MiB and was not read", limit / MIB),
        help: Some("split it, or leave it out with --exclude".to_owned()),
        kubectl: None,
    }
}
