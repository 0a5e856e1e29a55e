//! Which files a path stands for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::error::LoadError;
use crate::config;

/// The name of a baseline that is written where no other is given.
pub(crate) const BASELINE_NAME: &str = ".daemonset-lint-baseline.json";

/// Globs of paths to leave out.
#[derive(Clone, Debug, Default)]
pub struct Excludes {
    /// Held against paths as they are shown.
    shown: GlobSet,
    /// Held against paths below the folder of a config.
    below: GlobSet,
    /// The way from there to the argument.
    way: PathBuf,
    /// How many files and folders were left out.
    left_out: Arc<AtomicUsize>,
}

impl Excludes {
    /// Compiles globs; `**` crosses directories, and a glob without a slash matches a name at any depth.
    ///
    /// # Errors
    /// Names the first glob that is none.
    pub fn new<'a>(globs: impl IntoIterator<Item = &'a str>) -> Result<Self, LoadError> {
        Ok(Self { shown: compile(globs)?, ..Self::default() })
    }

    /// Whether the path, or a folder on the way to it, is left out.
    pub(super) fn matches_below(&self, root: &Path, path: &Path) -> bool {
        let way = path.ancestors().take_while(|part| *part != root && !part.as_os_str().is_empty());
        way.into_iter().any(|part| self.matches(root, part))
    }

    /// Adds the globs of a config; `way` leads from its folder to the argument.
    ///
    /// # Errors
    /// Names the first glob that is none.
    pub fn with_config<'a>(
        self,
        way: PathBuf,
        globs: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, LoadError> {
        Ok(Self { below: compile(globs)?, way, ..self })
    }

    /// Whether a path below the argument `root` is left out.
    fn matches(&self, root: &Path, path: &Path) -> bool {
        if self.shown.is_empty() && self.below.is_empty() {
            return false;
        }
        let shown = path.strip_prefix("./").unwrap_or(path);
        let below = self.way.join(path.strip_prefix(root).unwrap_or(path));
        is_hit(&self.shown, shown) || is_hit(&self.below, &below)
    }

    /// Whether a file that is named, or a folder on the way to it, is left out.
    pub(super) fn matches_named(&self, file: &Path) -> bool {
        let hits = |globs: &GlobSet, path: &Path| {
            // The folders above a repository are none of its business.
            let steps = if path.is_absolute() { 1 } else { usize::MAX };
            path.ancestors().take(steps).any(|part| is_hit(globs, part))
        };
        let shown = file.strip_prefix("./").unwrap_or(file);
        hits(&self.shown, shown) || hits(&self.below, &self.way)
    }

    /// How many files and folders were left out so far; what is in a folder is not counted.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out.load(Ordering::Relaxed)
    }
}

fn is_hit(globs: &GlobSet, path: &Path) -> bool {
    globs.is_match(path) || path.file_name().is_some_and(|name| globs.is_match(name))
}

fn compile<'a>(globs: impl IntoIterator<Item = &'a str>) -> Result<GlobSet, LoadError> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(Glob::new(glob)?);
    }
    Ok(builder.build()?)
}

/// The file itself, or the manifests below a directory, sorted by name.
///
/// As `kubectl apply -R -f` does, a walk takes `.yaml`, `.yml` and `.json`, follows links to files but not to
/// directories, and passes over what is no regular file, and our own config and baseline. A file that is named is read whatever it is called.
pub(super) fn files<'a>(
    path: &'a Path,
    excludes: &'a Excludes,
) -> impl Iterator<Item = Result<PathBuf, LoadError>> + Send + 'a {
    let walk = WalkDir::new(path).sort_by_file_name().into_iter();
    let entries =
        walk.filter_entry(move |entry| !is_version_control(entry) && !is_excluded(path, entry, excludes));
    entries.filter_map(move |entry| match entry {
        Ok(entry) if is_dead_link(&entry) => {
            let error = std::io::Error::other("the link leads to no file");
            Some(Err(LoadError::io(&tidy(entry.path()), error)))
        }
        Ok(entry) => is_wanted(&entry).then(|| Ok(tidy(entry.path()))),
        Err(error) => Some(Err(into_load_error(path, error))),
    })
}

fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return !entry.path().is_dir();
    }
    let kind = entry.file_type();
    is_manifest(entry.path()) && (kind.is_file() || (kind.is_symlink() && entry.path().is_file()))
}

/// Whether what is found in a directory is a manifest by its name, and a link that cannot be followed; the lock of an editor
/// (`.#name`) is such a link by intent.
fn is_dead_link(entry: &DirEntry) -> bool {
    let is_lock = entry.file_name().to_string_lossy().starts_with(".#");
    let is_link = entry.depth() > 0 && entry.path_is_symlink() && is_manifest(entry.path());
    is_link && !is_lock && entry.path().metadata().is_err()
}

/// Whether a file found in a directory is taken: by its ending, unless it is our own config or baseline.
pub(super) fn is_manifest(path: &Path) -> bool {
    if path
        .file_name()
        .is_some_and(|name| name == BASELINE_NAME || config::NAMES.iter().any(|known| name == *known))
    {
        return false;
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

fn is_excluded(root: &Path, entry: &DirEntry, excludes: &Excludes) -> bool {
    let is_hit = match entry.depth() {
        0 => !root.is_dir() && excludes.matches_named(root),
        _ => excludes.matches(root, entry.path()),
    };
    if is_hit {
        excludes.left_out.fetch_add(1, Ordering::Relaxed);
    }
    is_hit
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
