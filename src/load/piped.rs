//! What standard input is.

/// Whether somebody gives the program something to read: standard input is a pipe or a file, and no terminal or device.
#[cfg(unix)]
pub(crate) fn is_piped() -> bool {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::FileTypeExt as _;

    let stdin = io::stdin().as_fd().try_clone_to_owned().map(File::from);
    let kind = stdin.and_then(|file| file.metadata()).map(|metadata| metadata.file_type());
    kind.is_ok_and(|kind| kind.is_fifo() || kind.is_file())
}

/// Elsewhere standard input is read where `-` asks for it.
#[cfg(not(unix))]
pub(crate) fn is_piped() -> bool {
    false
}
