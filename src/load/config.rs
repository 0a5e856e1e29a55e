//! Finds the config that governs a path.

use std::path::{Path, PathBuf};

use crate::config::NAMES;

/// The nearest config at or above a path, in a folder of the same repository; links are followed first.
///
/// The way up ends with the folder that holds `.git`, or at the root of the file system. A path that does not exist has no
/// config.
pub(crate) fn find_config(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    for folder in start.ancestors() {
        if let Some(config) = NAMES.map(|name| folder.join(name)).into_iter().find(|config| config.is_file())
        {
            return Some(config);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The config beside one that is used, which is not read for it.
pub(crate) fn shadowed_config(used: &Path) -> Option<PathBuf> {
    let [first, second] = NAMES.map(|name| used.with_file_name(name));
    (used == first && second.is_file()).then_some(second)
}
