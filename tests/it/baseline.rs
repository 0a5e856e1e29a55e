//! The life of a baseline: written, held against, moved, stale, refreshed; and files that are none.

use std::fmt::Write as _;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const FILE: &str = ".daemonset-lint-baseline.json";

/// A folder with a faulty agent whose findings are known.
fn adopted() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    let run = sandbox.run(&["check", "--write-baseline"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    sandbox
}

fn check(sandbox: &Sandbox) -> Run {
    sandbox.run(&["check", "--baseline", FILE])
}

fn text(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path().join(FILE)).unwrap()
}

#[test]
fn writing_tells_how_many_and_has_one_finding_a_line() {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    let twice = AGENT.replace("spec:\n      containers:", "spec:\n      container: a\n      containers:");
    sandbox.file("agents/twice.yaml", format!("{twice}---\n{AGENT}"));
    sandbox.file("agents/broken.yaml", "kind: DaemonSet\na: [\n");
    let run = sandbox.run(&["check", "--write-baseline"]);
    assert_eq!(run.status, 0, "{run:?}");
    insta::assert_snapshot!("baseline_written", run.err);
    insta::assert_snapshot!("baseline_file", text(&sandbox));
}

#[test]
fn known_findings_are_hidden_and_do_not_fail() {
    let sandbox = adopted();
    let run = check(&sandbox);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.err, "1 DaemonSet in 1 file: nothing to report; 2 in the baseline\n");
    let run = sandbox.run(&["check", "--baseline", FILE, "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&report["summary"]["inBaseline"], &report["summary"]["errors"]), (&2.into(), &0.into()));
    assert_eq!(sandbox.run(&["check"]).status, 1, "nothing is hidden without the flag");
}

#[test]
fn moved_lines_and_files_stay_known_and_new_faults_are_told() {
    let sandbox = adopted();
    sandbox.file("agents/log.yaml", format!("# A comment\n\n\n{AGENT}"));
    assert_eq!(check(&sandbox).status, 0);
    std::fs::rename(sandbox.path().join("agents"), sandbox.path().join("daemons")).unwrap();
    let run = check(&sandbox);
    assert_eq!((run.status, run.err.contains("found nothing")), (0, false), "{run:?}");
    sandbox.file("daemons/log.yaml", AGENT.replace("readOnly: true", "readonly: true"));
    let run = sandbox.run(&["check", "--baseline", FILE, "-o", "compact"]);
    assert_eq!((run.status, run.out.lines().count()), (1, 1), "{run:?}");
    assert!(run.out.contains("unknown-field"), "{run:?}");
}

#[test]
fn equal_findings_are_counted() {
    let sandbox = adopted();
    sandbox.file("agents/log.yaml", format!("{AGENT}---\n{AGENT}"));
    let run = sandbox.run(&["check", "--baseline", FILE, "-o", "compact"]);
    assert_eq!((run.status, run.out.lines().count()), (1, 2), "{run:?}");
}

#[test]
fn the_place_from_which_the_program_runs_does_not_matter() {
    let sandbox = adopted();
    sandbox.file("agents/broken.yaml", "kind: DaemonSet\na: [\n");
    sandbox.run(&["check", "--write-baseline"]);
    let mut command = sandbox.command();
    command.current_dir(sandbox.path().join("agents"));
    let run: Run = command
        .args(["check", ".", "--baseline", "../.daemonset-lint-baseline.json"])
        .output()
        .unwrap()
        .into();
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
}

#[test]
fn stale_entries_are_told_until_they_are_refreshed() {
    let sandbox = adopted();
    sandbox.file("agents/log.yaml", AGENT.replace("maxSurge", "maxUnavailable"));
    let run = check(&sandbox);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.err);
    let other_rules = sandbox.run(&["check", "--baseline", FILE, "--ignore", "invalid-update-strategy"]);
    assert!(!other_rules.err.contains("found nothing"), "a rule that did not run: {other_rules:?}");
    assert_eq!(sandbox.run(&["check", "--baseline", FILE, "--write-baseline"]).status, 0);
    assert!(!check(&sandbox).err.contains("found nothing"));
    assert!(!text(&sandbox).contains("invalid-update-strategy"));
}

#[test]
fn entries_of_files_outside_of_the_run_are_not_stale() {
    let sandbox = adopted();
    sandbox.file("other.yaml", AGENT.replace("name: log-agent", "name: other"));
    let run = sandbox.run(&["check", "other.yaml", "--baseline", FILE]);
    assert!(run.status == 1 && !run.err.contains("found nothing"), "{run:?}");
    std::fs::remove_dir_all(sandbox.path().join("agents")).unwrap();
    let run = sandbox.run(&["check", "other.yaml", "--baseline", FILE]);
    assert!(run.err.contains("2 entries"), "a file that is gone: {run:?}");
}

#[test]
fn suppressed_findings_are_not_written() {
    let sandbox = Sandbox::new();
    sandbox.file("a.yaml", format!("# daemonset-lint: ignore[missing-tolerations] workers only\n{AGENT}"));
    sandbox.run(&["check", "--write-baseline"]);
    assert!(
        !text(&sandbox).contains("missing-tolerations") && text(&sandbox).contains("invalid-update-strategy")
    );
}

#[test]
fn what_is_no_baseline_is_told_with_its_place_and_not_written_over() {
    let cases = [
        ("foreign", r#"{"version": 1, "findings": []}"#),
        ("manifest", AGENT),
        ("future", r#"{"format": "daemonset-lint-baseline", "version": 2, "findings": []}"#),
        (
            "conflict",
            "{\n  \"format\": \"daemonset-lint-baseline\",\n<<<<<<< HEAD\n  \"version\": 1,\n=======\n",
        ),
        ("key", r#"{"format": "daemonset-lint-baseline", "version": 1, "findings": [{"line": 3}]}"#),
        (
            "entry",
            "{\"format\": \"daemonset-lint-baseline\", \"version\": 1, \"findings\": [\n{\"rule\": 3}]}",
        ),
        (
            "rule",
            "{\"format\": \"daemonset-lint-baseline\", \"version\": 1, \"findings\": [\n{\"file\": \"a\"}]}",
        ),
        ("empty", ""),
    ];
    let mut told = String::new();
    for (name, content) in cases {
        let sandbox = Sandbox::new();
        sandbox.file("agent.yaml", AGENT);
        sandbox.file("known.json", content);
        for flags in [&["--baseline", "known.json"][..], &["--baseline", "known.json", "--write-baseline"]] {
            let run = sandbox.run(&[&["check", "agent.yaml"], flags].concat());
            assert_eq!((run.status, run.out.as_str()), (2, ""), "{name}: {run:?}");
            if flags.len() == 2 {
                writeln!(told, "{name}\n{}", run.err).unwrap();
            }
        }
        assert_eq!(std::fs::read_to_string(sandbox.path().join("known.json")).unwrap(), content);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_missing_baseline_says_how_to_write_it_and_half_a_run_writes_none() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    let run = sandbox.run(&["check", "agent.yaml", "--baseline", "known.json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("write it first: --baseline known.json --write-baseline"), "{run:?}");
    let run = sandbox.run(&["check", "agent.yaml", "gone.yaml", "--write-baseline"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(!sandbox.path().join(FILE).exists());
}
