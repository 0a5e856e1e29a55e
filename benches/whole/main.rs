//! Whole runs of the program, each beside a floor that is measured in the same run, as a table in Markdown.
//!
//! ```sh
//! cargo bench --bench whole                      # everything
//! cargo bench --bench whole -- files tree        # some groups: files, commands, tree, crowd, process, coverage, cluster, render
//! cargo bench --bench whole -- generate DIR      # writes the inputs of all groups, or of those named behind DIR
//! ```
//!
//! Everything that is measured is a process of its own, the floors among them ([`floor`]), after a run that warms the
//! cache of the disk. `render` alone is measured within this process, and last: a child begins with the peak memory of
//! its parent, so that the parent must stay small.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and may fail loudly"
)]

#[path = "../generator/mod.rs"]
mod generator;

mod figure;
mod floor;
mod groups;
mod inputs;
mod machine;
mod render;
mod run;
mod server;
mod table;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    match words.as_slice() {
        ["generate", folder, groups @ ..] => inputs::generate(Path::new(folder), groups),
        ["floor", job @ ..] => floor::run(job),
        ["serve", nodes, pods, daemon_sets] => {
            server::serve(Path::new(nodes), Path::new(pods), Path::new(daemon_sets));
        }
        // `cargo test --all-targets` starts benchmarks, too, to see whether they start.
        _ if !arguments.iter().any(|word| word == "--bench") => {}
        groups => measure(groups),
    }
}

/// Prints the table of the named groups, or of all.
fn measure(named: &[&str]) {
    let wanted = |group: &&groups::Group| named.is_empty() || named.contains(&group.name);
    let groups: Vec<_> = groups::ALL.iter().filter(wanted).collect();
    if groups.is_empty() {
        return;
    }
    println!("\n{}\n\n{}", machine::describe(), table::HEADER);
    for group in groups {
        let folder = inputs::ready(group.inputs);
        (group.measure)(&folder);
    }
    println!();
}
