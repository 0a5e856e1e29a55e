//! `coverage -o metrics`, through the binary where one cluster is read, and by the report where several are.

mod docs;
pub(crate) mod exposition;

use std::collections::BTreeMap;
use std::fs;

use daemonset_lint::coverage::Coverage;
use daemonset_lint::inventory::{self, Interest};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, ClusterInfo, Clusters, CoverageReport, CoverageSection};
use daemonset_lint::yaml::{Limits, SourceFile};
use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};
use exposition::{Family, read};

fn daemon_set(namespace: Option<&str>, name: Option<&str>, spec: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"namespace": namespace, "name": name},
        "spec": {"selector": {"matchLabels": {"app": "agent"}},
                 "template": {"metadata": {"labels": {"app": "agent"}}, "spec": spec}}
    })
}

fn node(name: &str, zone: &str, taints: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"zone": zone}},
        "spec": {"taints": taints}, "status": {"allocatable": {"cpu": "1", "memory": "1Gi", "pods": "9"}}
    })
}

fn pod(name: &str, owner: Option<&str>, node: &str, ready: &str, requests: &Value) -> Value {
    let owner = owner.map(|owner| json!([{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": owner, "uid": "1", "controller": true}]));
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"namespace": "logging", "name": name, "ownerReferences": owner},
        "spec": {"nodeName": node, "containers": [{"name": "c", "image": "example.com/c:1", "resources": {"requests": requests}}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready}]}
    })
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

/// Five nodes: one fine, one full, one without a pod, two with taints of which one has a pod all the same.
fn nodes() -> Vec<Value> {
    let gpu = json!({"key": "gpu", "effect": "NoSchedule"});
    let drained = json!({"key": "drained", "effect": "NoSchedule"});
    vec![
        node("fine", "a", &json!([])),
        node("full", "a", &json!([])),
        node("empty", "a", &json!([])),
        node("gpu-0", "b", &json!([gpu, drained])),
        node("gpu-1", "b", &json!([gpu])),
    ]
}

fn pods() -> Vec<Value> {
    vec![
        pod("a", Some("log-agent"), "fine", "True", &json!({})),
        pod("b", Some("log-agent"), "gpu-1", "True", &json!({})),
        pod("c", Some("log-agent"), "full", "False", &json!({})),
        pod("d", None, "full", "True", &json!({"cpu": "1", "memory": "1Gi"})),
    ]
}

fn agents() -> Vec<Value> {
    let requests = json!({"requests": {"cpu": "100m", "memory": "100Mi"}});
    let container = json!([{"name": "agent", "image": "example.com/agent:1", "resources": requests}]);
    let mut log_agent = daemon_set(Some("logging"), Some("log-agent"), &json!({"containers": container}));
    log_agent["metadata"]["annotations"] = json!({"daemonset-lint/expect": "all"});
    let zone = json!({"containers": container, "nodeSelector": {"zone": "b"}, "tolerations": [{"operator": "Exists"}]});
    vec![log_agent, daemon_set(None, Some("zone-agent"), &zone)]
}

fn sandbox(agents: &[Value], nodes: &[Value], pods: &[Value]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents.json", list(agents));
    sandbox.file("nodes.json", list(nodes));
    sandbox.file("pods.json", list(pods));
    sandbox
}

const INPUTS: [&str; 6] = ["coverage", "agents.json", "--nodes", "nodes.json", "--pods", "pods.json"];

fn run(agents: &[Value], args: &[&str]) -> Run {
    sandbox(agents, &nodes(), &pods()).run(&[&INPUTS, args].concat())
}

fn families(text: &str) -> BTreeMap<String, Family> {
    let families = read(text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    families.into_iter().map(|family| (family.name.clone(), family)).collect()
}

/// The values of a label in a family.
fn values<'a>(families: &'a BTreeMap<String, Family>, family: &str, label: &str) -> Vec<&'a str> {
    let samples = &families[&format!("daemonset_lint_{family}")].samples;
    samples.iter().map(|(labels, _)| labels.get(label).map_or("", String::as_str)).collect()
}

/// The text without the version, which changes with every release.
fn stable(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "0.0.0")
}

#[test]
fn metrics_of_files_with_pods() {
    let run = run(&agents(), &["-o", "metrics"]);
    assert_eq!(run.status, 1, "the expectation is not met: {run:?}");
    families(&run.out);
    insta::assert_snapshot!(stable(&run.out));
}

#[test]
fn what_only_pods_tell_is_absent_without_them() {
    let sandbox = sandbox(&agents(), &nodes(), &pods());
    let run = sandbox.run(&["coverage", "agents.json", "--nodes", "nodes.json", "-o", "metrics"]);
    let families = families(&run.out);
    for name in ["missing_nodes", "unready_nodes", "misscheduled_nodes"] {
        assert!(!families.contains_key(&format!("daemonset_lint_{name}")), "{name}: {run:?}");
    }
    assert_eq!(families["daemonset_lint_pods_known"].samples[0].1, 0);
    assert_eq!(families["daemonset_lint_desired_nodes"].samples.len(), 2);
}

#[test]
fn counts_agree_with_each_other_and_with_the_json() {
    let text = run(&agents(), &["-o", "metrics"]).out;
    let report: Value = serde_json::from_str(&run(&agents(), &["-o", "json"]).out).unwrap();
    let families = families(&text);
    let value = |family: &str, name: &str| {
        let family = &families[&format!("daemonset_lint_{family}")];
        family.samples.iter().find(|(labels, _)| labels["daemonset"] == name).unwrap().1
    };
    for daemon_set in report["daemonSets"].as_array().unwrap() {
        let name = daemon_set["name"].as_str().unwrap();
        for key in ["desired", "pending", "excluded"] {
            assert_eq!(json!(value(&format!("{key}_nodes"), name)), daemon_set[key], "{key} of {name}");
        }
        for key in ["missing", "unready", "misscheduled"] {
            let nodes = daemon_set["observed"][key].as_array().unwrap().len() as u64;
            assert_eq!(value(&format!("{key}_nodes"), name), nodes, "{key} of {name}");
        }
        let desired = value("desired_nodes", name);
        assert_eq!(value("startable_nodes", name) + value("pending_nodes", name), desired);
        assert_eq!(desired + value("excluded_nodes", name), 5);
    }
}

#[test]
fn the_namespace_of_manifests_without_one_is_that_of_the_flag() {
    let namespaces = |args: &[&str]| {
        let run = run(&agents()[1..], &[&["-o", "metrics"], args].concat());
        values(&families(&run.out), "desired_nodes", "namespace").join(" ")
    };
    assert_eq!(namespaces(&[]), "default");
    assert_eq!(namespaces(&["-n", "agents"]), "agents");
}

#[test]
fn hostile_names_stay_within_their_labels() {
    let names = [
        "quote\" 1\ndaemonset_lint_up 0",
        "back\\slash\\",
        "}",
        "\u{1b}[31mred\u{202e}",
        "##[error]stop",
        "::error::stop",
        "# EOF",
        "grün",
    ];
    let agents: Vec<Value> =
        names.iter().map(|name| daemon_set(Some(name), Some(name), &json!({"containers": []}))).collect();
    let run = run(&agents, &["-o", "metrics"]);
    let families = families(&run.out);
    let mut found = values(&families, "desired_nodes", "daemonset");
    let mut expected = [
        "quote\" 1\\ndaemonset_lint_up 0",
        "back\\slash\\",
        "}",
        "\\u{1b}[31mred\\u{202e}",
        "#\\u{23}[error]stop",
        "\\u{3a}:error::stop",
        "# EOF",
        "grün",
    ];
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(families["daemonset_lint_up"].samples, [(BTreeMap::new(), 1)]);
}

#[test]
fn of_several_with_one_name_the_last_counts() {
    let pinned = |zone: &str| json!({"nodeSelector": {"zone": zone}, "tolerations": [{"operator": "Exists"}], "containers": []});
    let agents = ["a", "b"].map(|zone| daemon_set(Some("x"), Some("y"), &pinned(zone)));
    let run = run(&agents, &["-o", "metrics"]);
    let families = families(&run.out);
    let expected =
        BTreeMap::from([("daemonset".to_owned(), "y".to_owned()), ("namespace".to_owned(), "x".to_owned())]);
    assert_eq!(families["daemonset_lint_desired_nodes"].samples, [(expected, 2)]);
    assert!(run.err.contains("metrics of x/y: there are several, the last one counts"), "{run:?}");
}

#[test]
fn what_has_no_series_is_reported() {
    let agents = [daemon_set(Some("x"), None, &json!({"containers": []}))];
    let run = run(&agents, &["-o", "metrics"]);
    assert_eq!(families(&run.out).len(), 4, "{run:?}");
    assert!(run.err.contains("metrics need names: 1 DaemonSet without one left out"), "{run:?}");

    let sandbox = sandbox(&self::agents(), &nodes(), &pods());
    sandbox.file("pools.yaml", "version: 1\npools: [{name: workers, count: 3}]\n");
    let run = sandbox.run(&["coverage", "agents.json", "--nodes", "pools.yaml", "-o", "metrics"]);
    families(&run.out);
    assert!(run.err.contains("metrics count nodes: 1 pool left out"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_in_one_step() {
    let sandbox = sandbox(&agents(), &nodes(), &pods());
    sandbox.file("out/daemonset-lint.prom", "old");
    let folder = sandbox.path().join("out");
    // A second name of the old file: it would show what is written into it.
    fs::hard_link(folder.join("daemonset-lint.prom"), folder.join("witness")).unwrap();
    let printed = run(&agents(), &["-o", "metrics"]).out;
    let run = sandbox.run(&[&INPUTS[..], &["-o", "metrics=out/daemonset-lint.prom"]].concat());
    assert_eq!(run.out, "");
    assert_eq!(fs::read_to_string(folder.join("daemonset-lint.prom")).unwrap(), printed);
    assert_eq!(fs::read_to_string(folder.join("witness")).unwrap(), "old");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2, "nothing else is left behind");
}

/// Manifests and verdicts without the binary, for what takes several clusters.
fn judged(agents: &[Value], pods: Option<&[Value]>) -> (ManifestSet, Coverage) {
    let source = |text: String| SourceFile::new("list.json", text);
    let set = manifest::read(vec![Input::new(source(list(agents)))], &Limits::default());
    let mut inventory = inventory::read_for([&source(list(&nodes()))], &Interest::new(&set)).unwrap();
    inventory.pods = pods.map(|pods| inventory::read_pods([&source(list(pods))]).unwrap());
    let coverage = Coverage::new(&set, inventory);
    (set, coverage)
}

#[test]
fn several_contexts_are_one_exposition() {
    let (east, west) = (judged(&agents(), Some(&pods())), judged(&agents()[..1], None));
    let clusters = ["west\"", "gone", "east"].map(|context| ClusterInfo {
        context: context.to_owned(),
        error: (context == "gone").then(|| "connection refused".to_owned()),
        ..ClusterInfo::default()
    });
    let section = |cluster, (set, coverage)| CoverageSection { set, coverage, namespace: "default", cluster };
    let west = section(Some(&clusters[0]), (&west.0, &west.1));
    let east = section(Some(&clusters[2]), (&east.0, &east.1));
    let sections = [west, east];
    let text = report::metrics(&CoverageReport { sections: &sections, clusters: Clusters(&clusters) }).text;
    let families = families(&text);
    assert_eq!(values(&families, "up", "context"), ["east", "gone", "west\""]);
    assert_eq!(values(&families, "desired_nodes", "context"), ["east", "east", "west\""]);
    assert_eq!(values(&families, "missing_nodes", "context"), ["east", "east"]);
    insta::assert_snapshot!(stable(&text));
    let one =
        report::metrics(&CoverageReport { sections: &sections[1..], clusters: Clusters(&clusters[2..]) });
    assert_eq!(values(&self::families(&one.text), "up", "context"), [""], "one cluster needs no label");
}
