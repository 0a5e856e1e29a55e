//! The plugin through a real kubectl.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::sandbox::{Run, Sandbox};

/// kubectl on the PATH, if there is one.
fn kubectl() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("kubectl")).find(|file| file.is_file())
}

/// Runs kubectl with the folder of the binary first on the PATH; `None` and a word about it without kubectl.
fn run(sandbox: &Sandbox, args: &[&str]) -> Option<Run> {
    let Some(kubectl) = kubectl() else {
        eprintln!("skipped: no kubectl on the PATH");
        return None;
    };
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_kubectl-daemonset_lint"));
    let completions = env::current_dir().unwrap().join("completions");
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = [binary.parent().unwrap().to_owned(), completions];
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&rest))).unwrap();
    let output =
        Command::new(kubectl).args(args).current_dir(sandbox.path()).env("PATH", path).output().unwrap();
    Some(output.into())
}

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");

#[test]
fn kubectl_runs_check() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    let Some(run) = run(&sandbox, &["daemonset-lint", "check", "agent.yaml", "-o", "compact"]) else {
        return;
    };
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.starts_with("agent.yaml:"), "{run:?}");
}

#[test]
fn kubectl_runs_coverage() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    let args = ["daemonset-lint", "coverage", "agent.yaml", "--nodes", "nodes.json"];
    let Some(run) = run(&sandbox, &args) else { return };
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.contains("2 of 3 nodes"), "{run:?}");
}

#[cfg(feature = "cluster")]
#[test]
fn kubectl_takes_flags_of_clusters_before_and_behind_the_subcommand() {
    use crate::live::{kubeconfig, small};
    let sandbox = Sandbox::new();
    let servers = [small().serve(), small().serve()];
    let contexts = [("a", None, servers[0].url()), ("b", None, servers[1].url())];
    sandbox.file("config", kubeconfig(&contexts));
    for args in [
        ["daemonset-lint", "--context", "b", "coverage", "--kubeconfig", "config"],
        ["daemonset-lint", "coverage", "--context", "b", "--kubeconfig", "config"],
    ] {
        let Some(run) = run(&sandbox, &args) else { return };
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.out.contains("b:daemonset/logging/log-agent   2 of 3 nodes"), "{run:?}");
    }
}

#[test]
fn kubectl_completes_subcommands_flags_and_rules() {
    let sandbox = Sandbox::new();
    let complete = |words: &[&str]| {
        let mut args = vec!["__complete", "daemonset-lint"];
        args.extend(words);
        run(&sandbox, &args).map(|run| run.out)
    };
    let Some(commands) = complete(&[""]) else { return };
    assert!(commands.contains("check") && commands.contains("coverage"), "{commands}");
    assert!(!commands.contains("__complete"), "{commands}");
    let flags = complete(&["check", "--fa"]).unwrap();
    assert!(flags.contains("--fail-on"), "{flags}");
    let rules = complete(&["explain", "missing-"]).unwrap();
    assert!(rules.contains("missing-tolerations") && rules.contains("missing-limits"), "{rules}");
    let values = complete(&["check", "--fail-on", "w"]).unwrap();
    assert!(values.contains("warning") && !values.contains("error\t"), "{values}");
}
