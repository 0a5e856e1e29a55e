//! Writing that fails half way: what was there survives.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{AGENT, agent, mended};
use crate::sandbox::{Run, Sandbox, end_of};

/// A run on a disk that takes no byte more: a limit on the size of files, which says so, or kills, as the shell line has it.
fn on_full_disk(sandbox: &Sandbox, line: &str, args: &[&str]) -> Run {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).arg(sandbox.command().get_program()).args(args).current_dir(sandbox.path());
    end_of(shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

const FULL: &str = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
const DEADLY: &str = "ulimit -c 0; ulimit -f 0; exec \"$0\" \"$@\"";

const FIX: [&str; 5] = ["check", "agents", "--fix", "--select", "invalid-update-strategy"];

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Files whose names say that a run was killed while it wrote them: hidden, and no manifests.
fn is_draft(name: &str) -> bool {
    name.starts_with(".daemonset-lint-") && Path::new(name).extension().is_some_and(|ending| ending == "tmp")
}

#[test]
fn a_full_disk_while_fixing() {
    let sandbox = agent();
    let path = sandbox.path().join("agents/log.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let run = on_full_disk(&sandbox, FULL, &FIX);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("error: agents/log.yaml: File too large"), "{run:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), AGENT);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(path.parent().unwrap()).len(), 1, "no draft is left");
}

#[test]
fn a_full_disk_while_writing_a_baseline() {
    let sandbox = agent();
    let write = ["check", "agents", "--write-baseline", "--baseline", "baseline.json"];
    let run = on_full_disk(&sandbox, FULL, &write);
    assert!(run.status == 2 && run.err.contains("error: baseline.json: "), "{run:?}");
    assert!(!sandbox.path().join("baseline.json").exists(), "there is none rather than half of one");
    assert_eq!(sandbox.run(&write).status, 0);
    let before = fs::read_to_string(sandbox.path().join("baseline.json")).unwrap();
    sandbox.file("agents/more.yaml", AGENT.replace("name: log-agent\n", "name: other\n"));
    assert_eq!(on_full_disk(&sandbox, FULL, &write).status, 2);
    assert_eq!(
        fs::read_to_string(sandbox.path().join("baseline.json")).unwrap(),
        before,
        "the old one survives"
    );
    assert_eq!(names(sandbox.path()).len(), 3, "no draft is left");
}

#[test]
fn a_baseline_keeps_its_mode_and_its_link() {
    let sandbox = agent();
    let real = sandbox
        .file("real.json", "{\"format\": \"daemonset-lint-baseline\", \"version\": 1, \"findings\": []}");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.json", sandbox.path().join("link.json")).unwrap();
    let run = sandbox.run(&["check", "agents", "--write-baseline", "--baseline", "link.json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(sandbox.path().join("link.json").is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("invalid-update-strategy"));
    assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_process_that_is_killed_over_a_full_disk() {
    let sandbox = agent();
    let run = on_full_disk(&sandbox, DEADLY, &FIX);
    assert_eq!(run.status, -1, "killed by a signal: {run:?}");
    assert_eq!(fs::read_to_string(sandbox.path().join("agents/log.yaml")).unwrap(), AGENT);
    let names = names(&sandbox.path().join("agents"));
    assert!(names.iter().all(|name| name == "log.yaml" || is_draft(name)), "{names:?}");
    let run = sandbox.run(&["check", "agents", "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["files"], 1, "what is left of it is no manifest: {run:?}");
}

/// A folder of many agents, and a run that has begun to fix them.
fn in_the_middle(sandbox: &Sandbox, count: usize) -> Child {
    for at in 0..count {
        sandbox.file(&format!("agents/{at:03}.yaml"), AGENT);
    }
    let child = sandbox.command().args(FIX).spawn().unwrap();
    let first = sandbox.path().join("agents/000.yaml");
    while fs::read_to_string(&first).unwrap() == AGENT {
        thread::sleep(Duration::from_micros(100));
    }
    child
}

#[test]
fn a_process_that_is_killed_while_fixing() {
    const FILES: usize = 30;
    for pause in [0, 2, 6] {
        let sandbox = Sandbox::new();
        let mut child = in_the_middle(&sandbox, FILES);
        thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        let folder = sandbox.path().join("agents");
        let (drafts, files): (Vec<String>, Vec<String>) =
            names(&folder).into_iter().partition(|name| is_draft(name));
        assert_eq!(files.len(), FILES);
        assert!(drafts.len() <= 1, "{drafts:?}");
        for name in files {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            assert!(text == AGENT || text == mended(), "{name} is neither as before nor as after");
        }
        let run = sandbox.run(&FIX);
        assert_eq!(run.status, 0, "the next run does the rest: {run:?}");
        for at in 0..FILES {
            assert_eq!(fs::read_to_string(folder.join(format!("{at:03}.yaml"))).unwrap(), mended());
        }
    }
}

#[test]
fn a_stream_that_is_named_for_a_baseline() {
    let sandbox = agent();
    let run = sandbox.run(&[
        "check",
        "agents",
        "--write-baseline",
        "--baseline",
        "/dev/stdout",
        "-q",
        "-o",
        "compact=/dev/null",
    ]);
    assert!(Path::new("/dev/stdout").exists(), "{run:?}");
    let run = sandbox.run(&["check", "agents", "--fix", "-f", "/dev/stdin"]);
    assert!(Path::new("/dev/stdin").exists(), "{run:?}");
}

#[test]
fn drafts_in_the_way() {
    let sandbox = agent();
    let folder = sandbox.path().join("agents");
    // Whoever has the number of our process left these behind; no run may take them for its own.
    let line = "for n in 0 1 2; do echo old >agents/.daemonset-lint-$$-$n.tmp; done; exec \"$0\" \"$@\"";
    let run = on_full_disk(&sandbox, line, &FIX);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(fs::read_to_string(folder.join("log.yaml")).unwrap(), mended());
    let drafts: Vec<String> = names(&folder).into_iter().filter(|name| is_draft(name)).collect();
    assert_eq!(drafts.len(), 3);
    assert!(drafts.iter().all(|name| fs::read_to_string(folder.join(name)).unwrap() == "old\n"));
}
