//! `diff`: two folders, and the work tree against a git revision.

use std::process::Command;

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

const NODES: &str = include_str!("../../testdata/cli/nodes.json");
const AGENT: &str = include_str!("../../testdata/diff/agent.yaml");
const POOLS: &str = include_str!("../../testdata/diff/pools.yaml");

/// The agent without the toleration of the control plane and with more memory.
fn changed() -> String {
    let without =
        AGENT.replace("        - {key: node-role.kubernetes.io/control-plane, operator: Exists}\n", "");
    let heavier = without.replace("memory: 100Mi", "memory: 150Mi");
    assert_ne!(heavier, without);
    heavier
}

fn two_folders() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("before/agent.yaml", AGENT);
    sandbox.file("after/agent.yaml", changed());
    sandbox.file("nodes.json", NODES);
    sandbox
}

fn git(sandbox: &Sandbox, args: &[&str]) {
    let identity =
        ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    let status = command.args(identity).args(args).current_dir(sandbox.path()).output().unwrap();
    assert!(status.status.success(), "git {args:?}: {status:?}");
}

/// A repository with a commit of the agent and a pool, and a change to both in the work tree.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("manifests/agent.yaml", AGENT);
    sandbox.file("pools.yaml", POOLS);
    git(&sandbox, &["init", "-q"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-q", "-m", "before"]);
    sandbox.file("manifests/agent.yaml", changed());
    sandbox
}

/// git is found through the PATH of the test itself.
fn run(sandbox: &Sandbox, args: &[&str]) -> Run {
    let path = std::env::var_os("PATH").unwrap_or_default();
    sandbox.command().args(args).env("PATH", path).output().unwrap().into()
}

#[test]
fn a_dropped_toleration_loses_nodes() {
    let run = two_folders().run(&["diff", "before", "after", "--nodes", "nodes.json"]);
    insta::assert_snapshot!(run.out);
}

/// The item of the DaemonSet is written alike on both sides: what changes is what its alias stands for.
#[test]
fn an_alias_for_what_changes_elsewhere_is_a_change() {
    let list = |version: &str| {
        format!(
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: c}}\n  \
             data: {{image: &image registry.example/agent:{version}}}\n- apiVersion: apps/v1\n  kind: DaemonSet\n  \
             metadata: {{name: agent}}\n  spec:\n    selector: {{matchLabels: {{a: b}}}}\n    template:\n      \
             metadata: {{labels: {{a: b}}}}\n      spec: {{containers: [{{name: a, image: *image}}]}}\n"
        )
    };
    let sandbox = Sandbox::new();
    sandbox.file("before/list.yaml", list("1.0.0"));
    sandbox.file("after/list.yaml", list("1.1.0"));
    let run = sandbox.run(&["diff", "before", "after"]);
    assert!(run.out.contains("registry.example/agent:1.0.0 → registry.example/agent:1.1.0"), "{run:?}");
}

#[test]
fn markdown_reads_as_a_comment() {
    let run = two_folders().run(&["diff", "before", "after", "--nodes", "nodes.json", "-o", "markdown"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn json_has_a_version() {
    let run = two_folders().run(&["diff", "before", "after", "--nodes", "nodes.json", "-o", "json"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn nothing_changes_between_equal_folders() {
    let run = two_folders().run(&["diff", "before", "before", "--nodes", "nodes.json"]);
    assert_eq!((run.out.as_str(), run.status), ("nothing changes for any DaemonSet\n", 0));
}

/// A change of the agent, as JSON; the exit status.
fn changed_by(from: &str, to: &str) -> (Value, i32) {
    let sandbox = two_folders();
    let after = AGENT.replace(from, to);
    assert_ne!(after, AGENT);
    sandbox.file("after/agent.yaml", after);
    let run = sandbox.run(&["diff", "before", "after", "--nodes", "nodes.json", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    (report["daemonSets"][0].clone(), run.status)
}

#[test]
fn what_the_server_would_store_alike_is_no_change() {
    for (from, to) in [
        ("limits: {memory: 200Mi}", "limits: {memory: 0.1953125Gi}"),
        ("readOnly: true}", "readOnly: true, subPath: ''}"),
        ("image: registry", "imagePullPolicy: IfNotPresent\n          image: registry"),
        ("hostPath: {path: /var/log}", "hostPath: {path: /var/log, type: ''}"),
    ] {
        assert_eq!(changed_by(from, to), (Value::Null, 0), "{to}");
    }
}

#[test]
fn pods_are_replaced_if_the_template_changes() {
    let (change, status) = changed_by("log-agent:2.4.1", "log-agent:2.5.0");
    let fields = json!([{
        "path": "spec.template.spec.containers[agent].image",
        "before": "registry.example/log-agent:2.4.1",
        "after": "registry.example/log-agent:2.5.0",
    }]);
    assert_eq!(change["template"], json!({"changed": true, "fields": fields}));
    let rollout = json!({"type": "RollingUpdate", "pods": 3, "maxUnavailable": 1, "maxSurge": 0, "waves": 3});
    assert_eq!((&change["rollout"], status), (&rollout, 0));
    let update = "updateStrategy: {type: OnDelete}\n  selector:";
    let (change, _) = changed_by("selector:", update);
    assert_eq!((&change["template"]["changed"], change.get("rollout")), (&json!(false), None));
}

/// It is reported at the containers as long as there are no tolerations, and at the tolerations afterwards.
#[test]
fn a_finding_that_moves_to_another_field_is_the_same() {
    let sandbox = two_folders();
    let others = "        - {key: CriticalAddonsOnly, operator: Exists}\n";
    let none = changed().replace(others, "").replace("      tolerations:\n", "");
    sandbox.file("before/agent.yaml", &none);
    sandbox.file("after/agent.yaml", changed());
    let check = |folder| {
        let run = sandbox.run(&[
            "check",
            folder,
            "--nodes",
            "nodes.json",
            "--select",
            "missing-tolerations",
            "-o",
            "json",
        ]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let finding = &report["findings"][0];
        (finding["message"].clone(), finding["path"].clone())
    };
    let ((before, from), (after, to)) = (check("before"), check("after"));
    assert_eq!(before, after);
    assert_ne!(from, to);
    let run = sandbox.run(&["diff", "before", "after", "--nodes", "nodes.json", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["findings"], json!({"new": [], "gone": []}), "{run:?}");
}

#[test]
fn pods_are_told_without_nodes_too() {
    let sandbox = two_folders();
    let on_delete = changed().replace("selector:", "updateStrategy: {type: OnDelete}\n  selector:");
    sandbox.file("later/agent.yaml", on_delete.replace("150Mi", "160Mi"));
    insta::assert_snapshot!(sandbox.run(&["diff", "before", "after"]).out);
    insta::assert_snapshot!(sandbox.run(&["diff", "after", "later"]).out);
    let surge = "updateStrategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}\n  selector:";
    sandbox.file("later/agent.yaml", changed().replace("selector:", surge));
    insta::assert_snapshot!(sandbox.run(&["diff", "before", "later", "-o", "markdown"]).out);
}

#[test]
fn a_selector_cannot_change() {
    let (change, status) = changed_by("app: log-agent", "app: agent");
    assert_eq!((&change["selectorChanged"], status), (&json!(true), 1));
    let fields = json!([{"path": "spec.selector.matchLabels.app", "before": "log-agent", "after": "agent"}]);
    assert_eq!(change["spec"], json!({"changed": true, "fields": fields}));
}

#[test]
fn added_and_removed_daemon_sets_are_told() {
    let sandbox = two_folders();
    sandbox.file("empty/none.yaml", "a: 1\n");
    let added = sandbox.run(&["diff", "empty", "before", "--nodes", "nodes.json"]);
    assert!(added.out.contains("added, 3 nodes gained"), "{added:?}");
    let removed = sandbox.run(&["diff", "before", "empty", "--nodes", "nodes.json"]);
    assert!(removed.out.contains("removed, 3 nodes lost"), "{removed:?}");
}

#[test]
fn the_work_tree_is_compared_with_a_revision() {
    let sandbox = repository();
    let run = run(&sandbox, &["diff", "--since", "HEAD", "manifests", "--nodes", "pools.yaml"]);
    insta::assert_snapshot!(run.out);
    let status =
        Command::new("git").args(["status", "--porcelain"]).current_dir(sandbox.path()).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&status.stdout),
        " M manifests/agent.yaml\n",
        "the work tree is untouched"
    );
}

#[test]
fn node_files_are_read_from_the_revision_too() {
    let sandbox = repository();
    sandbox.file("manifests/agent.yaml", AGENT);
    let tainted = POOLS.replace("taints: []", "taints: [{key: dedicated, value: db, effect: NoSchedule}]");
    assert_ne!(tainted, POOLS);
    sandbox.file("pools.yaml", tainted);
    let run = run(&sandbox, &["diff", "--since", "HEAD", "manifests", "--nodes", "pools.yaml", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let lost = &report["daemonSets"][0]["lost"][0];
    assert_eq!(lost["reasons"][0]["taint"]["key"], "dedicated", "{report:#}");
    assert_eq!(lost["matches"]["after"], "none");
}

#[test]
fn an_unknown_revision_is_an_error() {
    for revision in ["nowhere", "--output=/tmp/x", ""] {
        let run = run(&repository(), &["diff", &format!("--since={revision}")]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("git revision"), "{run:?}");
    }
}

#[test]
fn one_path_is_not_enough() {
    let run = two_folders().run(&["diff", "before"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--since"), "{run:?}");
}
