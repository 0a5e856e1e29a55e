//! `snapshot` through the binary.

use std::fs;

use serde_json::{Value, json};

use crate::generator::fleet;
use crate::sandbox::{Run, Sandbox};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/demo");

fn node(name: &str, labels: &Value) -> Value {
    let mut node = json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}},
        "status": {"allocatable": {"cpu": "2", "memory": "7289704Ki", "pods": "110", "ephemeral-storage": "18242267924"},
                   "conditions": [{"type": "Ready", "status": "True"}]}
    });
    for (key, value) in labels.as_object().unwrap() {
        node["metadata"]["labels"][key] = value.clone();
    }
    node
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn pod(namespace: &str, name: &str, node: &str, owner: Option<&str>, spec: &Value) -> Value {
    let owners: Vec<Value> = owner
        .into_iter()
        .map(|name| json!({"kind": "DaemonSet", "name": name, "controller": true}))
        .collect();
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "ownerReferences": owners},
        "spec": {"nodeName": node, "containers": [spec]}, "status": {"phase": "Running"}
    });
    pod["spec"]["containers"][0]["name"] = json!("c");
    pod
}

/// Three nodes of a cloud, one of them cordoned, one unready, with pods on them.
fn fleet() -> (String, String) {
    let names = ["ip-10-0-0-1", "ip-10-0-0-2", "ip-10-0-0-3", "ip-10-0-0-4"]
        .map(|host| format!("{host}.eu-west-1.compute.internal"));
    let mut nodes: Vec<Value> = names
        .iter()
        .map(|name| {
            node(name, &json!({
                "eks.amazonaws.com/nodegroup": "blue", "alpha.eksctl.io/cluster-name": "prod",
                "topology.kubernetes.io/zone": "eu-west-1a", "node.kubernetes.io/instance-type": "m5.large",
                "eks.amazonaws.com/nodegroup-image": "ami-0123456789abcdef0", "true": "1e3"
            }))
        })
        .collect();
    nodes[1]["spec"]["taints"] = json!([{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]);
    nodes[2]["status"]["conditions"][0]["status"] = json!("False");
    let asks = |cpu: &str, ports: &Value| json!({"resources": {"requests": {"cpu": cpu}}, "ports": ports});
    let proxy = json!([{"containerPort": 10249, "hostPort": 10249, "hostIP": "10.0.0.1"}, {"containerPort": 10256, "hostPort": 10256}]);
    let mut pods: Vec<Value> = names
        .iter()
        .map(|node| {
            pod("kube-system", &format!("proxy-{node}"), node, Some("kube-proxy"), &asks("100m", &proxy))
        })
        .collect();
    pods.push(pod(
        "shop",
        "web-1",
        &names[0],
        None,
        &asks("250m", &json!([{"containerPort": 80, "hostPort": 80}])),
    ));
    pods.push(pod("shop", "web-2", &names[0], None, &asks("250m", &json!([]))));
    (list(&nodes), list(&pods))
}

fn snapshot(args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    let (nodes, pods) = fleet();
    sandbox.file("nodes.json", nodes);
    sandbox.file("pods.json", pods);
    let run = sandbox.run(&[&["snapshot", "--nodes", "nodes.json"], args].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    run
}

#[test]
fn equal_nodes_are_folded() {
    insta::assert_snapshot!(snapshot(&[]).out);
}

#[test]
fn with_pods_what_they_take_is_summed_up() {
    insta::assert_snapshot!(snapshot(&["--pods", "pods.json"]).out);
}

#[test]
fn anonymous_snapshots_keep_what_is_selected_on() {
    let out = snapshot(&["--pods", "pods.json", "--anonymize"]).out;
    for secret in ["ip-10", "10.0.0.1", "ami-", "prod", "internal", "web", "shop"] {
        assert!(!out.contains(secret), "{secret}: {out}");
    }
    insta::assert_snapshot!(out);
}

/// The JSON of coverage by DaemonSet and node.
fn coverage(sandbox: &Sandbox, manifests: &str, args: &[&str]) -> Vec<Value> {
    let run = sandbox.run(&[&["coverage", manifests, "-o", "json"], args].concat());
    assert!(run.status < 2, "{}", run.err);
    let mut report: Value = serde_json::from_str(&run.out).unwrap();
    let mut daemon_sets = report["daemonSets"].as_array_mut().unwrap().clone();
    for daemon_set in &mut daemon_sets {
        daemon_set.as_object_mut().unwrap().remove("observed");
        let nodes = daemon_set["nodes"].as_array_mut().unwrap();
        for reason in nodes.iter_mut().flat_map(|node| node["reasons"].as_array_mut().unwrap()) {
            reason.as_object_mut().unwrap().remove("pod");
        }
        nodes.sort_by_key(|node| node["name"].as_str().unwrap().to_owned());
    }
    daemon_sets
}

fn without_names(mut daemon_sets: Vec<Value>) -> Vec<Value> {
    for daemon_set in &mut daemon_sets {
        let nodes = daemon_set["nodes"].as_array_mut().unwrap();
        for node in nodes.iter_mut() {
            node["name"] = json!("");
        }
        nodes.sort_by_key(ToString::to_string);
    }
    daemon_sets
}

#[test]
fn coverage_says_the_same_of_a_large_fleet() {
    let sandbox = Sandbox::new();
    let list = sandbox.file("nodes.json", fleet::nodes(100, 7));
    sandbox.file("pods.json", fleet::pods(1500, 100, 20, 7));
    sandbox.file("agents.yaml", fleet::daemon_sets(20, 7));
    for pods in [&[][..], &["--pods", "pods.json"]] {
        let expected = coverage(&sandbox, "agents.yaml", &[&["--nodes", "nodes.json"], pods].concat());
        for flags in [&[][..], &["--anonymize"]] {
            let all = [&["snapshot", "--nodes", "nodes.json", "-o", "snapshot.yaml"], pods, flags].concat();
            let run = sandbox.run(&all);
            assert_eq!(run.status, 0, "{}", run.err);
            let found = coverage(&sandbox, "agents.yaml", &["--nodes", "snapshot.yaml"]);
            if flags.is_empty() {
                assert!(found == expected, "{all:?}");
            }
            assert!(without_names(found) == without_names(expected.clone()), "{all:?}");
            let (written, read) = (
                fs::metadata(sandbox.path().join("snapshot.yaml")).unwrap().len(),
                fs::metadata(&list).unwrap().len(),
            );
            assert!(
                pods.is_empty() && written * 8 < read || !pods.is_empty() && written < read,
                "{all:?}: {written}"
            );
        }
    }
}

#[test]
fn coverage_says_the_same_of_the_demo() {
    let sandbox = Sandbox::new();
    let nodes = format!("{DEMO}/nodes.json");
    let agents = format!("{DEMO}/agents");
    let expected = coverage(&sandbox, &agents, &["--nodes", &nodes]);
    let run = sandbox.run(&["snapshot", "--nodes", &nodes, "-o", "snapshot.yaml"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", "wrote 12 nodes in 3 groups to snapshot.yaml\n"));
    assert_eq!(coverage(&sandbox, &agents, &["--nodes", "snapshot.yaml"]), expected);
}

#[test]
fn ports_of_a_snapshot_are_held_by_another_pod() {
    let sandbox = Sandbox::new();
    let (nodes, pods) = fleet();
    sandbox.file("nodes.json", nodes);
    sandbox.file("pods.json", pods);
    sandbox.file(
        "agent.yaml",
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    \
         metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - {name: c, ports: [{containerPort: 80, hostPort: 80}, {containerPort: 1, hostPort: 10256}]}\n",
    );
    sandbox.run(&["snapshot", "--nodes", "nodes.json", "--pods", "pods.json", "-o", "snapshot.yaml"]);
    let run = sandbox.run(&["coverage", "agent.yaml", "--nodes", "snapshot.yaml"]);
    assert!(run.out.contains("host port 80/TCP: taken by another pod"), "{run:?}");
    assert!(run.out.contains("host port 10256/TCP: taken by kube-system/kube-proxy"), "{run:?}");
    let report = sandbox.run(&["coverage", "agent.yaml", "--nodes", "snapshot.yaml", "-o", "json"]).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    let nodes = report["daemonSets"][0]["nodes"].as_array().unwrap();
    let reasons: Vec<&Value> = nodes.iter().flat_map(|node| node["reasons"].as_array().unwrap()).collect();
    assert!(reasons.iter().any(|reason| reason["port"] == 80 && reason.get("pod").is_none()), "{reasons:?}");
}

#[test]
fn anonymous_nodes_of_several_files_are_distinct() {
    let sandbox = Sandbox::new();
    for (name, busy) in [("a", 1500), ("b", 100)] {
        sandbox.file("nodes.json", list(&[node("n", &json!({}))]));
        let asks = json!({"resources": {"requests": {"cpu": format!("{busy}m")}}});
        sandbox.file("pods.json", list(&[pod("x", "p", "n", None, &asks)]));
        let file = format!("{name}.yaml");
        let run = sandbox.run(&[
            "snapshot",
            "--nodes",
            "nodes.json",
            "--pods",
            "pods.json",
            "--anonymize",
            "-o",
            &file,
        ]);
        assert_eq!(run.status, 0, "{run:?}");
    }
    sandbox.file(
        "agent.json",
        json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "a"}, "spec": {"selector": {"matchLabels": {"a": "b"}},
            "template": {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]}}}})
        .to_string(),
    );
    let found = &coverage(&sandbox, "agent.json", &["--nodes", "a.yaml", "--nodes", "b.yaml"])[0]["nodes"];
    assert_eq!((&found[0]["name"], &found[0]["verdict"]), (&json!("node#1"), &json!("pending")));
    assert_eq!((&found[1]["name"], &found[1]["verdict"]), (&json!("node#2"), &json!("runs")));
}

#[test]
fn a_snapshot_among_manifests_is_no_manifest() {
    let sandbox = Sandbox::new();
    sandbox.file("clusters/prod.yaml", snapshot(&["--pods", "pods.json"]).out);
    let run = sandbox.run(&["check"]);
    assert_eq!((run.status, run.out.contains("prod.yaml")), (0, false), "{run:?}");
}

#[test]
fn lists_come_from_standard_input_too() {
    let (nodes, pods) = fleet();
    let sandbox = Sandbox::new();
    sandbox.file("nodes.json", &nodes);
    assert_eq!(sandbox.run_with_input(&["snapshot", "--nodes", "-"], &nodes).out, snapshot(&[]).out);
    let run = sandbox.run_with_input(&["snapshot", "--nodes", "nodes.json", "--pods", "-"], &pods);
    assert_eq!(run.out, snapshot(&["--pods", "pods.json"]).out);
}

#[test]
fn what_cannot_be_written_down_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.file("nodes.json", fleet().0);
    sandbox.file("pools.yaml", "version: 1\npools: [{name: a}]\n");
    let table = [
        (&["--nodes", "pools.yaml"][..], "pools.yaml has pools, and no nodes to write down"),
        (&["--nodes", "nodes.json", "--pods"], "--pods needs a file beside --nodes"),
        (&["--nodes", "-", "--pods", "-"], "nodes and pods cannot both come from standard input"),
        (&["--nodes", "nodes.json", "-o", "yaml"], "-o yaml is the name of a format, not of a file"),
        (&["--context", "a", "--context", "b"], "a snapshot is of one cluster"),
        (&["--all-contexts"], "a snapshot is of one cluster"),
        (&["-l", "role=worker"], "-l chooses DaemonSets"),
        (&["-n", "default"], "-n chooses DaemonSets"),
        (&["--cluster", "--pods", "pods.json"], "--pods pods.json does not belong to the nodes of a cluster"),
        (&["--cluster", "--nodes", "nodes.json"], "cannot be used with"),
        (&["--nodes", "absent.json"], "absent.json"),
        (&["--nodes", "nodes.json", "-o", "absent/nodes.yaml"], "absent/nodes.yaml"),
    ];
    for (args, words) in table {
        let run = sandbox.run(&[&["snapshot"], args].concat());
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{args:?}: {run:?}");
        assert!(run.err.contains(words), "{args:?}: {run:?}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let sandbox = Sandbox::new();
    sandbox.file("nodes.json", fleet().0);
    let target = sandbox.file("target.yaml", "mine");
    std::os::unix::fs::symlink(&target, sandbox.path().join("link.yaml")).unwrap();
    let run = sandbox.run(&["snapshot", "--nodes", "nodes.json", "-o", "link.yaml"]);
    assert!(
        run.status == 2 && run.err.contains("link.yaml is a symbolic link; nothing was written"),
        "{run:?}"
    );
    assert_eq!(fs::read_to_string(target).unwrap(), "mine");
}

#[test]
fn pools_beside_nodes_are_left_out() {
    let sandbox = Sandbox::new();
    sandbox.file("nodes.json", fleet().0);
    sandbox.file("pools.yaml", "version: 1\npools: [{name: a}]\n");
    let run = sandbox.run(&["snapshot", "--nodes", "pools.yaml", "--nodes", "nodes.json"]);
    assert_eq!(run.err, "1 pool left out: give their file to --nodes as it is\n");
    assert_eq!(run.out, snapshot(&[]).out);
}
