//! Objects as the tests create them, and where they lie on the server.

use serde_json::{Value, json};

/// The path of the collection of an object.
pub(crate) fn collection(object: &Value) -> String {
    let version = object["apiVersion"].as_str().unwrap();
    let root = if version == "v1" { "/api/v1".to_owned() } else { format!("/apis/{version}") };
    let namespace = object["metadata"]["namespace"].as_str();
    let namespace = namespace.map(|name| format!("/namespaces/{name}")).unwrap_or_default();
    format!("{root}{namespace}/{}", plural(object["kind"].as_str().unwrap()))
}

/// The path of an object.
pub(crate) fn path(object: &Value) -> String {
    format!("{}/{}", collection(object), object["metadata"]["name"].as_str().unwrap())
}

/// The name of a kind in paths and in RBAC.
pub(crate) fn plural(kind: &str) -> String {
    let kind = kind.to_lowercase();
    match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if kind.ends_with('s') => format!("{kind}es"),
        None => format!("{kind}s"),
    }
}

/// Lays fields over an object.
pub(crate) fn with(mut object: Value, fields: &Value) -> Value {
    for (key, value) in fields.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}

/// A node that is ready, with fields of its spec and with labels.
pub(crate) fn node(name: &str, labels: &Value, spec: &Value, allocatable: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec,
        "status": {
            "allocatable": allocatable, "capacity": allocatable,
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "ready"}]
        }
    })
}

/// A DaemonSet whose pods have the label `agent`, with fields laid over the spec of its pods.
pub(crate) fn daemon_set(namespace: &str, name: &str, fields: &Value) -> Value {
    let spec = json!({"containers": [{"name": "agent", "image": "registry.k8s.io/pause:3.10"}]});
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name, "namespace": namespace, "labels": {"agent": name}},
        "spec": {
            "selector": {"matchLabels": {"agent": name}},
            "template": {"metadata": {"labels": {"agent": name}}, "spec": with(spec, fields)}
        }
    })
}

/// A pod that is bound to a node, with fields laid over its spec.
pub(crate) fn pod(namespace: &str, name: &str, node: &str, fields: &Value) -> Value {
    let spec =
        json!({"nodeName": node, "containers": [{"name": "main", "image": "registry.k8s.io/pause:3.10"}]});
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace}, "spec": with(spec, fields)})
}

/// A container with requests and host ports.
pub(crate) fn container(name: &str, requests: &Value, ports: &Value) -> Value {
    let limits: serde_json::Map<String, Value> = requests
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, _)| is_extended(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    json!({"name": name, "image": "registry.k8s.io/pause:3.10", "resources": {"requests": requests, "limits": limits}, "ports": ports})
}

/// Such a resource cannot be overcommitted: the server wants a limit that equals the request.
fn is_extended(resource: &str) -> bool {
    resource.contains('/') || resource.starts_with("hugepages-")
}
