//! Replacing a file as a whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use super::LoadError;

/// Puts new bytes in place of those that were read from a file; its mode stays. A symlink stays one: its target is
/// replaced.
///
/// # Errors
/// If the file no longer holds what was read, may not be written, or its folder takes no new file. The file is as it
/// was then.
pub fn replace(path: &Path, read: &[u8], new: &[u8]) -> Result<(), LoadError> {
    let io = |error| LoadError::io(path, error);
    // Opening a pipe would wait for whoever is at its other end.
    if !fs::metadata(path).map_err(io)?.is_file() {
        return Err(LoadError::NoFile { path: path.to_owned() });
    }
    let target = fs::canonicalize(path).map_err(io)?;
    // Opened for writing only to learn whether that is allowed: a rename would not ask.
    OpenOptions::new().write(true).open(&target).map_err(io)?;
    let draft = Draft::beside(&target).map_err(io)?;
    draft.write(new, Some(&target)).map_err(io)?;
    if fs::read(&target).map_err(io)? != read {
        return Err(LoadError::Changed { path: path.to_owned() });
    }
    draft.publish(&target).map_err(io)
}

/// Writes a file that is there in full afterwards, or as it was; one that is not there yet, too. A pipe or a device takes
/// the bytes as they come.
///
/// # Errors
/// If the file may not be written, or its folder takes no new file.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (target, like) = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => {
            // Opened for writing only to learn whether that is allowed, as above.
            OpenOptions::new().write(true).open(path)?;
            let target = fs::canonicalize(path)?;
            (target.clone(), Some(target))
        }
        Ok(_) => return fs::write(path, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
        Err(error) => return Err(error),
    };
    let draft = Draft::beside(&target)?;
    draft.write(bytes, like.as_deref())?;
    draft.publish(&target)
}

/// A file that is to take the place of another; removed if it does not come to that.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn beside(target: &Path) -> io::Result<Self> {
        const ATTEMPTS: u32 = 100;
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut attempt = 0;
        loop {
            let path = folder.join(format!(".daemonset-lint-{}-{attempt}.tmp", process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Self { path, file }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn write(&self, bytes: &[u8], like: Option<&Path>) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        if let Some(like) = like {
            self.file.set_permissions(fs::metadata(like)?.permissions())?;
        }
        self.file.sync_all()
    }

    fn publish(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        // The rename is safe against crashes once the folder is written; not every file system can say so.
        let folder = target.parent().and_then(|folder| File::open(folder).ok());
        drop(folder.map(|folder| folder.sync_all()));
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already if it was published.
        drop(fs::remove_file(&self.path));
    }
}
