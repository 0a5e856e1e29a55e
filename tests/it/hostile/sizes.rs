//! Sizes that nobody expects: files by the gigabyte, findings by the thousand.

use std::fs::File;

use serde_json::Value;

use super::{AGENT, agent};
use crate::sandbox::{Run, Sandbox};

const MIB: u64 = 1024 * 1024;

/// A file of one line, which takes no room on the disk.
fn sparse(sandbox: &Sandbox, name: &str, mib: u64) {
    sandbox.file(name, "");
    File::options().write(true).open(sandbox.path().join(name)).unwrap().set_len(mib * MIB).unwrap();
}

fn findings(run: &Run) -> Vec<Value> {
    let mut report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    serde_json::from_value(report["findings"].take()).unwrap()
}

#[test]
fn a_gibibyte_of_one_line_among_manifests() {
    let sandbox = agent();
    sparse(&sandbox, "agents/huge.yaml", 1024);
    for path in ["agents", "agents/huge.yaml"] {
        let run = sandbox.run(&["check", path, "-o", "compact"]);
        assert_eq!(run.status, 1);
        let line = "agents/huge.yaml:1:1: error: syntax: the file is larger than 64 MiB and was not read\n";
        assert!(run.out.contains(line), "{run:?}");
        assert_eq!(run.out.contains("agents/log.yaml:12"), path == "agents", "the rest is checked: {run:?}");
    }
    let run = sandbox.run(&["check", "agents", "--fix"]);
    assert!(run.err.contains("agents/log.yaml: fixed 1 finding"), "{run:?}");
}

#[test]
fn a_gibibyte_of_one_line_in_place_of_a_config() {
    let sandbox = agent();
    sparse(&sandbox, ".daemonset-lint.yaml", 1024);
    let run = sandbox.run(&["check", "agents"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "error: .daemonset-lint.yaml: larger than 64 MiB, and was not read\n");
}

#[test]
fn a_gibibyte_of_one_line_in_place_of_a_baseline() {
    let sandbox = agent();
    sparse(&sandbox, "baseline.json", 1024);
    for more in [&[][..], &["--write-baseline"]] {
        let run = sandbox.run(&[&["check", "agents", "--baseline", "baseline.json"], more].concat());
        assert_eq!(run.status, 2);
        assert_eq!(run.err, "error: baseline.json: larger than 64 MiB, and was not read\n");
    }
    assert_eq!(sandbox.path().join("baseline.json").metadata().unwrap().len(), 1024 * MIB);
}

#[test]
fn gibibytes_of_nodes_and_pods() {
    let sandbox = agent();
    sparse(&sandbox, "huge.json", 2049);
    for flags in [&["--nodes", "huge.json"][..], &["--nodes", "nodes.json", "--pods", "huge.json"]] {
        let run = sandbox.run(&[&["check", "agents"], flags].concat());
        assert_eq!(run.status, 2);
        assert_eq!(run.err, "error: huge.json: larger than 2048 MiB, and was not read\n");
    }
}

#[test]
fn ten_thousand_findings_in_one_file() {
    let env: String = (0..10_000)
        .map(|at| ["            - {name: E", &at.to_string(), ", value: yes}\n"].concat())
        .collect();
    let sandbox = Sandbox::new();
    sandbox.file(
        "a.yaml",
        AGENT.replace(
            "          volumeMounts:\n",
            &["          env:\n", &env, "          volumeMounts:\n"].concat(),
        ),
    );
    let args = ["check", "a.yaml", "--select", "unquoted-scalar", "-q", "-o", "compact"];
    let run = sandbox.run(&args);
    assert_eq!(run.out.lines().count(), 10_000);
    let last = AGENT.lines().position(|line| line.ends_with("volumeMounts:")).unwrap() + 1 + 10_000;
    let line = run.out.lines().last().unwrap();
    assert!(line.starts_with(&format!("a.yaml:{last}:")), "in their order: {line}");
}

#[test]
fn a_thousand_files_with_findings() {
    let sandbox = Sandbox::new();
    for at in 0..1_000 {
        sandbox.file(&format!("agents/{at:03}.yaml"), AGENT);
    }
    let findings =
        findings(&sandbox.run(&["check", "agents", "--select", "invalid-update-strategy", "-o", "json"]));
    let files: Vec<&str> = findings.iter().map(|finding| finding["file"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..1_000).map(|at| format!("agents/{at:03}.yaml")).collect();
    assert_eq!(files, expected);
}

#[test]
fn a_crowd_of_agents_that_get_into_each_others_way() {
    let one = |at: usize| AGENT.replacen("name: log-agent", &format!("name: log-agent-{at}"), 1);
    let all = (0..60).map(one).collect::<Vec<_>>().join("---\n");
    let port = "          ports: [{containerPort: 80, hostPort: 80}]\n          volumeMounts:";
    let sandbox = Sandbox::new();
    sandbox.file("ports.yaml", all.replace("          volumeMounts:", port));
    sandbox.file("same.yaml", all);
    for file in ["same.yaml", "ports.yaml"] {
        let findings = findings(&sandbox.run(&["check", file, "-o", "json"]));
        assert!((60..1_500).contains(&findings.len()), "not one for every pair: {}", findings.len());
        let labels = findings.iter().filter_map(|finding| finding["labels"].as_array()).map(Vec::len).max();
        assert!(labels <= Some(16), "{labels:?}");
    }
}

#[test]
fn an_object_with_thousands_of_unknown_fields() {
    let fields: String = (0..5_000).map(|at| ["  zzz", &at.to_string(), ": 1\n"].concat()).collect();
    let sandbox = Sandbox::new();
    sandbox.file("a.yaml", AGENT.replacen("spec:\n", &["spec:\n", &fields].concat(), 1));
    let findings = findings(&sandbox.run(&["check", "a.yaml", "--select", "unknown-field", "-o", "json"]));
    assert_eq!(findings.len(), 5_000);
}

#[test]
fn a_pod_with_thousands_of_containers_in_one_line() {
    let containers: Vec<String> =
        (0..1_000).map(|at| format!("{{\"name\":\"é{at}\",\"image\":\"x\"}}")).collect();
    let sandbox = Sandbox::new();
    sandbox.file(
        "a.json",
        format!(
            "{{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{{\"name\":\"a\"}},\"spec\":{{\"selector\":{{\"matchLabels\":{{\"a\":\"b\"}}}},\
             \"template\":{{\"metadata\":{{\"labels\":{{\"a\":\"b\"}}}},\"spec\":{{\"containers\":[{}]}}}}}}}}",
            containers.join(",")
        ),
    );
    let run = sandbox.run(&["check", "a.json", "--select", "mutable-image-tag", "-o", "json"]);
    let findings = findings(&run);
    assert_eq!(findings.len(), 1);
    let text = std::fs::read_to_string(sandbox.path().join("a.json")).unwrap();
    let before = &text[..text.find("{\"name\":\"é999\",\"image\":").unwrap()];
    let column = before.chars().count() + "{\"name\":\"é999\",\"image\":".chars().count() + 1;
    let last = findings[0]["labels"].as_array().unwrap().last().unwrap();
    assert_eq!(last["column"], column, "columns count characters: {last}");
    assert!(sandbox.run(&["check", "a.json"]).out.len() < 5_000_000, "snippets are cut");
}

#[test]
fn ten_thousand_documents_in_one_file() {
    let config_map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n";
    let sandbox = Sandbox::new();
    sandbox.file("a.yaml", config_map.repeat(10_000) + AGENT);
    let run = sandbox.run(&["check", "a.yaml", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["documents"], 10_001);
}

#[test]
fn a_label_of_a_megabyte() {
    let sandbox = Sandbox::new();
    let label = "x".repeat(1_000_000);
    sandbox.file(
        "a.yaml",
        AGENT.replacen(
            "  namespace: logging\n",
            &format!("  namespace: logging\n  labels: {{a: {label}}}\n"),
            1,
        ),
    );
    let run = sandbox.run(&["check", "a.yaml", "-o", "json"]);
    assert_eq!(findings(&run).len(), 3, "it is too long for a label, beside what else is wrong");
}

#[test]
fn a_key_written_thousands_of_times() {
    let sandbox = Sandbox::new();
    let labels = "    same: a\n".repeat(3_000);
    sandbox.file(
        "a.yaml",
        AGENT.replacen("  namespace: logging\n", &["  namespace: logging\n  labels:\n", &labels].concat(), 1),
    );
    let run = sandbox.run(&["check", "a.yaml", "--select", "duplicate-key", "-o", "json"]);
    assert_eq!(findings(&run)[0]["message"], "`same` is written 3000 times");
}
