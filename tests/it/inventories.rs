//! Each format of nodes and pools: `testdata/inventories/<format>/*` have a snapshot of what was read beside them;
//! texts whose name starts with `bad` have one of the error.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::inventory::{self, CountRange, Inventory, LabelValues, Node, NodePool};
use daemonset_lint::placement::{Allocatable, RunningPod, Taint, Units};
use daemonset_lint::yaml::SourceFile;

use crate::sandbox::Sandbox;

const ROOT: &str = "testdata/inventories";

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The texts of all formats.
fn texts() -> Vec<PathBuf> {
    let folders = entries(Path::new(ROOT));
    let mut texts: Vec<PathBuf> = folders.iter().flat_map(|folder| entries(folder)).collect();
    texts.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !name.contains(".snap")
    });
    assert!(!texts.is_empty());
    texts
}

fn read(path: &Path) -> SourceFile {
    SourceFile::from_bytes(path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap())
}

#[test]
fn texts_are_read_as_the_snapshots_show() {
    for path in texts() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let source = read(&path);
        let shown = match inventory::read([&source]) {
            Ok(inventory) => {
                assert!(!name.starts_with("bad"), "{}: nothing wrong with it", path.display());
                dump(&inventory, &source)
            }
            Err(error) => {
                assert!(name.starts_with("bad"), "{}: {error}", path.display());
                format!("{error}\n  help: {}\n", without_formats(&error.help))
            }
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(fs::canonicalize(path.parent().unwrap()).unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}

/// The advice without the names of all formats, which grow in number.
fn without_formats(help: &str) -> String {
    let names: Vec<&str> = inventory::FORMATS.iter().map(|format| format.name).collect();
    help.replace(&names.join(", "), "(every format)")
}

/// What was read, for people.
fn dump(inventory: &Inventory, source: &SourceFile) -> String {
    let mut out = String::new();
    for node in &inventory.nodes {
        dump_node(&mut out, node);
    }
    for pool in &inventory.pools {
        dump_pool(&mut out, pool, source);
    }
    for pod in inventory.pods.iter().flatten() {
        dump_sum(&mut out, pod);
    }
    out
}

fn dump_node(out: &mut String, node: &Node) {
    let state = if node.ready == Some(false) { " (not ready)" } else { "" };
    writeln!(out, "node {}{state}", node.name).unwrap();
    for (key, value) in &node.labels {
        writeln!(out, "  label    {key}={value}").unwrap();
    }
    dump_taints(out, "taint", &node.taints);
    dump_allocatable(out, node.allocatable.as_ref());
}

/// What several pods take together.
fn dump_sum(out: &mut String, pod: &RunningPod) {
    let (node, units) = (pod.node_name.as_deref().unwrap(), &pod.units);
    let owner = pod.owner.as_ref().map_or("others".to_owned(), |_| pod.qualified_name());
    write!(out, "taken on {node} by {owner}: pods={}", pod.count()).unwrap();
    for (resource, amount) in units.iter().filter(|(_, amount)| *amount != 0) {
        write!(out, " {resource}={}", Units::quantity(resource, amount)).unwrap();
    }
    for port in &pod.host_ports {
        write!(out, " {port}").unwrap();
    }
    writeln!(out).unwrap();
}

fn dump_pool(out: &mut String, pool: &NodePool, source: &SourceFile) {
    let line = source.position(pool.span.start).line;
    let machine = if pool.is_virtual { ", virtual" } else { "" };
    writeln!(out, "pool {} ({}, {}:{line}){}{machine}", pool.name, pool.format, pool.file, count(pool.count))
        .unwrap();
    for (key, values) in &pool.labels {
        writeln!(out, "  label    {key} {}", label(values)).unwrap();
    }
    dump_taints(out, "taint", &pool.taints);
    dump_taints(out, "startup", &pool.startup_taints);
    dump_allocatable(out, pool.allocatable.as_ref());
    for (word, is_unknown) in [("labels", pool.unknown.labels), ("taints", pool.unknown.taints)] {
        if is_unknown {
            writeln!(out, "  unknown  {word}").unwrap();
        }
    }
    for fact in &pool.implicit {
        writeln!(out, "  implicit {fact}").unwrap();
    }
}

fn dump_taints(out: &mut String, word: &str, taints: &[Taint]) {
    for taint in taints {
        writeln!(out, "  {word:8} {taint}").unwrap();
    }
}

fn dump_allocatable(out: &mut String, allocatable: Option<&Allocatable>) {
    let Some(Allocatable { units, pods }) = allocatable else { return };
    write!(
        out,
        "  gives    cpu={}m memory={} storage={}",
        units.milli_cpu, units.memory, units.ephemeral_storage
    )
    .unwrap();
    for (name, amount) in &units.scalars {
        write!(out, " {name}={amount}").unwrap();
    }
    writeln!(out, " pods={pods}").unwrap();
}

fn count(CountRange { min, max }: CountRange) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!(", {min} nodes"),
        (Some(min), Some(max)) => format!(", {min} to {max} nodes"),
        (Some(min), None) => format!(", {min} or more nodes"),
        (None, Some(max)) => format!(", up to {max} nodes"),
        (None, None) => String::new(),
    }
}

fn label(values: &LabelValues) -> String {
    let list = |values: &std::collections::BTreeSet<String>| {
        values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ")
    };
    match values {
        LabelValues::OneOf(values) => format!("is {}", list(values)),
        LabelValues::NoneOf(values) if values.is_empty() => "is something".to_owned(),
        LabelValues::NoneOf(values) => format!("is something but {}", list(values)),
        LabelValues::Between { above, below } => {
            let bounds =
                [above.map(|above| format!("above {above}")), below.map(|below| format!("below {below}"))];
            format!("is {}", bounds.into_iter().flatten().collect::<Vec<_>>().join(" and "))
        }
        LabelValues::Absent => "is absent".to_owned(),
        LabelValues::Open => "is open".to_owned(),
    }
}

/// What `coverage` says of DaemonSets with the affinities that agents have, on pools that leave labels open.
#[test]
fn what_is_left_open_is_told_in_a_line() {
    let sandbox = Sandbox::new();
    sandbox.file("agents.yaml", OPEN_AGENTS);
    let pools =
        ["karpenter/node-pools.yaml", "talos/worker.yaml", "capi/topology.yaml", "eksctl/auto-mode.yaml"];
    let mut args = vec!["coverage".to_owned(), "agents.yaml".to_owned()];
    for pool in pools {
        let text = include_dir(pool);
        args.extend(["--nodes".to_owned(), pool.to_owned()]);
        sandbox.file(pool, text);
    }
    let run = sandbox.run(&args);
    insta::assert_snapshot!("pools_open", run.out);
    args.extend(["-o".to_owned(), "json".to_owned()]);
    let json: serde_json::Value = serde_json::from_str(&sandbox.run(&args).out).unwrap();
    let edge = json["daemonSets"][2]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|node| node["name"] == "edge-7")
        .unwrap();
    assert_eq!(edge["dependsOn"], serde_json::json!(["nvidia.com/gpu.present"]), "{edge}");
    assert!(edge["implicit"].as_array().is_some_and(|facts| !facts.is_empty()), "{edge}");
}

fn include_dir(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/inventories");
    fs::read_to_string(folder.join(path)).unwrap()
}

const OPEN_AGENTS: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: linux, namespace: a}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      nodeSelector: {kubernetes.io/os: linux}
      containers: [{name: a, image: r/a:1.0.0}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: not-fargate, namespace: a}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: eks.amazonaws.com/compute-type, operator: NotIn, values: [fargate, hybrid, auto]}
                  - {key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}
      tolerations: [{operator: Exists}]
      containers: [{name: a, image: r/a:1.0.0}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: gpu, namespace: a}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      nodeSelector: {nvidia.com/gpu.present: \"true\"}
      tolerations: [{operator: Exists}]
      containers: [{name: a, image: r/a:1.0.0}]
";
