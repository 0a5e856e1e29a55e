//! `coverage`, `check` and `overhead` of live clusters.

mod check;
mod completion;
mod contexts;
mod coverage;
mod diff;
mod metrics;
mod server;
mod snapshot;

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};
pub(crate) use server::{Contents, Server, kubeconfig};

/// A node with room; `control_plane` has the taint of one.
fn node(name: &str, control_plane: bool) -> Value {
    let taints = if control_plane {
        json!([{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}])
    } else {
        json!([])
    };
    json!({
        "metadata": {"name": name, "labels": {"kubernetes.io/os": "linux", "kubernetes.io/hostname": name}},
        "spec": {"taints": taints},
        "status": {
            "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    })
}

/// A control plane and so many workers.
fn nodes(workers: usize) -> Vec<Value> {
    let workers = (0..workers).map(|index| node(&format!("worker-{index}"), false));
    [node("cp-0", true)].into_iter().chain(workers).collect()
}

/// An agent as a server has it.
fn daemon_set(namespace: &str, name: &str, image: &str) -> Value {
    json!({
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}, "uid": "1"},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "serviceAccountName": name,
                    "containers": [{
                        "name": "agent",
                        "image": image,
                        "command": [format!("/{name}")],
                        "resources": {"requests": {"cpu": "100m", "memory": "100Mi"}, "limits": {"memory": "100Mi"}},
                        "volumeMounts": [{"name": "log", "mountPath": "/var/log", "readOnly": true}],
                    }],
                    "volumes": [{"name": "log", "hostPath": {"path": "/var/log"}}],
                },
            },
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
        },
        "status": {"desiredNumberScheduled": 2},
    })
}

/// A pod of a DaemonSet on a node.
fn pod(daemon_set: &str, node: &str) -> Value {
    json!({
        "metadata": {
            "name": format!("{daemon_set}-{node}"),
            "namespace": "logging",
            "ownerReferences": [
                {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": daemon_set, "uid": "1", "controller": true},
            ],
        },
        "spec": {
            "nodeName": node,
            "containers": [{"name": "agent", "resources": {"requests": {"cpu": "100m", "memory": "100Mi"}}}],
        },
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    })
}

/// A small cluster: three nodes, an agent, its pods.
pub(crate) fn small() -> Contents {
    Contents::default()
        .with("nodes", nodes(2))
        .with("daemonsets", [daemon_set("logging", "log-agent", "example.com/log-agent:1.0")])
        .with("pods", ["worker-0", "worker-1"].map(|node| pod("log-agent", node)))
}

/// A folder with a kubeconfig that has a context for each cluster.
fn clusters<const N: usize>(contexts: [(&str, Contents); N]) -> (Sandbox, [Server; N]) {
    let sandbox = Sandbox::new();
    let names = contexts.each_ref().map(|(name, _)| *name);
    let servers = contexts.map(|(_, contents)| contents.serve());
    let known: Vec<_> =
        names.iter().zip(&servers).map(|(name, server)| (*name, None, server.url())).collect();
    sandbox.file("config", kubeconfig(&known));
    (sandbox, servers)
}

/// Runs a command line with the kubeconfig.
fn run(sandbox: &Sandbox, line: &str) -> Run {
    let words = line.split(' ').chain(["--kubeconfig", "config"]);
    sandbox.run(&words.collect::<Vec<_>>())
}

fn parsed(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}
