//! The engine that judges nodes by class says what plain judging of every DaemonSet on every node says.

use daemonset_lint::coverage::Coverage;
use daemonset_lint::inventory::{self, Interest, Inventory};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::placement::{DaemonPod, NodeUsage, Verdict, judge};
use daemonset_lint::yaml::{Limits, SourceFile};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const NODES: [&str; 5] = ["n0", "n1", "n2", "n3", "n4"];

fn word() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "1", "2"])
}

fn effect() -> impl Strategy<Value = &'static str> {
    select(vec!["NoSchedule", "NoExecute", "PreferNoSchedule"])
}

fn requests() -> impl Strategy<Value = Value> {
    let amounts = (
        select(vec!["0", "100m", "400m", "1"]),
        select(vec!["1Mi", "64Mi", "200Mi"]),
        option::of(select(vec!["1", "2"])),
    );
    amounts.prop_map(|(cpu, memory, gpu)| match gpu {
        Some(gpu) => json!({"cpu": cpu, "memory": memory, "nvidia.com/gpu": gpu}),
        None => json!({"cpu": cpu, "memory": memory}),
    })
}

fn containers() -> impl Strategy<Value = Value> {
    let container = (option::of(requests()), vec((80..83_u16, option::of(80..83_u16)), 0..2));
    vec(container, 1..3).prop_map(|containers| {
        let containers = containers.into_iter().enumerate().map(|(index, (requests, ports))| {
            let ports: Vec<Value> = ports
                .into_iter()
                .map(|(port, host)| json!({"containerPort": port, "hostPort": host}))
                .collect();
            json!({"name": format!("c{index}"), "resources": {"requests": requests}, "ports": ports})
        });
        containers.collect()
    })
}

fn node(name: &'static str) -> impl Strategy<Value = Value> {
    let labels = (option::of(word()), option::of(word()), option::of(word()));
    let taints = vec((word(), option::of(word()), effect()), 0..2);
    let room = option::of((select(vec!["500m", "1", "4"]), select(vec!["200Mi", "1Gi"]), 0..5_u8, 0..3_u8));
    (labels, taints, room).prop_map(move |((zone, pool, noise), taints, room)| {
        let taints: Vec<Value> = taints
            .into_iter()
            .map(|(key, value, effect)| json!({"key": key, "value": value, "effect": effect}))
            .collect();
        let allocatable = room.map(|(cpu, memory, pods, gpu)| {
            json!({"cpu": cpu, "memory": memory, "pods": pods.to_string(), "nvidia.com/gpu": gpu.to_string()})
        });
        let mut labels = json!({});
        for (key, value) in [("zone", zone), ("pool", pool), ("noise", noise)] {
            if let Some(value) = value {
                labels[key] = json!(value);
            }
        }
        json!({"kind": "Node", "apiVersion": "v1", "metadata": {"name": name, "labels": labels},
               "spec": {"taints": taints}, "status": {"allocatable": allocatable}})
    })
}

pub(crate) fn nodes() -> impl Strategy<Value = Vec<Value>> {
    Vec::from(NODES.map(node))
}

pub(crate) fn daemon_set(index: usize) -> impl Strategy<Value = Value> {
    let selector = option::of(word());
    let expression = option::of((select(vec!["In", "NotIn", "Gt", "Lt", "Exists"]), word()));
    let toleration = option::of((option::of(word()), option::of(effect())));
    (selector, expression, toleration, containers(), any::<bool>(), option::weighted(0.1, select(NODES.to_vec())))
        .prop_map(move |(selector, expression, toleration, containers, host, node_name)| {
            let mut spec = json!({"containers": containers, "hostNetwork": host});
            if let Some(pool) = selector {
                spec["nodeSelector"] = json!({"pool": pool});
            }
            if let Some((operator, value)) = expression {
                let values = if operator == "Exists" { json!([]) } else { json!([value]) };
                let terms = json!([{"matchExpressions": [{"key": "zone", "operator": operator, "values": values}]}]);
                spec["affinity"] = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}});
            }
            if let Some((key, effect)) = toleration {
                spec["tolerations"] = json!([{"key": key, "operator": "Exists", "effect": effect}]);
            }
            if let Some(name) = node_name {
                spec["nodeName"] = json!(name);
            }
            json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": format!("ds{index}")},
                   "spec": {"selector": {"matchLabels": {"app": "x"}},
                            "template": {"metadata": {"labels": {"app": "x"}}, "spec": spec}}})
        })
}

pub(crate) fn pod() -> impl Strategy<Value = Value> {
    let owner = option::of((select(vec!["DaemonSet", "ReplicaSet"]), 0..3_usize));
    let phase = select(vec!["Running", "Running", "Pending", "Succeeded", "Failed"]);
    (0..1000_u32, select(vec!["default", "other"]), select(vec!["n0", "n1", "n2", "n9", ""]), containers(), owner, phase)
        .prop_map(|(number, namespace, node, containers, owner, phase)| {
            let owners: Vec<Value> = owner
                .into_iter()
                .map(|(kind, index)| json!({"kind": kind, "name": format!("ds{index}"), "controller": true}))
                .collect();
            json!({"kind": "Pod", "apiVersion": "v1",
                   "metadata": {"name": format!("p{number}"), "namespace": namespace, "ownerReferences": owners},
                   "spec": {"nodeName": node, "containers": containers}, "status": {"phase": phase}})
        })
}

pub(crate) fn source(items: &[Value]) -> SourceFile {
    SourceFile::new("list.json", json!({"kind": "List", "apiVersion": "v1", "items": items}).to_string())
}

/// Plain judging: one DaemonSet on one node beside the pods that are there and are not its own.
fn plainly(set: &ManifestSet, object: usize, inventory: &Inventory, node: usize) -> Verdict {
    let object = &set.objects[object];
    let pod = DaemonPod::from(&object.daemon_set().unwrap().spec.template);
    let node = &inventory.nodes[node];
    let usage: Option<NodeUsage> = inventory.pods.as_ref().map(|pods| {
        let there = pods.iter().filter(|pod| pod.node_name.as_deref() == Some(&node.name));
        there.filter(|pod| !pod.belongs_to("default", object.id.name.as_deref().unwrap(), None)).collect()
    });
    judge(&pod, &node.facts(), usage.as_ref())
}

/// Thousands of fleets a run; `PROPTEST_CASES` asks for another number.
fn cases() -> u32 {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default().cases,
        None => 2_000,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn judging_by_class_is_judging_each_node(
        nodes in nodes(),
        daemon_sets in (daemon_set(0), daemon_set(1), daemon_set(2)),
        pods in option::weighted(0.8, vec(pod(), 0..12)),
    ) {
        let daemon_sets = [daemon_sets.0, daemon_sets.1, daemon_sets.2];
        let set = manifest::read(vec![Input::new(source(&daemon_sets))], &Limits::default());
        let pods = pods.map(|pods| inventory::read_pods([&source(&pods)]).unwrap());
        let all = Inventory { pods: pods.clone(), ..inventory::read([&source(&nodes)]).unwrap() };
        let narrow = inventory::read_for([&source(&nodes)], &Interest::new(&set)).unwrap();
        prop_assert!(narrow.nodes.iter().all(|node| !node.labels.contains_key("noise")));
        let coverage = Coverage::new(&set, Inventory { pods, ..narrow });
        prop_assert_eq!(coverage.daemon_sets.len(), 3);
        for daemon_set in &coverage.daemon_sets {
            let mut pending = 0;
            for node in 0..all.nodes.len() {
                let expected = plainly(&set, daemon_set.object, &all, node);
                pending += usize::from(matches!(expected, Verdict::Pending(_)));
                prop_assert_eq!(daemon_set.verdict(&coverage.fleet, node), &expected);
            }
            let counts = daemon_set.counts(&coverage.fleet);
            prop_assert_eq!(counts.pending, pending);
            prop_assert_eq!(counts.desired + counts.excluded, all.nodes.len());
            let grouped: usize = daemon_set.groups(&coverage.fleet).iter().map(|group| group.nodes.len()).sum();
            prop_assert_eq!(grouped, counts.pending + counts.excluded);
        }
    }
}
