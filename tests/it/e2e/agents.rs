//! DaemonSets that say in every way on which nodes they are to run.

use serde_json::{Map, Value, json};

use super::fixture::Fixture;
use super::fleet::{self, FIRST_PORT, GROUPS, PORTS};
use super::objects::{container, daemon_set};
use crate::generator::numbers::Numbers;

/// DaemonSets that select nodes and tolerate taints, and ask for nothing: they do not take each other's room.
pub(crate) fn selecting(fixture: &Fixture, count: usize, numbers: &mut Numbers) -> Vec<Value> {
    let one =
        |index| daemon_set(&fixture.name, &format!("selecting-{index:02}"), &pod_spec(fixture, numbers));
    (0..count).map(one).collect()
}

/// DaemonSets that want a host port, each another one.
pub(crate) fn with_ports(fixture: &Fixture, numbers: &mut Numbers) -> Vec<Value> {
    let one = |index: usize| {
        let mut spec = json!({"tolerations": tolerations(numbers)});
        let port = FIRST_PORT + index;
        if index.is_multiple_of(4) {
            // With the network of the node a container's port is a port of the node.
            spec["hostNetwork"] = json!(true);
            spec["containers"] = json!([container("agent", &json!({}), &json!([{"containerPort": port}]))]);
        } else {
            let ports = json!([fleet::host_port(port, numbers)]);
            spec["containers"] = json!([container("agent", &json!({}), &ports)]);
        }
        daemon_set(&fixture.name, &format!("port-{port}"), &spec)
    };
    (0..PORTS).map(one).collect()
}

/// DaemonSets that ask for about what nodes have left, one per group of nodes.
pub(crate) fn with_requests(fixture: &Fixture, round: usize, numbers: &mut Numbers) -> Vec<Value> {
    let one = |group: usize| {
        let wants = wants();
        let requests = &wants[(round * GROUPS + group) % wants.len()];
        let mut spec = json!({
            "nodeSelector": {"group": format!("g{group}")}, "containers": [container("agent", requests, &json!([]))]
        });
        if numbers.percent(70) {
            spec["tolerations"] = json!([{"operator": "Exists"}]);
        }
        if numbers.percent(30) {
            spec["initContainers"] =
                json!([container("once", &json!({"cpu": "100m", "memory": "64Mi"}), &json!([]))]);
        }
        daemon_set(&fixture.name, &format!("asking-{round}-{group}"), &spec)
    };
    (0..GROUPS).map(one).collect()
}

/// Requests at, below and above what is left somewhere; see `fleet::Room`.
fn wants() -> Vec<Value> {
    vec![
        json!({}),
        json!({"cpu": "100m"}),
        json!({"cpu": "101m"}),
        json!({"cpu": "0.1", "memory": "64Mi"}),
        json!({"memory": "67108865"}),
        json!({"memory": "65536Ki"}),
        json!({"cpu": "1m", "nvidia.com/gpu": "1"}),
        json!({"cpu": "1m", "nvidia.com/gpu": "2"}),
        json!({"cpu": "1m", "hugepages-2Mi": "2Mi"}),
        json!({"cpu": "1m", "hugepages-2Mi": "4Mi"}),
        json!({"ephemeral-storage": "1Gi"}),
        json!({"ephemeral-storage": "1025Mi"}),
        json!({"cpu": "14500m"}),
        json!({"cpu": "14501m", "memory": "61Gi"}),
        json!({"memory": "62464Mi"}),
        json!({"example.com/absent": "1"}),
        json!({"cpu": "1n"}),
    ]
}

/// One way to choose nodes, or several at once.
fn pod_spec(fixture: &Fixture, numbers: &mut Numbers) -> Value {
    let mut spec = json!({});
    if numbers.percent(70) {
        spec["tolerations"] = json!(tolerations(numbers));
    }
    if numbers.percent(40) {
        spec["nodeSelector"] = node_selector(numbers);
    }
    if numbers.percent(60) {
        spec["affinity"] = json!({"nodeAffinity": affinity(fixture, numbers)});
    }
    if numbers.percent(15) {
        spec["hostNetwork"] = json!(true);
    }
    if numbers.percent(5) {
        spec["nodeName"] = json!(fleet::name(fixture, 0));
    }
    spec
}

fn node_selector(numbers: &mut Numbers) -> Value {
    let pairs = [
        ("kubernetes.io/os", "linux"),
        ("kubernetes.io/os", "windows"),
        ("kubernetes.io/arch", "arm64"),
        ("topology.kubernetes.io/zone", "b"),
        ("pool", "db"),
        ("nvidia.com/gpu.present", "true"),
        ("absent", ""),
    ];
    let mut selector = Map::new();
    for _ in 0..=numbers.below(2) {
        let (key, value) = numbers.one_of(&pairs);
        selector.insert(key.to_owned(), json!(value));
    }
    Value::Object(selector)
}

fn affinity(fixture: &Fixture, numbers: &mut Numbers) -> Value {
    let terms: Vec<Value> = (0..=numbers.below(3)).map(|_| term(fixture, numbers)).collect();
    let mut affinity =
        json!({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}});
    if numbers.percent(20) {
        let preference = json!({"matchExpressions": [expression(numbers)]});
        affinity["preferredDuringSchedulingIgnoredDuringExecution"] =
            json!([{"weight": 5, "preference": preference}]);
    }
    affinity
}

fn term(fixture: &Fixture, numbers: &mut Numbers) -> Value {
    // An empty term matches nothing.
    let mut term = json!({});
    if numbers.percent(80) {
        let expressions: Vec<Value> = (0..=numbers.below(2)).map(|_| expression(numbers)).collect();
        term["matchExpressions"] = json!(expressions);
    }
    if numbers.percent(25) {
        let operator = numbers.one_of(&["In", "NotIn"]);
        let name = fleet::name(fixture, numbers.index(60));
        term["matchFields"] = json!([{"key": "metadata.name", "operator": operator, "values": [name]}]);
    }
    term
}

fn expression(numbers: &mut Numbers) -> Value {
    let keys = [
        "topology.kubernetes.io/zone",
        "pool",
        "kubernetes.io/arch",
        "nvidia.com/gpu.present",
        "type",
        "absent",
    ];
    let key = numbers.one_of(&keys);
    match numbers.below(6) {
        0 => json!({"key": key, "operator": "In", "values": ["a", "db", "amd64"]}),
        1 => json!({"key": key, "operator": "NotIn", "values": ["b", "web", "true"]}),
        2 => json!({"key": key, "operator": "Exists"}),
        3 => json!({"key": key, "operator": "DoesNotExist"}),
        4 => json!({"key": "cores", "operator": "Gt", "values": [numbers.one_of(&["2", "3", "16"])]}),
        _ => json!({"key": "cores", "operator": "Lt", "values": [numbers.one_of(&["2", "5", "100"])]}),
    }
}

fn tolerations(numbers: &mut Numbers) -> Vec<Value> {
    let all = [
        json!({"operator": "Exists"}),
        json!({"operator": "Exists", "effect": "NoSchedule"}),
        json!({"operator": "Exists", "effect": "NoExecute"}),
        json!({"key": "node-role.kubernetes.io/control-plane", "operator": "Exists", "effect": "NoSchedule"}),
        json!({"key": "dedicated", "operator": "Exists"}),
        json!({"key": "dedicated", "value": "db"}),
        json!({"key": "dedicated", "operator": "Equal", "value": "web", "effect": "NoSchedule"}),
        json!({"key": "dedicated", "value": "db", "effect": "PreferNoSchedule"}),
        json!({"key": "spot", "value": "true", "effect": "NoExecute", "tolerationSeconds": 60}),
        json!({"key": "nvidia.com/gpu", "operator": "Exists"}),
        json!({"key": "virtual-kubelet.io/provider", "operator": "Exists", "effect": "NoSchedule"}),
        json!({"key": "os", "value": "Windows"}),
        json!({"key": "os", "value": "windows"}),
        json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists"}),
        json!({"key": "node.kubernetes.io/out-of-service", "operator": "Exists", "effect": "NoExecute"}),
        json!({"key": "tier", "operator": "Gt", "value": "3", "effect": "NoSchedule"}),
        json!({"key": "tier", "operator": "Lt", "value": "1000"}),
        json!({"key": "tier", "value": "05"}),
    ];
    (0..=numbers.below(4)).map(|_| all[numbers.index(all.len())].clone()).collect()
}
