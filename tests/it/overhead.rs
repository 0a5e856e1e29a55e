//! `overhead` through the binary.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

/// A DaemonSet that asks for cpu and memory, with further lines of its pods' spec.
fn daemon_set(name: &str, cpu: &str, memory: &str, more: &str) -> String {
    format!(
        "---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}, namespace: agents}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      {more}
      containers:
        - {{name: c, image: example.com/c:1, resources: {{requests: {{cpu: {cpu}, memory: {memory}}}}}}}
"
    )
}

fn nodes() -> Value {
    let node = |name: &str, kind: &str, cpu: &str, memory: &str, gpu: bool| {
        let mut node = json!({
            "kind": "Node", "apiVersion": "v1",
            "metadata": {"name": name, "labels": {"node.kubernetes.io/instance-type": kind, "gpu": gpu.to_string()}},
            "status": {"allocatable": {"cpu": cpu, "memory": memory, "pods": "29", "ephemeral-storage": "20Gi"}}
        });
        if gpu {
            node["status"]["allocatable"]["nvidia.com/gpu"] = json!("4");
        }
        node
    };
    let mut items: Vec<Value> =
        (0..6).map(|index| node(&format!("large-{index}"), "m5.2xlarge", "8", "32Gi", false)).collect();
    items.push(node("gpu-0", "g5.xlarge", "4", "16Gi", true));
    items.extend((0..2).map(|index| node(&format!("small-{index}"), "t3.small", "1930m", "1400Mi", false)));
    json!({"kind": "List", "items": items})
}

fn agents() -> String {
    let gpu = "nodeSelector: {gpu: 'true'}\n      initContainers:\n        - {name: i, resources: {limits: {nvidia.com/gpu: 1}}}";
    [
        daemon_set("log", "100m", "200Mi", "priorityClassName: system-node-critical"),
        daemon_set("cni", "250m", "1Gi", "priorityClassName: system-node-critical"),
        daemon_set("metrics", "1500m", "300Mi", "hostNetwork: true"),
        daemon_set("gpu", "10m", "1Gi", gpu),
    ]
    .concat()
}

fn overhead(manifests: &str, nodes: &str, args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agents.yaml", manifests);
    sandbox.file("nodes", nodes);
    sandbox.run(&[&["overhead", "agents.yaml", "--nodes", "nodes"], args].concat())
}

#[test]
fn table_starts_with_the_smallest_node() {
    let run = overhead(&agents(), &nodes().to_string(), &[]);
    assert_eq!(run.status, 0, "{run:?}");
    insta::assert_snapshot!(run.out);
}

#[test]
fn json_has_a_version() {
    let run = overhead(&agents(), &nodes().to_string(), &["-o", "json"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn markdown_is_a_table_a_kind_of_node() {
    let run = overhead(&agents(), &nodes().to_string(), &["-o", "markdown"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn long_lists_of_daemon_sets_are_cut_and_wide_has_all() {
    let mut many = String::new();
    for index in 0..14 {
        write!(many, "{}", daemon_set(&format!("agent-{index:02}"), &format!("{}m", 10 + index), "10Mi", ""))
            .unwrap();
    }
    let short = overhead(&many, &nodes().to_string(), &[]);
    assert!(short.out.contains("4 more") && !short.out.contains("agent-03"), "{}", short.out);
    let wide = overhead(&many, &nodes().to_string(), &["-o", "wide"]);
    assert!(wide.out.contains("agents/agent-03") && wide.out.contains("large-5"), "{}", wide.out);
}

#[test]
fn priority_classes_among_the_manifests_count() {
    let class =
        "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1000\n";
    let first = daemon_set("first", "1", "1Mi", "");
    let second = daemon_set("second", "1500m", "1Mi", "priorityClassName: high");
    let known = overhead(&[class, &first, &second].concat(), &nodes().to_string(), &[]);
    assert!(known.out.contains("no room for agents/first (cpu)"), "{}", known.out);
    let unknown = overhead(&[first, second].concat(), &nodes().to_string(), &[]);
    assert!(unknown.out.contains("no room for all of agents/first, agents/second (cpu)"), "{}", unknown.out);
}

#[test]
fn pods_that_are_there_leave_less_room() {
    let sandbox = Sandbox::new();
    sandbox.file("agents.yaml", agents());
    sandbox.file("nodes.json", nodes().to_string());
    let pod = json!({"kind": "Pod", "metadata": {"name": "app"}, "spec": {"nodeName": "large-3", "containers": [
        {"name": "c", "resources": {"requests": {"cpu": "7"}}}]}});
    sandbox.file("pods.json", pod.to_string());
    let run = sandbox.run(&["overhead", "agents.yaml", "--nodes", "nodes.json", "--pods", "pods.json"]);
    let line = "agents/metrics: no room beside the pods that are there on 1 of 6 nodes";
    assert!(run.out.contains(line), "{run:?}");
}

#[test]
fn pools_count_per_node_and_as_a_range() {
    let pool = "apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: prod, region: eu-west-1}
managedNodeGroups:
  - {name: workers, instanceType: m5.large, minSize: 2, maxSize: 10}
";
    let run = overhead(&agents(), pool, &[]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn nodes_of_unknown_size_have_amounts_without_shares() {
    let nodes = "kind: Node\napiVersion: v1\nmetadata: {name: alone}\n";
    let run = overhead(&agents(), nodes, &[]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn overhead_without_nodes_says_how_to_get_them() {
    let run = Sandbox::new().run(&["overhead"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("kubectl get nodes -o json > nodes.json"), "{run:?}");
}
