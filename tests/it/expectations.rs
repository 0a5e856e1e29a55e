//! Declared nodes, held against where DaemonSets land.

use std::collections::BTreeMap;

use serde_json::Value;

use daemonset_lint::coverage::{Coverage, Expectations, Outcome};
use daemonset_lint::inventory::{Inventory, LabelValues, NodePool};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::placement::{Taint, TaintEffect};
use daemonset_lint::yaml::{Limits, SourceFile};

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");

fn annotated(expect: &str) -> String {
    let annotation = format!("  namespace: logging\n  annotations: {{daemonset-lint/expect: {expect:?}}}\n");
    AGENT.replace("  namespace: logging\n", &annotation)
}

/// The agent on one control plane node, which it does not tolerate, and two workers.
fn run(manifest: &str, expectation: &str, args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", manifest);
    sandbox.file("nodes.json", NODES);
    if !expectation.is_empty() {
        let config = format!("version: 1\nexpectations:\n  - {expectation}\n");
        sandbox.file(".daemonset-lint.yaml", config);
    }
    sandbox.run(&[args, &["agent.yaml", "--nodes", "nodes.json"]].concat())
}

/// The exit status of `coverage`, and `expectation` of its JSON.
fn coverage(manifest: &str, expectation: &str) -> (i32, Value) {
    let run = run(manifest, expectation, &["coverage", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    (run.status, report["daemonSets"][0]["expectation"].clone())
}

#[test]
fn nothing_declared_is_nothing_said() {
    assert_eq!(coverage(AGENT, ""), (0, Value::Null));
}

#[test]
fn annotations_declare_exactly_their_nodes() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        ("all", &["cp-0"], &[]),
        ("none", &[], &["worker-0", "worker-1"]),
        ("!node-role.kubernetes.io/control-plane", &[], &[]),
        ("node-role.kubernetes.io/control-plane", &["cp-0"], &["worker-0", "worker-1"]),
        ("kubernetes.io/hostname in (worker-0)", &[], &["worker-1"]),
        ("kubernetes.io/os=linux", &["cp-0"], &[]),
    ];
    for (expect, missing, unexpected) in cases {
        let (status, expectation) = coverage(&annotated(expect), "");
        let met = missing.is_empty() && unexpected.is_empty();
        assert_eq!(status, i32::from(!met), "{expect}");
        let wanted =
            serde_json::json!({"declared": expect, "met": met, "missing": missing, "unexpected": unexpected});
        assert_eq!(expectation, wanted, "{expect}");
    }
}

#[test]
fn configs_declare_bounds() {
    let cases: [(&str, &[&str], &[&str], bool); 9] = [
        ("mustRunOn: all", &["cp-0"], &[], false),
        ("mustRunOn: none", &[], &["worker-0", "worker-1"], false),
        ("mustRunOn: kubernetes.io/hostname=worker-0", &[], &[], true),
        ("mustNotRunOn: kubernetes.io/hostname=worker-0", &[], &["worker-0"], false),
        ("mustRunOn: all, mustNotRunOn: node-role.kubernetes.io/control-plane", &[], &[], true),
        ("mustRunOn: all, allowMissing: 1", &["cp-0"], &[], true),
        ("mustRunOn: all, allowMissing: 33%", &["cp-0"], &[], false),
        ("mustRunOn: all, allowMissing: 34%", &["cp-0"], &[], true),
        ("mustNotRunOn: gpu, allowMissing: 0", &[], &[], true),
    ];
    for (entry, missing, unexpected, met) in cases {
        let (status, expectation) = coverage(AGENT, &format!("{{daemonSet: \"logging/*\", {entry}}}"));
        assert_eq!(status, i32::from(!met), "{entry}");
        assert_eq!(expectation["met"], met, "{entry}");
        assert_eq!(expectation["missing"], serde_json::json!(missing), "{entry}");
        assert_eq!(expectation["unexpected"], serde_json::json!(unexpected), "{entry}");
    }
}

#[test]
fn entries_speak_of_namespace_and_name() {
    let all = |name: &str| coverage(AGENT, &format!("{{daemonSet: {name:?}, mustRunOn: all}}")).0;
    for name in ["logging/log-agent", "*/*", "log*/*-agent", "{logging,metrics}/log-agent"] {
        assert_eq!(all(name), 1, "{name}");
    }
    for name in ["default/log-agent", "logging/agent", "logging/log"] {
        assert_eq!(all(name), 0, "{name}");
    }
    let bare = AGENT.replace("  namespace: logging\n", "");
    let entry = "{daemonSet: logging/log-agent, mustRunOn: all}";
    assert_eq!(coverage(&bare, entry).0, 1, "an unwritten namespace may be any");
}

#[test]
fn annotation_and_config_both_count() {
    let entry = "{daemonSet: \"*/*\", mustNotRunOn: kubernetes.io/hostname=worker-0}";
    let (status, expectation) = coverage(&annotated("all"), entry);
    assert_eq!(status, 1);
    let wanted = serde_json::json!({
        "declared": "all; mustNotRunOn kubernetes.io/hostname=worker-0", "met": false, "missing": ["cp-0"], "unexpected": ["worker-0"],
    });
    assert_eq!(expectation, wanted);
}

#[test]
fn the_table_names_what_is_missing_and_unexpected() {
    let tables = [
        run(&annotated("all"), "", &["coverage"]),
        run(&annotated("kubernetes.io/hostname!=worker-0"), "", &["coverage"]),
        run(AGENT, "{daemonSet: \"*/*\", mustRunOn: all, allowMissing: 1}", &["coverage"]),
        run(&annotated("!node-role.kubernetes.io/control-plane"), "", &["coverage", "-o", "wide"]),
        run(&annotated("a b"), "", &["coverage"]),
    ];
    assert_eq!(tables.each_ref().map(|run| run.status), [1, 1, 0, 0, 1]);
    insta::assert_snapshot!(tables.map(|run| run.out).join("\n"));
}

#[test]
fn check_points_at_the_annotation_or_the_name() {
    let check = ["check", "--select", "placement-expectation"];
    let annotation = run(&annotated("all"), "", &check);
    let config = run(AGENT, "{daemonSet: \"*/*\", mustRunOn: all}", &check);
    assert_eq!((annotation.status, config.status), (1, 1));
    insta::assert_snapshot!(annotation.out + &config.out);
    let met = run(&annotated("!node-role.kubernetes.io/control-plane"), "", &check);
    assert_eq!(met.status, 0, "{met:?}");
}

#[test]
fn without_nodes_only_the_text_is_checked() {
    let sandbox = Sandbox::new();
    let check = |expect: &str| {
        sandbox.file("agent.yaml", annotated(expect));
        sandbox.run(&["check", "agent.yaml", "--select", "placement-expectation", "-o", "compact"])
    };
    assert_eq!(check("all").status, 0);
    let run = check("a in b");
    assert_eq!(run.status, 1);
    assert!(run.out.contains("no node set: expected `(` and a list of values"), "{run:?}");
}

fn pool(name: &str, labels: &[(&str, LabelValues)], tainted: bool) -> NodePool {
    let labels: BTreeMap<String, LabelValues> =
        labels.iter().map(|(key, values)| ((*key).to_owned(), values.clone())).collect();
    let taint = Taint { key: "gpu".into(), value: String::new(), effect: TaintEffect::NoSchedule };
    let taints = if tainted { vec![taint] } else { Vec::new() };
    NodePool { name: name.to_owned(), labels, taints, ..NodePool::default() }
}

/// What came of a declaration on a pool for amd64 that the agent reaches, one with taints, and one whose zone is open.
fn on_pools(expect: &str) -> (bool, Vec<String>, Vec<String>) {
    let text =
        annotated(expect).replace("      containers:", "      nodeSelector: {disk: ssd}\n      containers:");
    let set = manifest::read(vec![Input::new(SourceFile::new("agent.yaml", text))], &Limits::default());
    let certain = |value: &str| LabelValues::certain(value);
    let either = LabelValues::OneOf(["ssd".to_owned(), "hdd".to_owned()].into());
    let pools = vec![
        pool("plain", &[("disk", certain("ssd")), ("team", certain("a"))], false),
        pool("tainted", &[("disk", certain("ssd")), ("team", certain("a"))], true),
        pool("mixed", &[("disk", either), ("team", certain("b"))], false),
    ];
    let mut coverage = Coverage::new(&set, Inventory { pools, ..Inventory::default() });
    coverage.check_expectations(&Expectations::annotated(&set));
    let [outcome] = &coverage.daemon_sets[0].outcomes[..] else { panic!("one outcome") };
    let names = |members: fn(&Outcome) -> &daemonset_lint::coverage::Members| {
        members(outcome).names(&coverage.fleet).map(str::to_owned).collect::<Vec<_>>()
    };
    (outcome.is_met(), names(|outcome| &outcome.missing), names(|outcome| &outcome.unexpected))
}

#[test]
fn pools_are_held_where_their_certain_labels_decide() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        ("all", &["tainted", "mixed"], &[]),
        ("none", &[], &["plain", "mixed"]),
        ("team=a", &["tainted"], &["mixed"]),
        ("team=b", &["mixed"], &["plain"]),
        // Whether `mixed` is meant depends on its nodes.
        ("disk=ssd", &["tainted"], &[]),
        // The zone of all three is open.
        ("topology.kubernetes.io/zone=a", &[], &[]),
    ];
    for (expect, missing, unexpected) in cases {
        let (met, found_missing, found_unexpected) = on_pools(expect);
        assert_eq!(found_missing, missing, "{expect}");
        assert_eq!(found_unexpected, unexpected, "{expect}");
        assert_eq!(met, missing.is_empty() && unexpected.is_empty(), "{expect}");
    }
}
