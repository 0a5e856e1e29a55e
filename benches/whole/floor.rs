//! What has to be done whatever the program does: the least that its time can be held against.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use memchr::memmem::Finder;
use rayon::prelude::*;
use serde::de::IgnoredAny;
use walkdir::WalkDir;

use crate::server;

/// A floor as a process of its own: this benchmark with other arguments.
pub(crate) fn command<S: AsRef<OsStr>>(job: &str, argument: S) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("floor").arg(job).arg(argument);
    command
}

/// A plain scan of a folder on so many threads.
pub(crate) fn scan_on(threads: usize, folder: &Path) -> Command {
    let mut command = command("scan", folder);
    command.env("RAYON_NUM_THREADS", threads.to_string());
    command
}

/// Does the job that the arguments name.
pub(crate) fn run(job: &[&str]) {
    match job {
        ["scan", folder] => scan(Path::new(folder)),
        ["read", file] => drop(black_box(fs::read(file).unwrap())),
        ["fetch", address] => server::fetch(address),
        ["parse", file] => {
            let bytes = fs::read(file).unwrap();
            black_box(serde_json::from_slice::<IgnoredAny>(&bytes).unwrap());
        }
        _ => panic!("no floor {job:?}"),
    }
}

/// Walks a folder, and reads the files that the program would read, and searches them for DaemonSets.
fn scan(folder: &Path) {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let files: Vec<PathBuf> = files.filter(|path| is_manifest(path)).collect();
    let finder = Finder::new("kind: DaemonSet");
    let found = files
        .par_iter()
        .map_init(Vec::new, |buffer, path| holds(&finder, path, buffer))
        .filter(|holds| *holds);
    println!("{} files, {} with DaemonSets", files.len(), found.count());
}

fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| ["yaml", "yml", "json"].contains(&extension))
}

fn holds(finder: &Finder<'_>, path: &Path, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    File::open(path).unwrap().read_to_end(buffer).unwrap();
    finder.find(buffer).is_some()
}
