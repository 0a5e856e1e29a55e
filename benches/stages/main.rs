//! Large fleets: `cargo bench` measures decoding and judging, after whole runs of the program with their peak memory.
//!
//! `cargo bench -- whole` runs the program only.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail loudly")]

#[path = "../generator/mod.rs"]
mod generator;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use daemonset_lint::coverage::Coverage;
use daemonset_lint::inventory::{self, Interest, Inventory};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};
use divan::Bencher;
use generator::SEED;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fleet");
    fs::create_dir_all(&folder).unwrap();
    whole(&folder, 5_000, 200, 0);
    whole(&folder, 5_000, 200, 150_000);
    whole(&folder, 100_000, 100, 0);
    if !std::env::args().any(|argument| argument == "whole") {
        divan::main();
    }
}

/// Runs the program on files, and prints the time and the peak memory that it takes.
fn whole(folder: &Path, nodes: usize, daemon_sets: usize, pods: usize) {
    let write = |name: String, text: String| -> (PathBuf, usize) {
        let path = folder.join(name);
        fs::write(&path, &text).unwrap();
        (path, text.len() / 1_000_000)
    };
    let (manifests, _) =
        write(format!("daemon-sets-{daemon_sets}.yaml"), generator::fleet::daemon_sets(daemon_sets, SEED));
    let (list, size) = write(format!("nodes-{nodes}.json"), generator::fleet::nodes(nodes, SEED));
    for command in ["coverage", "overhead"] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_kubectl-daemonset_lint"));
        program.arg(command).arg(&manifests).arg("--nodes").arg(&list);
        let mut sizes = format!("{size} MB");
        if pods > 0 {
            let text = generator::fleet::pods(pods, nodes, daemon_sets, SEED);
            let (list, size) = write(format!("pods-{pods}.json"), text);
            program.arg("--pods").arg(list);
            sizes = format!("{sizes} and {size} MB");
        }
        let (time, peak) = measure(&mut program);
        println!(
            "{command}: {nodes} nodes x {daemon_sets} DaemonSets, {pods} pods ({sizes}): {:.2} s, peak {peak} MB",
            time.as_secs_f64()
        );
    }
}

/// The time that a program takes, and the most memory that it held, in megabytes (Linux; 0 elsewhere).
fn measure(program: &mut Command) -> (Duration, usize) {
    let start = Instant::now();
    let mut child = program.stdout(Stdio::null()).spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        if child.try_wait().unwrap().is_some() {
            return (start.elapsed(), peak / 1000);
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let kilobytes = line.split_whitespace().next().and_then(|word| word.parse().ok());
        peak = kilobytes.unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn set(daemon_sets: usize) -> ManifestSet {
    let source = SourceFile::new("agents.yaml", generator::fleet::daemon_sets(daemon_sets, SEED));
    manifest::read(vec![Input::new(source)], &Limits::default())
}

#[divan::bench(sample_count = 10)]
fn decode_5000_nodes(bencher: Bencher<'_, '_>) {
    let source = SourceFile::new("nodes.json", generator::fleet::nodes(5_000, SEED));
    let interest = Interest::of(&set(200));
    let bencher = bencher.counter(divan::counter::BytesCount::of_str(source.text()));
    bencher.bench(|| inventory::read_for([&source], &interest).unwrap());
}

#[divan::bench(sample_count = 10)]
fn decode_20000_pods(bencher: Bencher<'_, '_>) {
    let source = SourceFile::new("pods.json", generator::fleet::pods(20_000, 5_000, 200, SEED));
    let bencher = bencher.counter(divan::counter::BytesCount::of_str(source.text()));
    bencher.bench(|| inventory::read_pods([&source]).unwrap());
}

#[divan::bench(sample_count = 10, args = [0, 20_000])]
fn judge_5000_nodes_by_200_daemon_sets(bencher: Bencher<'_, '_>, pods: usize) {
    let set = set(200);
    let nodes = SourceFile::new("nodes.json", generator::fleet::nodes(5_000, SEED));
    let pods = (pods > 0).then(|| {
        let source = SourceFile::new("pods.json", generator::fleet::pods(pods, 5_000, 200, SEED));
        inventory::read_pods([&source]).unwrap()
    });
    let inventory = Inventory { pods, ..inventory::read([&nodes]).unwrap() };
    bencher.with_inputs(|| inventory.clone()).bench_values(|inventory| Coverage::new(&set, inventory));
}
