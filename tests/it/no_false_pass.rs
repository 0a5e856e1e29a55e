//! Runs in which nothing, or not all, was checked: none of them reads as a pass.

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");
const BROKEN: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: [log\n";
const LIST: &str = "\
apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: one
- apiVersion: v1
  kind: Node
  metadata:
    name: two
kind: List
metadata:
  resourceVersion: \"\"
";

fn agent() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    sandbox
}

fn nodes_of(run: &Run) -> u64 {
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    report["inventory"]["nodes"].as_u64().unwrap_or_default()
}

#[test]
fn empty_standard_input_is_a_failure() {
    let sandbox = agent();
    for args in [
        &["check", "-"][..],
        &["check"],
        &["check", "-", "-q"],
        &["check", "-", "-o", "json"],
        &["coverage", "-", "--nodes", "nodes.json"],
        &["overhead", "-", "--nodes", "nodes.json"],
    ] {
        for input in ["", "\n  \n"] {
            let run = sandbox.run_with_input(args, input);
            assert_eq!(run.status, 2, "{args:?}: {run:?}");
            assert!(run.err.contains("error: standard input is empty"), "{args:?}: {run:?}");
            assert!(!run.err.contains("nothing to report"), "{args:?}: {run:?}");
        }
    }
}

#[test]
fn what_is_piped_in_is_read_without_a_path() {
    let sandbox = Sandbox::new();
    sandbox.file("nodes.json", NODES);
    let run = sandbox.run_with_input(&["check", "-o", "compact"], AGENT);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains("<stdin>:12:17: error: invalid-update-strategy"), "{run:?}");
    let run = sandbox.run_with_input(&["coverage", "--nodes", "nodes.json"], AGENT);
    assert!(run.out.contains("<stdin>:"), "{run:?}");
    // Where standard input is for nodes, it is no manifest.
    sandbox.file("log.yaml", AGENT);
    let run = sandbox.run_with_input(&["coverage", "--nodes", "-"], NODES);
    assert!(run.out.contains("log.yaml:"), "{run:?}");
    let run = sandbox.run(&["check", "-o", "compact"]);
    assert!(run.out.contains("log.yaml:12:17"), "no pipe: {run:?}");
}

#[test]
fn what_was_left_out_is_not_taken_for_checked() {
    let sandbox = agent();
    sandbox.file("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
    sandbox.file("chart/templates/log.yaml", "kind: DaemonSet\nmetadata:\n  name: {{ .Release.Name }}\n");
    let run = sandbox.run(&["check", "chart"]);
    assert!(run.err.contains("no DaemonSet in 2 files: nothing was checked\n"), "{run:?}");
    assert!(run.err.contains("skipped 1 template of the chart"), "{run:?}");
    for command in ["coverage", "overhead"] {
        let run = sandbox.run(&[command, "chart", "--nodes", "nodes.json"]);
        assert!(run.err.contains("skipped 1 document: templates and parts"), "{run:?}");
    }
    let run = sandbox.run(&["check", "agents", "--exclude", "*.yaml"]);
    assert!(run.err.contains("nothing was checked\n"), "{run:?}");
    assert!(run.err.contains("1 path left out by exclude"), "{run:?}");
}

#[test]
fn excludes_hold_for_named_files() {
    for glob in ["agents/**", "agents", "log.yaml"] {
        let sandbox = agent();
        sandbox.file(".daemonset-lint.yaml", format!("version: 1\nexclude: [{glob:?}]\n"));
        let run = sandbox.run(&["check", "agents/log.yaml"]);
        assert_eq!((run.out.as_str(), run.status), ("", 0), "{glob}: {run:?}");
        assert!(run.err.contains("1 path left out by exclude"), "{glob}: {run:?}");
    }
    let run = agent().run(&["check", "agents/log.yaml", "--exclude", "log.yaml"]);
    assert_eq!((run.out.as_str(), run.status), ("", 0), "{run:?}");
}

#[test]
fn a_file_that_does_not_parse_covers_nothing() {
    let sandbox = agent();
    sandbox.file("bad.yaml", BROKEN);
    for command in ["coverage", "overhead"] {
        for flag in ["--color=never", "-q"] {
            let run = sandbox.run(&[command, "bad.yaml", "--nodes", "nodes.json", flag]);
            assert_eq!(run.status, 1, "{run:?}");
            assert!(run.err.contains("warning: bad.yaml:4: not read: "), "{run:?}");
        }
    }
}

#[test]
fn a_side_that_does_not_parse_is_not_compared() {
    let sandbox = agent();
    sandbox.file("bad.yaml", BROKEN);
    let run = sandbox.run(&["diff", "agents/log.yaml", "bad.yaml", "--nodes", "nodes.json"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(!run.out.contains("removed") && !run.out.contains("nodes lost"), "{run:?}");
    assert!(run.err.contains("warning: bad.yaml:4: not read: "), "{run:?}");
    assert!(run.err.contains("warning: logging/log-agent is not compared: "), "{run:?}");
    let json = sandbox.run(&["diff", "agents/log.yaml", "bad.yaml", "-o", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        json["notCompared"],
        serde_json::json!([{"namespace": "logging", "name": "log-agent"}]),
        "{json}"
    );
    let run = sandbox.run(&["diff", "bad.yaml", "agents/log.yaml"]);
    assert!(!run.out.contains("added"), "{run:?}");
    assert!(run.err.contains("is not compared"), "{run:?}");
    let run = sandbox.run(&["diff", "bad.yaml", "bad.yaml"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(run.out, "nothing changes for any DaemonSet that could be read on both sides\n");
}

#[test]
fn expectations_that_match_no_daemon_set_are_told() {
    let sandbox = agent();
    let config = "version: 1\nexpectations:\n  - {daemonSet: logging/log-agnet, mustRunOn: all}\n";
    sandbox.file(".daemonset-lint.yaml", config);
    let said = ".daemonset-lint.yaml:3: the expectation for logging/log-agnet matches no DaemonSet; \
                did you mean logging/log-agent?";
    for args in [
        &["coverage", "--nodes", "nodes.json"][..],
        &["check", "agents", ".", "--ignore", "invalid-update-strategy"],
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.err.contains(said), "{run:?}");
    }
    // The DaemonSet may be in a file that is not part of this run.
    let run = sandbox.run(&["coverage", "agents/log.yaml", "--nodes", "nodes.json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains(said), "{run:?}");
}

#[test]
fn selectors_of_expectations_that_match_no_node_are_told() {
    for (key, status) in [("mustRunOn", 1), ("mustNotRunOn", 0)] {
        let sandbox = agent();
        let config = format!("version: 1\nexpectations:\n  - {{daemonSet: \"*/*\", {key}: pool=gpuu}}\n");
        sandbox.file(".daemonset-lint.yaml", config);
        let run = sandbox.run(&["coverage", "--nodes", "nodes.json", "-q"]);
        assert_eq!(run.status, status, "{run:?}");
        let json = sandbox.run(&["coverage", "--nodes", "nodes.json", "-o", "json"]);
        let json: Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json["daemonSets"][0]["expectation"]["met"], status == 0, "{json}");
        let said = format!(".daemonset-lint.yaml:3: {key}: pool=gpuu matches no node and no pool\n");
        assert!(run.err.contains(&said), "{run:?}");
    }
}

#[test]
fn a_list_of_nodes_that_is_cut_is_refused() {
    let sandbox = agent();
    let lines: Vec<&str> = LIST.lines().collect();
    // Behind `kind: List` nothing is missing that anybody reads.
    for count in 3..=10 {
        sandbox.file("cut.yaml", lines[..count].join("\n"));
        let run = sandbox.run(&["coverage", "agents", "--nodes", "cut.yaml"]);
        assert_eq!(run.status, 2, "{count} lines: {run:?}");
        assert!(run.err.contains("error: cut.yaml"), "{count} lines: {run:?}");
    }
    sandbox.file("whole.yaml", LIST);
    let run = sandbox.run(&["coverage", "agents", "--nodes", "whole.yaml", "-o", "json"]);
    assert_eq!(nodes_of(&run), 2, "{run:?}");
}

#[test]
fn a_bare_array_of_nodes_is_read() {
    let sandbox = agent();
    let node = |name: &str| {
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{{\"name\":{name:?}}}}}")
    };
    sandbox.file("array.json", format!("[{},{}]\n", node("one"), node("two")));
    let run = sandbox.run(&["coverage", "agents", "--nodes", "array.json", "-o", "json"]);
    assert_eq!(nodes_of(&run), 2, "{run:?}");
    sandbox.file("array.json", format!("[{},", node("one")));
    let run = sandbox.run(&["coverage", "agents", "--nodes", "array.json"]);
    assert_eq!(run.status, 2, "{run:?}");
    sandbox.file("array.json", "[]");
    let run = sandbox.run(&["coverage", "agents", "--nodes", "array.json"]);
    assert!(run.status == 2 && run.err.contains("is empty, or an empty list"), "{run:?}");
}

#[test]
fn what_kubectl_says_above_a_list_is_passed_over() {
    let sandbox = agent();
    let plain = sandbox.run(&["coverage", "agents", "--nodes", "nodes.json", "-o", "json"]);
    for (name, list) in [("warned", NODES), ("warned", LIST)] {
        sandbox.file(name, format!("Warning: v1 X is deprecated\nWarning: and: so is Y\n{list}"));
        let run = sandbox.run(&["coverage", "agents", "--nodes", name, "-o", "json"]);
        let nodes = if list == NODES { nodes_of(&plain) } else { 2 };
        assert_eq!(nodes_of(&run), nodes, "{run:?}");
    }
    let logged = "E1128 14:01:33.123456   12345 memcache.go:265] couldn't get resource list\n";
    for remark in [logged, "Flag --short has been deprecated, and will be removed\n"] {
        sandbox.file("warned", format!("{remark}Warning: old\n{LIST}"));
        let run = sandbox.run(&["coverage", "agents", "--nodes", "warned", "-o", "json"]);
        assert_eq!(nodes_of(&run), 2, "{run:?}");
    }
    sandbox.file("warned", logged);
    let run = sandbox.run(&["coverage", "agents", "--nodes", "warned"]);
    assert_eq!(run.status, 2, "nothing but remarks: {run:?}");
    sandbox.file("pods.json", "Warning: old\n{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[]}\n");
    let run = sandbox.run(&["coverage", "agents", "--nodes", "nodes.json", "--pods", "pods.json"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn random_bytes_are_no_manifest() {
    let sandbox = agent();
    for bytes in [&b"\x8d\xb1\xca\x9e\xa5 {{ x }} \x0b"[..], b"\0\0\0\0", b"\x7fELF\x02\x01{{"] {
        sandbox.file("random.yaml", bytes);
        let check = sandbox.run(&["check", "random.yaml"]);
        let coverage = sandbox.run(&["coverage", "random.yaml", "--nodes", "nodes.json"]);
        assert_eq!((check.status, coverage.status), (1, 1), "{bytes:?}: {check:?} {coverage:?}");
        let nodes = sandbox.run(&["coverage", "agents", "--nodes", "random.yaml"]);
        assert_eq!(nodes.status, 2, "{bytes:?}: {nodes:?}");
    }
}
