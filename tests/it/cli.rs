//! The binary: arguments, exit status, outputs.

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");

/// A folder with a faulty agent and three nodes.
fn agent() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    sandbox
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[test]
fn findings_exit_with_1() {
    let run = agent().run(&["check", "agents"]);
    assert_eq!(run.status, 1, "{run:?}");
    insta::assert_snapshot!("check_human", run.out);
    insta::assert_snapshot!("check_summary", run.err);
}

#[test]
fn compact_is_one_line_a_finding() {
    let run = agent().run(&["check", "agents", "-o", "compact"]);
    insta::assert_snapshot!(run.out);
    assert_eq!(run.err, "", "nothing but results");
}

#[test]
fn json_keeps_to_the_contract() {
    let run = agent().run(&["check", "agents", "-o", "json", "--select", "invalid-update-strategy"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn reports_can_go_to_files_at_the_same_time() {
    let sandbox = agent();
    let run = sandbox.run(&["check", "agents", "-o", "compact", "-o", "json=report.json"]);
    assert!(run.out.starts_with("agents/log.yaml:"), "{run:?}");
    let report = std::fs::read_to_string(sandbox.path().join("report.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&report).unwrap()["version"], 1);
}

#[test]
fn two_reports_cannot_share_standard_output() {
    let run = agent().run(&["check", "agents", "-o", "compact", "-o", "json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("more than one report"), "{run:?}");
}

#[test]
fn fail_on_moves_the_exit_status() {
    let select = ["check", "agents", "--select", "invalid-update-strategy", "--fail-on"];
    let status = |severity| agent().run(&[&select[..], &[severity]].concat()).status;
    assert_eq!((status("note"), status("warning"), status("error")), (1, 1, 1));
    let clean = agent().run(&["check", "agents", "--select", "syntax", "--fail-on", "note"]);
    assert_eq!(clean.status, 0, "{clean:?}");
}

#[test]
fn a_broken_document_is_a_finding_and_the_others_go_on() {
    let sandbox = Sandbox::new();
    sandbox.file("all.yaml", format!("a: [\n---\n{AGENT}"));
    let run = sandbox.run(&["check", "all.yaml", "-o", "json"]);
    let report = json(&run);
    assert_eq!(run.status, 1);
    assert_eq!(report["findings"][0]["rule"], "syntax");
    assert_eq!(report["summary"]["daemonSets"], 1);
    assert_eq!(report["summary"]["documents"], 2);
}

#[test]
fn manifests_come_from_standard_input() {
    let args = ["check", "-", "-o", "compact", "--stdin-filename", "agents/log.yaml"];
    let run = Sandbox::new().run_with_input(&args, AGENT);
    assert!(run.out.starts_with("agents/log.yaml:"), "{run:?}");
    let run = Sandbox::new().run_with_input(&["check", "-f", "-", "-o", "compact"], AGENT);
    assert!(run.out.starts_with("<stdin>:"), "{run:?}");
}

#[test]
fn without_a_path_the_current_directory_is_checked() {
    let run = agent().run(&["check", "-o", "json", "--exclude", "nodes.json"]);
    let report = json(&run);
    assert_eq!(report["findings"][0]["file"], "agents/log.yaml");
    assert_eq!(report["summary"]["files"], 1);
}

#[test]
fn a_missing_file_is_told_and_the_rest_is_checked() {
    let run = agent().run(&["check", "nowhere.yaml", "agents", "-o", "compact"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("nowhere.yaml"), "{run:?}");
    assert!(run.out.contains("agents/log.yaml"), "{run:?}");
}

#[test]
fn templates_of_a_chart_are_counted_and_skipped() {
    let sandbox = Sandbox::new();
    sandbox.file("charts/agent/Chart.yaml", "apiVersion: v2\nname: agent\nversion: 1.0.0\n");
    let template = AGENT.replace("name: log-agent", "name: {{ .Release.Name }}");
    sandbox.file("charts/agent/templates/daemonset.yaml", template);
    let run = sandbox.run(&["check", "charts"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains("helm template charts/agent | kubectl daemonset-lint check -"), "{run:?}");
    assert_eq!(json(&sandbox.run(&["check", "charts", "-o", "json"]))["summary"]["skipped"], 1);
}

#[test]
fn patches_are_counted_and_skipped() {
    let sandbox = Sandbox::new();
    let patch = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {template: {spec: {hostNetwork: true}}}\n";
    sandbox.file("patch.yaml", patch);
    let run = sandbox.run(&["check", "patch.yaml"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains("1 partial object"), "{run:?}");
}

#[test]
fn color_is_used_only_when_asked_for() {
    let run = |color| agent().run(&["check", "agents", "--color", color]).out;
    assert!(run("always").contains('\u{1b}'));
    assert!(!run("auto").contains('\u{1b}'));
    assert!(!run("never").contains('\u{1b}'));
}

#[test]
fn an_unknown_rule_names_the_nearest() {
    for args in [&["explain", "missing-toleration"][..], &["check", "--select", "missing-toleration"]] {
        let run = agent().run(args);
        assert_eq!(run.status, 2);
        assert!(run.err.contains("did you mean missing-tolerations?"), "{run:?}");
    }
}

#[test]
fn explain_prints_the_page_of_a_rule() {
    let run = agent().run(&["explain", "invalid-update-strategy"]);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.out);
}

#[test]
fn completion_scripts_name_the_binary() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = agent().run(&["completion", shell]);
        assert_eq!(run.status, 0);
        assert!(run.out.contains("kubectl-daemonset_lint"), "{shell}");
    }
}

#[test]
fn help_is_short_and_complete() {
    let run = agent().run(&["--help"]);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.out);
}
