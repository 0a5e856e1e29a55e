//! DaemonSets on nodes that are taken, from a seed: everything that decides who has to go, mixed.

use serde_json::{Map, Value, json};

use crate::generator::numbers::Numbers;

/// Nodes of each DaemonSet.
const NODES: usize = 3;

/// The namespace of the pods that are there first.
pub(crate) const RESIDENTS: &str = "crowd-residents";

/// The namespaces of the DaemonSets, each with its limits.
pub(crate) const NAMESPACES: [&str; 5] =
    ["crowd-plain", "crowd-request", "crowd-limit", "crowd-max", "crowd-several"];

/// The label of the nodes of one DaemonSet.
const CASE: &str = "crowd/case";

/// A DaemonSet, and what is there before it.
pub(crate) struct Crowd {
    pub(crate) daemon_set: Value,
    pub(crate) nodes: Vec<Value>,
    pub(crate) residents: Vec<Resident>,
    /// Pods without a node, which the scheduler may give room to first.
    pub(crate) waiting: Vec<Value>,
    pub(crate) budgets: Vec<Value>,
}

/// A pod on a node.
pub(crate) struct Resident {
    pub(crate) pod: Value,
    pub(crate) status: Value,
    /// Whether it is deleted, and something keeps it.
    pub(crate) is_going: bool,
}

/// What all DaemonSets share: classes and limits.
pub(crate) fn shared() -> Vec<Value> {
    let class = |name: &str, value: i64, policy: &str| json!({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value, "preemptionPolicy": policy});
    let runtime = |name: &str, fields: &[(&str, Value)]| {
        let mut class = json!({"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": name}, "handler": "crowd"});
        for (key, value) in fields {
            class[*key] = value.clone();
        }
        class
    };
    let overhead = ("overhead", json!({"podFixed": {"cpu": "300m", "memory": "64Mi"}}));
    let scheduling = (
        "scheduling",
        json!({"nodeSelector": {"crowd/runtime": "kata"}, "tolerations": [{"key": "kata", "operator": "Exists"}]}),
    );
    let limits = |namespace: &str, items: Value| json!({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "limits", "namespace": namespace}, "spec": {"limits": items}});
    vec![
        class("crowd-below", -10, "PreemptLowerPriority"),
        class("crowd-low", 10, "PreemptLowerPriority"),
        class("crowd-mid", 1000, "PreemptLowerPriority"),
        class("crowd-polite", 50_000, "Never"),
        class("crowd-high", 100_000, "PreemptLowerPriority"),
        runtime("crowd-overhead", std::slice::from_ref(&overhead)),
        runtime("crowd-selector", std::slice::from_ref(&scheduling)),
        runtime("crowd-both", &[overhead, scheduling]),
        limits("crowd-request", json!([{"type": "Container", "defaultRequest": {"cpu": "700m"}}])),
        limits("crowd-limit", json!([{"type": "Container", "default": {"cpu": "900m", "memory": "100Mi"}}])),
        limits(
            "crowd-max",
            json!([{"type": "Container", "max": {"cpu": "1200m"}, "min": {"memory": "10Mi"}}]),
        ),
        limits(
            "crowd-several",
            json!([
                {"type": "Container", "defaultRequest": {"cpu": "200m", "memory": "20Mi"}, "default": {"cpu": "1"}},
                {"type": "Pod", "max": {"cpu": "8"}},
            ]),
        ),
    ]
}

pub(crate) fn crowd(number: usize, numbers: &mut Numbers) -> Crowd {
    let name = format!("crowd-{number:03}");
    let mut crowd = Crowd {
        daemon_set: daemon_set(&name, numbers),
        nodes: Vec::new(),
        residents: Vec::new(),
        waiting: Vec::new(),
        budgets: budgets(&name, numbers),
    };
    for index in 0..NODES {
        let node = format!("{name}-{index}");
        let room = json!({
            "cpu": numbers.one_of(&["1", "1500m", "2"]), "memory": numbers.one_of(&["512Mi", "1Gi"]),
            "pods": numbers.one_of(&["3", "4", "5", "8"]), "example.com/device": numbers.one_of(&["0", "1", "2"]),
        });
        let mut labels = json!({"kubernetes.io/hostname": node, CASE: name});
        if numbers.percent(60) {
            labels["crowd/runtime"] = json!(numbers.one_of(&["kata", "kata", "runc"]));
        }
        crowd.nodes.push(json!({
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": node, "labels": labels}, "spec": {},
            "status": {"allocatable": room, "capacity": room},
        }));
        residents(&name, &node, &mut crowd, numbers);
    }
    crowd
}

fn budgets(name: &str, numbers: &mut Numbers) -> Vec<Value> {
    let mut budgets = Vec::new();
    for app in ["web", "db"] {
        if numbers.percent(60) {
            let labels = json!({"matchLabels": {"app": app}, "matchExpressions": [{"key": "case", "operator": "In", "values": [name]}]});
            budgets.push(json!({
                "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
                "metadata": {"name": format!("{name}-{app}"), "namespace": RESIDENTS},
                "spec": {"minAvailable": 1, "selector": labels},
                "status": {
                    "disruptionsAllowed": numbers.below(3), "currentHealthy": 3, "desiredHealthy": 1,
                    "expectedPods": 3, "observedGeneration": 1,
                },
            }));
        }
    }
    budgets
}

/// Half of the amounts are asked for, each in its turn.
fn requests(numbers: &mut Numbers, cpu: &[&str], memory: &[&str], devices: u64) -> Map<String, Value> {
    let mut requests = Map::new();
    if numbers.percent(75) {
        requests.insert("cpu".to_owned(), json!(numbers.one_of(cpu)));
    }
    if numbers.percent(50) {
        requests.insert("memory".to_owned(), json!(numbers.one_of(memory)));
    }
    if numbers.percent(devices) {
        requests.insert("example.com/device".to_owned(), json!("1"));
    }
    requests
}

fn container(requests: &Map<String, Value>, ports: &[Value]) -> Value {
    let mut limits = requests.clone();
    limits.retain(|key, _| key.contains('/'));
    json!({"name": "main", "image": "registry.k8s.io/pause:3.10", "resources": {"requests": requests, "limits": limits}, "ports": ports})
}

fn port(number: u64, numbers: &mut Numbers) -> Value {
    let mut port = json!({"containerPort": number, "hostPort": number, "protocol": numbers.one_of(&["TCP", "TCP", "TCP", "UDP"])});
    if numbers.percent(20) {
        port["hostIP"] = json!(numbers.one_of(&["127.0.0.1", "10.0.0.7"]));
    }
    port
}

fn daemon_set(name: &str, numbers: &mut Numbers) -> Value {
    let wanted = requests(numbers, &["100m", "300m", "500m", "700m"], &["20Mi", "64Mi", "100Mi"], 15);
    let mut ports = Vec::new();
    if numbers.percent(45) {
        let number = 7000 + numbers.below(4);
        ports.push(port(number, numbers));
    }
    let mut spec = json!({"nodeSelector": {CASE: name}, "containers": [container(&wanted, &ports)]});
    if numbers.percent(10) {
        let limits = &mut spec["containers"][0]["resources"]["limits"];
        limits["cpu"] = json!("800m");
    }
    if numbers.percent(8) {
        spec["resources"] = json!({"limits": {"cpu": "2", "memory": "200Mi"}});
    }
    if numbers.percent(10) {
        let first = requests(numbers, &["200m", "700m"], &["64Mi"], 0);
        spec["initContainers"] = json!([container(&first, &[])]);
        spec["initContainers"][0]["name"] = json!("first");
    }
    if let Some(class) = numbers.one_of(&[
        None,
        Some("crowd-mid"),
        Some("crowd-mid"),
        Some("crowd-high"),
        Some("crowd-high"),
        Some("crowd-polite"),
        Some("system-node-critical"),
        Some("system-cluster-critical"),
    ]) {
        spec["priorityClassName"] = json!(class);
    }
    if numbers.percent(20) {
        spec["runtimeClassName"] = json!(numbers.one_of(&["crowd-overhead", "crowd-selector", "crowd-both"]));
    }
    if numbers.percent(2) {
        spec["schedulerName"] = json!("another");
    }
    if numbers.percent(2) {
        spec["volumes"] = json!([{"name": "data", "persistentVolumeClaim": {"claimName": "absent"}}]);
    }
    let namespace = if numbers.percent(55) { NAMESPACES[0] } else { numbers.one_of(&NAMESPACES) };
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": {"agent": name}},
            "template": {"metadata": {"labels": {"agent": name}}, "spec": spec},
        },
    })
}

/// Pods of one node; no two of them take one port, and no two started at the same time.
fn residents(case: &str, node: &str, crowd: &mut Crowd, numbers: &mut Numbers) {
    let count = 1 + numbers.index(5);
    let mut has_unstarted = false;
    let mut free: Vec<u64> = (7000..7004).collect();
    let mut times: Vec<usize> = (0..count).collect();
    for index in 0..count {
        let name = format!("{node}-{index}");
        let wanted = requests(numbers, &["100m", "200m", "300m", "500m"], &["64Mi", "128Mi", "256Mi"], 20);
        let mut ports = Vec::new();
        if numbers.percent(35) {
            let number = free.swap_remove(numbers.index(free.len()));
            ports.push(port(number, numbers));
            if free.is_empty() {
                free.push(8000 + index as u64);
            }
        }
        let mut pod = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": name, "namespace": RESIDENTS,
                "labels": {"case": case, "app": numbers.one_of(&["web", "web", "db", "batch"])},
            },
            "spec": {
                "nodeName": node, "terminationGracePeriodSeconds": 0, "containers": [container(&wanted, &ports)],
            },
        });
        let class = numbers.one_of(&[
            None,
            Some("crowd-below"),
            Some("crowd-low"),
            Some("crowd-low"),
            Some("crowd-mid"),
            Some("crowd-high"),
            Some("system-cluster-critical"),
        ]);
        if let Some(class) = class {
            pod["spec"]["priorityClassName"] = json!(class);
        }
        if numbers.percent(5) {
            pod["metadata"]["annotations"] =
                json!({"kubernetes.io/config.mirror": "crowd", "kubernetes.io/config.source": "file"});
        }
        let time = times.swap_remove(numbers.index(times.len()));
        let mut status = json!({"phase": "Running", "startTime": format!("2026-01-01T00:00:{time:02}Z")});
        if !has_unstarted && numbers.percent(8) {
            has_unstarted = true;
            status = json!({"phase": "Pending"});
        } else if numbers.percent(5) {
            status["phase"] = json!(numbers.one_of(&["Succeeded", "Failed"]));
        } else if numbers.percent(15) {
            resize(&mut status, numbers);
        }
        if numbers.percent(4) {
            pod["spec"]["resources"] = json!({"requests": {"cpu": "600m"}});
            status["resources"] = json!({"requests": {"cpu": numbers.one_of(&["600m", "1"])}});
            status["allocatedResources"] = json!({"cpu": numbers.one_of(&["500m", "700m"])});
        }
        let is_going = numbers.percent(8);
        if is_going {
            pod["metadata"]["finalizers"] = json!(["crowd/held"]);
        }
        crowd.residents.push(Resident { pod, status, is_going });
    }
    if numbers.percent(12) {
        crowd.waiting.push(waiting(case, node, numbers));
    }
}

/// What the kubelet says of a pod whose resources were changed.
fn resize(status: &mut Value, numbers: &mut Numbers) {
    let amount = |numbers: &mut Numbers| json!({"cpu": numbers.one_of(&["50m", "400m", "800m"]), "memory": numbers.one_of(&["32Mi", "300Mi"])});
    let mut container =
        json!({"name": "main", "ready": true, "restartCount": 0, "image": "pause", "imageID": "pause"});
    if numbers.percent(80) {
        container["allocatedResources"] = amount(numbers);
    }
    if numbers.percent(70) {
        container["resources"] = json!({"requests": amount(numbers)});
    }
    status["containerStatuses"] = json!([container]);
    if numbers.percent(50) {
        let reason = numbers.one_of(&["Infeasible", "Deferred"]);
        status["conditions"] = json!([{"type": "PodResizePending", "status": "True", "reason": reason}]);
    }
}

/// A pod that wants much of one node, and waits where something that is being deleted does not go.
fn waiting(case: &str, node: &str, numbers: &mut Numbers) -> Value {
    let class = numbers.one_of(&["crowd-mid", "crowd-high", "system-cluster-critical"]);
    let wanted = requests(numbers, &["500m", "900m"], &["128Mi", "256Mi"], 10);
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": format!("{node}-waiting"), "namespace": RESIDENTS, "labels": {"case": case, "app": "late"}},
        "spec": {
            "terminationGracePeriodSeconds": 0, "priorityClassName": class,
            "nodeSelector": {"kubernetes.io/hostname": node}, "containers": [container(&wanted, &[])],
        },
    })
}
