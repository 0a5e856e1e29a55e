//! An agent with a bit of everything.

use serde_json::{Value, json};

/// An agent that no node wants: a control plane with controllers makes no pods of it.
pub(super) fn agent(namespace: &str, name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": "agent"}},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "minReadySeconds": 5,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
            "template": {
                "metadata": {
                    "labels": {"app": "agent", "team": "platform"},
                    "annotations": {"prometheus.io/scrape": "true", "checksum/config": "1"},
                },
                "spec": pod(),
            },
        },
    })
}

fn pod() -> Value {
    json!({
        "serviceAccountName": "agent",
        "priorityClassName": "system-node-critical",
        "nodeSelector": {"kubernetes.io/os": "linux", "daemonset-lint/none": "true"},
        "tolerations": [
            {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists", "effect": "NoSchedule"},
            {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0},
        ],
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "type", "operator": "NotIn", "values": ["virtual-kubelet"]}]},
        ]}}},
        "imagePullSecrets": [{"name": "a"}, {"name": "b"}],
        "hostAliases": [{"ip": "127.0.0.1", "hostnames": ["a.local"]}],
        "securityContext": {"runAsNonRoot": false, "seccompProfile": {"type": "RuntimeDefault"}},
        "terminationGracePeriodSeconds": 60,
        "initContainers": [{"name": "setup", "image": "registry.example/setup", "command": ["/setup"]}],
        "containers": [container(), {"name": "sidecar", "image": "registry.example/sidecar:latest"}],
        "volumes": [
            {"name": "log", "hostPath": {"path": "/var/log"}},
            {"name": "config", "configMap": {"name": "agent"}},
            {"name": "scratch", "emptyDir": {}},
            {"name": "credentials", "secret": {"secretName": "agent", "items": [{"key": "token", "path": "token"}]}},
            {"name": "token", "projected": {"sources": [
                {"serviceAccountToken": {"path": "token"}},
                {"downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
            ]}},
        ],
    })
}

fn container() -> Value {
    json!({
        "name": "agent",
        "image": "registry.example/agent:1.0",
        "args": ["--config=/etc/agent/config.yaml", "--level", "info"],
        "env": [
            {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
            {"name": "MODE", "value": "node"},
            {"name": "EMPTY", "value": ""},
            {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "agent", "key": "password"}}},
            {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
        ],
        "envFrom": [{"configMapRef": {"name": "a"}}, {"configMapRef": {"name": "b", "optional": true}}],
        "ports": [{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9100}],
        "resources": {"requests": {"cpu": 0.1, "memory": "1024Mi"}, "limits": {"memory": "1Gi"}},
        "securityContext": {
            "privileged": false,
            "readOnlyRootFilesystem": true,
            "capabilities": {"drop": ["ALL"], "add": ["SYS_PTRACE"]},
        },
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": "http"}, "initialDelaySeconds": 0},
        "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 5},
        "lifecycle": {"preStop": {"exec": {"command": ["/stop"]}}},
        "volumeMounts": [
            {"name": "log", "mountPath": "/var/log", "readOnly": true},
            {"name": "config", "mountPath": "/etc/agent"},
            {"name": "scratch", "mountPath": "/tmp"},
        ],
    })
}
