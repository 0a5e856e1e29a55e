//! Several clusters at once.

use serde_json::json;

use super::{Contents, clusters, daemon_set, kubeconfig, nodes, parsed, run, small};
use crate::sandbox::Sandbox;

/// Two clusters that differ in one agent, and agree in another.
fn two() -> [(&'static str, Contents); 2] {
    let shared = || daemon_set("kube-system", "kube-proxy", "registry.k8s.io/kube-proxy:v1.33.1");
    let newer = daemon_set("logging", "log-agent", "example.com/log-agent:1.1");
    let edge = Contents::default().with("nodes", nodes(4)).with("daemonsets", [newer, shared()]);
    let only = daemon_set("metrics", "exporter", "example.com/exporter:1.0");
    [("prod", small().with("daemonsets", [shared(), only])), ("edge", edge)]
}

#[test]
fn each_context_has_a_section_and_differences_follow() {
    let (sandbox, _servers) = clusters(two());
    let found = run(&sandbox, "coverage --context edge --context prod --context edge");
    assert_eq!((found.status, found.err.as_str()), (0, ""), "{found:?}");
    insta::assert_snapshot!(found.out);
}

#[test]
fn all_contexts_come_in_the_order_of_the_kubeconfig() {
    let (sandbox, _servers) = clusters(two());
    let found = parsed(&run(&sandbox, "coverage --all-contexts -o json"));
    assert_eq!(
        found["contexts"],
        json!([{"name": "prod", "nodes": 3, "daemonSets": 3}, {"name": "edge", "nodes": 5, "daemonSets": 2}])
    );
    assert_eq!(found["inventory"]["nodes"], 8);
    let contexts: Vec<&str> =
        found["daemonSets"].as_array().unwrap().iter().map(|one| one["context"].as_str().unwrap()).collect();
    assert_eq!(contexts, ["prod", "prod", "prod", "edge", "edge"]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&found["comparison"]).unwrap());
}

#[test]
fn flags_may_stand_before_the_subcommand() {
    let (sandbox, _servers) = clusters(two());
    let words = ["--context", "edge", "--kubeconfig", "config", "coverage", "-o", "json"];
    assert_eq!(parsed(&sandbox.run(&words))["contexts"][0]["name"], "edge");
}

#[test]
fn one_cluster_that_is_away_does_not_take_the_rest_down() {
    let (sandbox, servers) = clusters([("prod", small())]);
    let away = ("away", None, "http://127.0.0.1:1".to_owned());
    sandbox.file("config", kubeconfig(&[away.clone(), ("prod", None, servers[0].url()), away]));
    for command in ["coverage", "check", "overhead"] {
        let found = run(&sandbox, &format!("{command} --context away --context prod"));
        assert_eq!(found.status, 2, "{found:?}");
        assert!(found.out.contains("logging/log-agent"), "{found:?}");
        assert!(found.err.contains("error: context away: ") && found.err.contains("\n  help: "), "{found:?}");
        assert!(found.err.ends_with("error: 1 of 2 contexts could not be read\n"), "{found:?}");
    }
    let found = run(&sandbox, "check --context away --context prod -o json");
    let contexts = &parsed(&found)["contexts"];
    assert_eq!(contexts[0]["name"], "away");
    assert!(contexts[0]["error"].as_str().unwrap().contains("127.0.0.1:1"), "{contexts}");
    assert_eq!(contexts[1], json!({"name": "prod", "nodes": 3, "daemonSets": 1}));
}

#[test]
fn where_none_can_be_read_there_are_no_results() {
    let sandbox = Sandbox::new();
    let away = |name| (name, None, "http://127.0.0.1:1".to_owned());
    sandbox.file("config", kubeconfig(&[away("a"), away("b")]));
    let found = run(&sandbox, "coverage --all-contexts -o json");
    assert_eq!((found.status, found.out.as_str()), (2, ""), "{found:?}");
    assert_eq!(found.err.matches("error: ").count(), 3, "{found:?}");
}

#[test]
fn names_of_contexts_command_nothing() {
    let (sandbox, servers) = clusters([("prod", small())]);
    let name = "\"a\\e[31m\\n::error::b\"";
    let config = kubeconfig(&[("prod", None, servers[0].url())]);
    sandbox.file("config", config.replace("name: prod, context", &format!("name: {name}, context")));
    for line in
        ["coverage --all-contexts -v", "check --all-contexts -o compact", "overhead --all-contexts -n typo"]
    {
        let found = run(&sandbox, line);
        assert!(found.status < 2, "{found:?}");
        for text in [&found.out, &found.err] {
            assert!(!text.contains('\u{1b}') && !text.contains("\n::error"), "{line}: {text:?}");
        }
    }
}

#[test]
fn findings_in_files_name_the_cluster() {
    let (sandbox, _servers) = clusters(two());
    sandbox.file("agent.yaml", include_str!("../../../testdata/cli/agent.yaml"));
    let line = "check agent.yaml --all-contexts --select missing-tolerations -o compact";
    let found = run(&sandbox, line);
    let lines: Vec<&str> = found.out.lines().collect();
    assert_eq!(lines.len(), 2, "{found:?}");
    assert!(lines[0].ends_with(" (context prod)") && lines[1].ends_with(" (context edge)"), "{lines:?}");
}

#[test]
fn overhead_sums_up_clusters() {
    let (sandbox, _servers) = clusters(two());
    let found = parsed(&run(&sandbox, "overhead --all-contexts -o json"));
    assert_eq!(found["fleet"]["nodes"], json!({"min": 8, "max": 8}));
    // Three agents on two nodes, two on four.
    assert_eq!(found["fleet"]["min"]["cpu"]["amount"], "1400m");
    let text = run(&sandbox, "overhead --all-contexts").out;
    assert!(
        text.starts_with("context prod   3 DaemonSets, 3 nodes\n") && text.contains("\ncontext edge   2 "),
        "{text}"
    );
}
