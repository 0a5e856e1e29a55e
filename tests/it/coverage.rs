//! `coverage` and `check --nodes` through the binary.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");

fn coverage(nodes: &str, args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    sandbox.file("nodes", nodes);
    sandbox.run(&[&["coverage", "agent.yaml", "--nodes", "nodes"], args].concat())
}

/// Nodes by name and taint; a label `pool` tells halves apart.
fn fleet(size: usize) -> String {
    let items: Vec<Value> = (0..size)
        .map(|index| {
            let taints = if index % 10 == 0 { json!([{"key": "dedicated", "value": "db", "effect": "NoSchedule"}]) } else { json!(null) };
            json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": format!("node-{index:04}"), "labels": {"kubernetes.io/os": "linux"}}, "spec": {"taints": taints}})
        })
        .collect();
    json!({"kind": "List", "items": items}).to_string()
}

#[test]
fn table_of_three_nodes() {
    let run = coverage(NODES, &[]);
    assert_eq!(run.status, 0, "{run:?}");
    insta::assert_snapshot!(run.out);
}

#[test]
fn table_of_five_thousand_nodes_stays_short() {
    let run = coverage(&fleet(5000), &[]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn wide_names_every_node() {
    let run = coverage(&fleet(30), &["-o", "wide"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn json_keeps_to_the_contract() {
    let run = coverage(NODES, &["-o", "json"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn nodes_may_be_yaml_json_lists_or_single() {
    let single = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Node\nmetadata: {name: b}\n";
    let typed = "kind: NodeList\napiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n";
    let json = r#"{"kind":"Node","metadata":{"name":"a"}} {"kind":"Node","metadata":{"name":"b"}}"#;
    for nodes in [single, typed, json] {
        let run = coverage(nodes, &[]);
        assert!(run.out.contains("2 of 2 nodes"), "{nodes}: {run:?}");
    }
}

#[test]
fn what_is_no_node_list_gets_told_what_to_run() {
    let truncated = &NODES[..NODES.len() / 2];
    let cases = [
        ("", "is empty"),
        ("NAME   STATUS   ROLES   AGE   VERSION\ncp-0   Ready    <none>  1d    v1.34.1\n", "the table that"),
        (truncated, "cut off"),
        (r#"{"kind":"List","items":[]}"#, "empty list"),
        (r#"{"kind":"PodList","items":[{"kind":"Pod"},{"kind":"Pod"}]}"#, "2 Pod"),
        (r#"{"kind":"NodeList","metadata":{"continue":"abc"},"items":[]}"#, "first page"),
        ("items: [", "nodes:1"),
    ];
    for (nodes, words) in cases {
        let run = coverage(nodes, &[]);
        assert_eq!(run.status, 2, "{nodes}: {run:?}");
        assert!(run.err.contains(words) && run.err.contains("help: "), "{nodes}: {run:?}");
    }
}

#[test]
fn coverage_without_nodes_says_how_to_get_them() {
    let run = Sandbox::new().run(&["coverage"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("kubectl get nodes -o json > nodes.json"), "{run:?}");
}

#[test]
fn check_with_nodes_ends_with_a_coverage_summary() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    let run = sandbox.run(&["check", "agent.yaml", "--nodes", "nodes.json"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("2 of 3 nodes"), "{run:?}");
}

/// Cases with the verdicts of upstream code; see `testdata/placement`.
#[test]
fn verdicts_agree_with_upstream() {
    let cases = fs::read_to_string("testdata/placement/upstream-verdicts.jsonl").unwrap();
    let mut pairs = 0;
    for (index, line) in cases.lines().enumerate() {
        let case: Value = serde_json::from_str(line).unwrap();
        let sandbox = Sandbox::new();
        sandbox.file("ds.json", case["daemonSet"].to_string());
        sandbox.file("nodes.json", json!({"kind": "List", "items": case["nodes"]}).to_string());
        sandbox.file("pods.json", json!({"kind": "List", "items": case["pods"]}).to_string());
        let run = sandbox.run(&[
            "coverage",
            "ds.json",
            "--nodes",
            "nodes.json",
            "--pods",
            "pods.json",
            "-o",
            "json",
        ]);
        let report: Value =
            serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("case {index}: {run:?}"));
        let got = report["daemonSets"][0]["nodes"].as_array().unwrap();
        for (want, got) in case["want"].as_array().unwrap().iter().zip(got) {
            pairs += 1;
            assert_eq!(want["node"], got["name"], "case {index}");
            assert_eq!(want["shouldRun"], got["shouldRun"], "case {index}, {}", want["node"]);
            assert_eq!(
                want["shouldContinueRunning"], got["shouldContinueRunning"],
                "case {index}, {}",
                want["node"]
            );
            if let Some(blocked) = want["blockedBy"].as_array() {
                let blocked: BTreeSet<String> =
                    blocked.iter().map(|by| by.as_str().unwrap().to_owned()).collect();
                assert_eq!(blocked, blockers(got), "case {index}, {}", want["node"]);
            }
        }
    }
    assert!(pairs > 300, "only {pairs} pairs were compared");
}

/// The reasons of a node in upstream's words.
fn blockers(node: &Value) -> BTreeSet<String> {
    let reasons = node["reasons"].as_array().unwrap().iter();
    let words = reasons.map(|reason| match reason["type"].as_str().unwrap() {
        "HostPort" => "NodePorts".to_owned(),
        "TooManyPods" => "Insufficient:pods".to_owned(),
        "InsufficientResource" => format!("Insufficient:{}", reason["resource"].as_str().unwrap()),
        other => other.to_owned(),
    });
    words.collect()
}
