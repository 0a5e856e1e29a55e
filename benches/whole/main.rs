//! Whole runs of the program, each beside a floor that is measured in the same run.
//!
//! `cargo bench --bench whole -- generate DIR` writes the trees that are measured.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../generator/mod.rs"]
mod generator;

use std::io;
use std::path::Path;

use generator::{SEED, tree};

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let [command, folder] = words.as_slice()
        && command == "generate"
    {
        let folder = Path::new(folder);
        let bytes = tree::write(&folder.join("a"), tree::daemon_sets(10_000, SEED))?;
        println!("a: 10000 files, {bytes} bytes");
        let bytes = tree::write(&folder.join("b"), tree::mixed(20_000, SEED))?;
        println!("b: 20000 files, {bytes} bytes");
    }
    Ok(())
}
