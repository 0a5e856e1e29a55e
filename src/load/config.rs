//! Finds the config that governs a path.

use std::path::{Path, PathBuf};

use crate::config::NAME;

/// The nearest config at or above a path, in a folder of the same repository; links are followed first.
///
/// The way up ends with the folder that holds `.git`, or at the root of the file system. A path that does not exist has no
/// config.
pub(crate) fn find_config(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    for folder in start.ancestors() {
        let config = folder.join(NAME);
        if config.is_file() {
            return Some(config);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}
