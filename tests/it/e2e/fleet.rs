//! Sixty nodes of every kind, with pods that take room on them.

use serde_json::{Map, Value, json};

use super::fixture::{Fixture, LABEL};
use super::objects::{container, node, path, pod, with};
use crate::generator::numbers::Numbers;

/// Nodes fall into this many groups by the label `group`; each has a node of every room.
pub(crate) const GROUPS: usize = 10;

/// Ports from here on are held by pods, each on some nodes.
pub(crate) const FIRST_PORT: usize = 31_000;
pub(crate) const PORTS: usize = 16;

/// What a node has left once its pods are counted.
const ROOMS: [Room; 6] =
    [Room::Ample, Room::Processor, Room::Memory, Room::Slots, Room::OneSlot, Room::Devices];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Ample,
    /// 100m of cpu.
    Processor,
    /// 64Mi of memory.
    Memory,
    /// Not a single pod more.
    Slots,
    /// One pod more, once [`open_slots`] was called.
    OneSlot,
    /// One of three GPUs, 2Mi of huge pages, 1Gi of disk.
    Devices,
}

/// Pods on a node without slots.
const FULL: usize = 3;

pub(crate) fn create(fixture: &Fixture, numbers: &mut Numbers) {
    let nodes: Vec<Value> = (0..GROUPS * ROOMS.len()).map(|index| one(fixture, index, numbers)).collect();
    fixture.create_all(&nodes);
    let mut pods = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let name = node["metadata"]["name"].as_str().unwrap();
        for (number, spec) in residents(room(index), numbers).iter().enumerate() {
            pods.push(pod(&fixture.name, &format!("{name}-{number}"), name, spec));
        }
    }
    fixture.create_all(&pods);
    finished(fixture, &nodes);
}

fn room(index: usize) -> Room {
    ROOMS[index % ROOMS.len()]
}

pub(crate) fn name(fixture: &Fixture, index: usize) -> String {
    format!("{}-{index:02}", fixture.name)
}

/// Gives a slot for one pod more to nodes that had none.
pub(crate) fn open_slots(fixture: &Fixture) {
    for index in (0..GROUPS * ROOMS.len()).filter(|index| room(*index) == Room::OneSlot) {
        let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name(fixture, index)}});
        let slots = json!({"pods": (FULL + 1).to_string()});
        fixture.set_status(&node, &json!({"allocatable": slots, "capacity": slots}));
    }
}

fn one(fixture: &Fixture, index: usize, numbers: &mut Numbers) -> Value {
    let kinds = kinds();
    // Groups and rooms follow the index; the kind has another stride, so that all of them meet.
    let kind = &kinds[(index + index / ROOMS.len()) % kinds.len()];
    let name = name(fixture, index);
    let mut labels = json!({
        "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": numbers.one_of(&["amd64", "arm64"]),
        "topology.kubernetes.io/zone": numbers.one_of(&["a", "b", "c"]), "pool": numbers.one_of(&["web", "db", "batch"]),
        "cores": numbers.one_of(&["2", "4", "16"]), "group": format!("g{}", index / ROOMS.len()),
        LABEL: fixture.name,
    });
    for (key, value) in kind["labels"].as_object().into_iter().flatten() {
        match value {
            Value::Null => drop(labels.as_object_mut().unwrap().remove(key)),
            value => labels[key] = value.clone(),
        }
    }
    let spec = if kind["spec"].is_null() { json!({}) } else { kind["spec"].clone() };
    let mut node = node(&name, &labels, &spec, &allocatable(room(index)));
    if let Some(ready) = kind["ready"].as_str() {
        node["status"]["conditions"][0]["status"] = json!(ready);
    }
    node
}

fn allocatable(room: Room) -> Value {
    let ample = json!({"cpu": "16", "memory": "64Gi", "ephemeral-storage": "100Gi", "pods": "250"});
    let fields = match room {
        Room::Ample => json!({}),
        Room::Processor => json!({"cpu": "1930m"}),
        Room::Memory => json!({"memory": "7289704Ki"}),
        Room::Slots | Room::OneSlot => json!({"pods": FULL.to_string()}),
        Room::Devices => json!({"nvidia.com/gpu": "3", "hugepages-2Mi": "8Mi", "ephemeral-storage": "10Gi"}),
    };
    with(ample, &fields)
}

/// The pods of a node, as specs.
fn residents(room: Room, numbers: &mut Numbers) -> Vec<Value> {
    let of = |requests: Value| json!({"containers": [container("main", &requests, &json!([]))]});
    let mut pods = match room {
        Room::Ample => vec![of(json!({"cpu": "1500m", "memory": "3Gi"}))],
        // 1000m by an init container that is larger than what runs later, 700m by one beside it, 130m.
        Room::Processor => vec![
            json!({"containers": [container("main", &json!({"cpu": "300m"}), &json!([]))],
                   "initContainers": [container("once", &json!({"cpu": "1000m"}), &json!([]))]}),
            json!({"containers": [container("main", &json!({"cpu": "300m"}), &json!([]))],
                   "initContainers": [with(container("beside", &json!({"cpu": "400m"}), &json!([])), &json!({"restartPolicy": "Always"}))]}),
            of(json!({"cpu": "0.13"})),
        ],
        Room::Memory => vec![of(json!({"memory": "7224168Ki"}))],
        Room::Slots | Room::OneSlot => vec![of(json!({})); FULL],
        Room::Devices => vec![of(
            json!({"cpu": "1m", "nvidia.com/gpu": "2", "hugepages-2Mi": "6Mi", "ephemeral-storage": "9Gi"}),
        )],
    };
    pods[0]["containers"][0]["ports"] = json!(ports(numbers));
    pods
}

/// Each port on some nodes, in one of the forms that a port has.
fn ports(numbers: &mut Numbers) -> Vec<Value> {
    let mut ports = Vec::new();
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        if numbers.percent(25) {
            ports.push(host_port(port, numbers));
        }
    }
    ports
}

/// A port on all addresses of its node or on one, for one of the protocols.
pub(crate) fn host_port(port: usize, numbers: &mut Numbers) -> Value {
    let mut fields = Map::new();
    fields.insert("containerPort".to_owned(), json!(port));
    fields.insert("hostPort".to_owned(), json!(port));
    fields.insert("protocol".to_owned(), json!(numbers.one_of(&["TCP", "TCP", "UDP", "SCTP"])));
    if let Some(address) = numbers.one_of(&[None, None, Some("0.0.0.0"), Some("127.0.0.1"), Some("10.0.0.7")])
    {
        fields.insert("hostIP".to_owned(), json!(address));
    }
    Value::Object(fields)
}

/// Pods that have ended take no room: they ask for all that their node has.
fn finished(fixture: &Fixture, nodes: &[Value]) {
    for (node, phase) in nodes.iter().step_by(7).zip(["Succeeded", "Failed"].into_iter().cycle()) {
        let name = node["metadata"]["name"].as_str().unwrap();
        let requests = container("main", &json!({"cpu": "16", "memory": "60Gi"}), &json!([]));
        let pod = pod(&fixture.name, &format!("{name}-done"), name, &json!({"containers": [requests]}));
        let pod = fixture.create(pod);
        assert!(path(&pod).contains(&fixture.name));
        fixture.set_status(&pod, &json!({"phase": phase}));
    }
}

/// What nodes are like: labels (`null` takes one away), spec, and the status of the condition Ready.
fn kinds() -> Vec<Value> {
    let taint = |key: &str, value: &str, effect: &str| json!({"key": key, "value": value, "effect": effect});
    let taints = |taints: &[Value]| json!({"taints": taints});
    vec![
        json!({}),
        json!({"labels": {"node-role.kubernetes.io/control-plane": ""}, "spec": taints(&[taint("node-role.kubernetes.io/control-plane", "", "NoSchedule")])}),
        json!({"labels": {"pool": "db"}, "spec": taints(&[taint("dedicated", "db", "NoSchedule")])}),
        json!({"spec": taints(&[taint("dedicated", "db", "NoExecute")])}),
        json!({"spec": taints(&[taint("dedicated", "web", "PreferNoSchedule")])}),
        json!({"spec": taints(&[taint("dedicated", "web", "NoSchedule"), taint("spot", "true", "NoExecute")])}),
        json!({"labels": {"nvidia.com/gpu.present": "true"}, "spec": taints(&[taint("nvidia.com/gpu", "present", "NoSchedule")])}),
        json!({"labels": {"type": "virtual-kubelet", "kubernetes.io/os": null}, "spec": taints(&[taint("virtual-kubelet.io/provider", "azure", "NoSchedule")])}),
        json!({"labels": {"kubernetes.io/os": "windows"}, "spec": taints(&[taint("os", "windows", "NoSchedule")])}),
        json!({"spec": with(taints(&[taint("node.kubernetes.io/unschedulable", "", "NoSchedule")]), &json!({"unschedulable": true}))}),
        json!({"ready": "False", "spec": taints(&[taint("node.kubernetes.io/not-ready", "", "NoSchedule"), taint("node.kubernetes.io/not-ready", "", "NoExecute")])}),
        json!({"ready": "Unknown", "spec": taints(&[taint("node.kubernetes.io/unreachable", "", "NoExecute")])}),
        json!({"spec": taints(&[taint("node.kubernetes.io/disk-pressure", "", "NoSchedule"), taint("node.kubernetes.io/memory-pressure", "", "NoSchedule")])}),
        json!({"spec": taints(&[taint("node.kubernetes.io/network-unavailable", "", "NoSchedule")])}),
        json!({"labels": {"topology.kubernetes.io/zone": null, "pool": null, "cores": "many"}, "spec": taints(&[taint("tier", "5", "NoSchedule")])}),
        json!({"labels": {"cores": null}, "spec": taints(&[taint("tier", "900", "NoExecute")])}),
        json!({"spec": taints(&[taint("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute")])}),
    ]
}
