//! A snapshot says of every DaemonSet what the nodes and pods say that it was made of.

use std::collections::BTreeMap;

use daemonset_lint::coverage::{Coverage, DaemonSetCoverage};
use daemonset_lint::inventory::{self, Inventory, Node};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::placement::{Allocatable, Reason, Taint, TaintEffect, Units, Verdict};
use daemonset_lint::report::{self, SnapshotOptions, SnapshotSource};
use daemonset_lint::yaml::{Limits, SourceFile};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::fleet_properties::{daemon_set, nodes, pod, source};

fn written(inventory: &Inventory, anonymize: bool) -> String {
    let options = SnapshotOptions { source: SnapshotSource::Context("prod"), anonymize };
    report::snapshot(inventory, options).unwrap().text
}

fn read(text: &str) -> Inventory {
    inventory::read([&SourceFile::new("snapshot.yaml", text)])
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The verdict on each node without the names of the pods that hold ports, which a snapshot does not have.
fn verdicts(coverage: &Coverage, daemon_set: &DaemonSetCoverage) -> BTreeMap<String, Verdict> {
    let nodes = coverage.fleet.nodes().iter().enumerate();
    nodes
        .map(|(index, node)| {
            let mut verdict = daemon_set.verdict(&coverage.fleet, index).clone();
            if let Verdict::Pending(reasons) = &mut verdict {
                for reason in reasons {
                    if let Reason::HostPort { pod, .. } = reason {
                        pod.clear();
                    }
                }
            }
            (node.name.clone(), verdict)
        })
        .collect()
}

/// The verdicts without the names of the nodes.
fn sorted(verdicts: &BTreeMap<String, Verdict>) -> Vec<String> {
    let mut all: Vec<String> = verdicts.values().map(|verdict| format!("{verdict:?}")).collect();
    all.sort();
    all
}

fn assert_same(set: &ManifestSet, inventory: &Inventory) {
    let [plain, anonymous] = [false, true].map(|anonymize| {
        let text = written(inventory, anonymize);
        let again = read(&text);
        assert_eq!(again.pods.is_some(), inventory.pods.is_some());
        assert_eq!(written(&again, anonymize), text, "a snapshot of a snapshot is the same");
        Coverage::new(set, again)
    });
    let original = Coverage::new(set, inventory.clone());
    for (index, daemon_set) in original.daemon_sets.iter().enumerate() {
        let expected = verdicts(&original, daemon_set);
        assert_eq!(verdicts(&plain, &plain.daemon_sets[index]), expected);
        assert_eq!(
            plain.daemon_sets[index].rollout.as_ref().map(|plan| plan.pending_nodes),
            daemon_set.rollout.as_ref().map(|plan| plan.pending_nodes)
        );
        assert_eq!(plain.daemon_sets[index].observed, None, "sums do not say how pods are");
        // Who names a node cannot find it again.
        if !daemon_set.pod.reads_node_name() {
            let found = verdicts(&anonymous, &anonymous.daemon_sets[index]);
            assert_eq!(sorted(&found), sorted(&expected));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_stay_the_same(
        nodes in nodes(),
        daemon_sets in (daemon_set(0), daemon_set(1), daemon_set(2)),
        pods in option::weighted(0.8, vec(pod(), 0..12)),
    ) {
        let daemon_sets = [daemon_sets.0, daemon_sets.1, daemon_sets.2];
        let set = manifest::read(vec![Input::new(source(&daemon_sets))], &Limits::default());
        let pods = pods.map(|pods| inventory::read_pods([&source(&pods)]).unwrap());
        let inventory = Inventory { pods, ..inventory::read([&source(&nodes)]).unwrap() };
        assert_same(&set, &inventory);
        let mut turned = inventory.clone();
        turned.nodes.reverse();
        prop_assert_eq!(written(&turned, false), written(&inventory, false), "the order of the input does not matter");
        prop_assert_eq!(written(&turned, true), written(&inventory, true));
    }

    #[test]
    fn every_fact_of_every_node_stays(nodes in hostile_nodes()) {
        let inventory = Inventory { nodes: nodes.clone(), ..Inventory::default() };
        let text = written(&inventory, false);
        prop_assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
        prop_assert_eq!(report::without_commands(&text), text.as_str());
        let mut found = read(&text).nodes;
        let mut expected = nodes;
        for node in &mut expected {
            node.ready = node.ready.filter(|ready| !ready);
        }
        for nodes in [&mut found, &mut expected] {
            nodes.sort_by_key(|node| format!("{node:?}"));
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn anonymous_snapshots_name_no_node(nodes in hostile_nodes()) {
        let nodes: Vec<Node> = nodes
            .into_iter()
            .enumerate()
            .map(|(index, node)| Node { name: format!("secret-{index}.example.org"), ..node })
            .map(|mut node| {
                node.labels.insert("kubernetes.io/hostname".to_owned(), node.name.clone());
                node.labels.insert("example.com/peer".to_owned(), "secret-0".to_owned());
                node.labels.insert("example.com/disk".to_owned(), format!("disk-of-{}", node.name));
                node.taints.push(Taint { key: "for".to_owned(), value: node.name.clone(), effect: TaintEffect::NoSchedule });
                node
            })
            .collect();
        let count = nodes.len();
        let text = written(&Inventory { nodes, ..Inventory::default() }, true);
        prop_assert!(!text.contains("secret"), "{text}");
        prop_assert!(!text.contains("prod"), "the context is left out: {text}");
        prop_assert_eq!(read(&text).nodes.len(), count);
    }
}

/// Words of YAML 1.1, numbers in all its spellings, what it takes for its own, and any text.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "y",
        "No",
        "on",
        "null",
        "~",
        "0755",
        "0b1",
        "1_000",
        "1e3",
        "1.10",
        ".inf",
        "12:30:45",
        "2001-01-01",
        "=",
        "<<",
        "$(name)",
        "$$(name)",
        "$$$(name)",
        "$(NAME)",
        "a: b",
        "- a",
        "# a",
        "::error::a",
        "##[error]a",
        "a\nb",
        "\u{202e}a",
        "\u{e000}1\u{e000}",
        "{{ .Values.a }}",
        "redacted",
        "worker-1",
    ];
    prop_oneof![3 => select(words.map(str::to_owned).to_vec()), 1 => any::<String>(), 1 => "[a-z0-9.-]{1,12}"]
}

fn taint() -> impl Strategy<Value = Taint> {
    let effects = vec![TaintEffect::NoSchedule, TaintEffect::PreferNoSchedule, TaintEffect::NoExecute];
    let key = text().prop_filter("a taint has a key", |key| !key.is_empty());
    (key, text(), select(effects)).prop_map(|(key, value, effect)| Taint { key, value, effect })
}

fn allocatable() -> impl Strategy<Value = Allocatable> {
    let amount = || prop_oneof![Just(0), Just(i64::MAX), 0..5000_i64, Just(15 * 1024 * 1024 * 1024)];
    let scalars =
        btree_map(select(vec!["nvidia.com/gpu".to_owned(), "hugepages-2Mi".to_owned()]), amount(), 0..2);
    (amount(), amount(), amount(), amount(), scalars).prop_map(
        |(milli_cpu, memory, ephemeral_storage, pods, scalars)| Allocatable {
            units: Units { milli_cpu, memory, ephemeral_storage, scalars },
            pods,
        },
    )
}

/// Nodes as no server lets them be.
fn hostile_nodes() -> impl Strategy<Value = Vec<Node>> {
    let labels = btree_map(text(), text(), 0..4);
    let node = (text(), labels, vec(taint(), 0..3), option::of(allocatable()), option::of(any::<bool>()));
    let node = node.prop_map(|(name, labels, taints, allocatable, ready)| Node {
        name,
        labels,
        taints,
        allocatable,
        ready,
        ..Node::default()
    });
    vec(node, 1..16)
}
