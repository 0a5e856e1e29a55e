//! The output does not depend on how many threads there are, nor on which of them is first.

use std::process::Output;

use crate::generator::{fleet, tree};
use crate::sandbox::Sandbox;

/// One thread, as many as most pipelines have, and an odd number that no count of files is made for.
const THREADS: [&str; 3] = ["1", "2", "7"];

/// Two states of a repository of agents and applications, and nodes.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    for (folder, seed) in [("before", 1), ("after", 2)] {
        let root = sandbox.path().join(folder);
        tree::write(&root, tree::daemon_sets(25, seed)).unwrap();
        tree::write(&root, tree::mixed(100, seed)).unwrap();
    }
    sandbox.file("after/broken.yaml", "kind: DaemonSet\n  name: [\n");
    sandbox.file("nodes.json", fleet::nodes(40, 3));
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &str, threads: &str) -> Output {
    let mut command = sandbox.command();
    command.args(arguments.split(' ')).env("RAYON_NUM_THREADS", threads);
    command.spawn().unwrap().wait_with_output().unwrap()
}

#[test]
fn output_is_the_same_for_any_number_of_threads() {
    let sandbox = repository();
    for arguments in [
        "check after -o human --color always",
        "check after -o compact",
        "check after -o json -v",
        "check after -o json --nodes nodes.json --preset strict",
        "coverage after --nodes nodes.json -o wide",
        "coverage after --nodes nodes.json -o json",
        "overhead after --nodes nodes.json -o json",
        "diff before after --nodes nodes.json",
        "diff before after --nodes nodes.json -o json",
    ] {
        let [one, others @ ..] = THREADS.map(|threads| run(&sandbox, arguments, threads));
        assert!(one.stdout.len() > 1_000, "{arguments}: too little to compare");
        for other in others {
            assert!(one == other, "{arguments}: the output depends on the number of threads");
        }
    }
}

#[test]
fn generated_agents_are_mostly_well_run() {
    let sandbox = Sandbox::new();
    let count = 250;
    tree::write(sandbox.path(), tree::daemon_sets(count, 4)).unwrap();
    let found = sandbox.run(&["check", ".", "-o", "compact"]).out.lines().count();
    // As many as in real repositories: the benchmarks are worth as much as their inputs are alike.
    assert!((count..count * 3 / 2).contains(&found), "{found} findings");
}
