//! Which files a path stands for.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::LoadError;

/// Globs of paths to leave out.
#[derive(Debug, Default)]
pub struct Excludes(GlobSet);

impl Excludes {
    /// Compiles globs; `**` crosses directories, and a glob without a slash matches a name at any depth.
    ///
    /// # Errors
    /// Names the first glob that is none.
    pub fn new<'a>(globs: impl IntoIterator<Item = &'a str>) -> Result<Self, LoadError> {
        let mut builder = GlobSetBuilder::new();
        for glob in globs {
            builder.add(Glob::new(glob)?);
        }
        Ok(Self(builder.build()?))
    }

    /// Whether the path, or a folder on the way to it, is left out.
    pub(super) fn matches_below(&self, path: &Path) -> bool {
        path.ancestors().any(|part| !part.as_os_str().is_empty() && self.matches(part))
    }

    fn matches(&self, path: &Path) -> bool {
        let path = path.strip_prefix("./").unwrap_or(path);
        self.0.is_match(path) || path.file_name().is_some_and(|name| self.0.is_match(name))
    }
}

/// The file itself, or the manifests below a directory, sorted by name.
///
/// As `kubectl apply -R -f` does, a walk takes `.yaml`, `.yml` and `.json`, follows links to files but not to
/// directories, and passes over what is no regular file. A file that is named is read whatever it is called.
pub(super) fn files(path: &Path, excludes: &Excludes) -> Vec<Result<PathBuf, LoadError>> {
    let walk = WalkDir::new(path).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| !is_version_control(entry) && !is_excluded(entry, excludes));
    let files = entries.filter_map(|entry| match entry {
        Ok(entry) => is_wanted(&entry).then(|| Ok(tidy(entry.path()))),
        Err(error) => Some(Err(into_load_error(path, error))),
    });
    files.collect()
}

fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return !entry.path().is_dir();
    }
    is_manifest(entry.path()) && entry.path().is_file()
}

/// Whether a file found in a directory is taken, by its ending.
pub(super) fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

fn is_excluded(entry: &DirEntry, excludes: &Excludes) -> bool {
    entry.depth() > 0 && excludes.matches(entry.path())
}

fn is_version_control(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_type().is_dir() && entry.file_name() == ".git"
}

/// Drops the `./` that a walk of the current directory puts before every path.
fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_owned()
}

fn into_load_error(root: &Path, error: walkdir::Error) -> LoadError {
    let path = error.path().unwrap_or(root).to_owned();
    let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links"));
    LoadError::Io { path, error }
}
