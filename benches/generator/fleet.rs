//! Node lists, pod lists and the DaemonSets for them, in the size and the shape of real ones.

use std::fmt::Write as _;

use super::numbers::Numbers;

const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
const MACHINES: [(&str, &str, &str); 4] = [
    ("m5.large", "1930m", "7289704Ki"),
    ("m5.2xlarge", "7910m", "31513076Ki"),
    ("c6g.4xlarge", "15890m", "30116884Ki"),
    ("r5.xlarge", "3920m", "31784588Ki"),
];

/// A node list in JSON, as `kubectl get nodes -o json` prints it: about 5 KB a node.
pub(crate) fn nodes(count: usize, seed: u64) -> String {
    let mut numbers = Numbers::new(seed);
    let mut out = String::from("{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n");
    for index in 0..count {
        let separator = if index == 0 { "" } else { ",\n" };
        let _ = write!(out, "{separator}{}", node(index, &mut numbers));
    }
    out.push_str("\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\"resourceVersion\": \"\"}\n}\n");
    out
}

fn node(index: usize, numbers: &mut Numbers) -> String {
    let (machine, cpu, memory) = numbers.one_of(&MACHINES);
    let zone = numbers.one_of(&ZONES);
    let pool = format!("pool-{}", numbers.below(20));
    let taints = match numbers.below(20) {
        0 => r#"[{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]"#,
        1 => r#"[{"key": "dedicated", "value": "gpu", "effect": "NoSchedule"}]"#,
        _ => "[]",
    };
    let images: Vec<String> = (0..12)
        .map(|image| {
            let digest = numbers.next();
            format!(r#"{{"names": ["registry.example/team/image-{image}@sha256:{digest:064x}", "registry.example/team/image-{image}:v1.{image}"], "sizeBytes": {}}}"#, digest % 900_000_000)
        })
        .collect();
    let conditions: Vec<String> = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"]
        .iter()
        .map(|kind| {
            let status = if *kind == "Ready" { "True" } else { "False" };
            format!(r#"{{"lastHeartbeatTime": "2026-01-01T00:00:00Z", "lastTransitionTime": "2026-01-01T00:00:00Z", "message": "kubelet has no complaint about {kind}", "reason": "KubeletHas{kind}", "status": "{status}", "type": "{kind}"}}"#)
        })
        .collect();
    format!(
        r#"        {{
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {{
                "annotations": {{"csi.volume.kubernetes.io/nodeid": "{{\"ebs.csi.aws.com\":\"i-{index:017x}\"}}", "volumes.kubernetes.io/controller-managed-attach-detach": "true"}},
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "labels": {{
                    "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": "node-{index:06}", "kubernetes.io/os": "linux",
                    "node.kubernetes.io/instance-type": "{machine}", "beta.kubernetes.io/instance-type": "{machine}",
                    "topology.kubernetes.io/region": "eu-west-1", "topology.kubernetes.io/zone": "{zone}",
                    "failure-domain.beta.kubernetes.io/zone": "{zone}", "eks.amazonaws.com/nodegroup": "{pool}",
                    "pool": "{pool}", "example.com/rack": "rack-{}", "example.com/serial": "{:016x}"
                }},
                "name": "node-{index:06}",
                "uid": "{:032x}"
            }},
            "spec": {{"podCIDR": "10.0.0.0/24", "providerID": "aws:///{zone}/i-{index:017x}", "taints": {taints}}},
            "status": {{
                "addresses": [{{"address": "10.0.0.1", "type": "InternalIP"}}, {{"address": "node-{index:06}", "type": "Hostname"}}],
                "allocatable": {{"cpu": "{cpu}", "ephemeral-storage": "18242267924", "hugepages-1Gi": "0", "hugepages-2Mi": "0", "memory": "{memory}", "pods": "110"}},
                "capacity": {{"cpu": "16", "ephemeral-storage": "20959212Ki", "memory": "32986804Ki", "pods": "110"}},
                "conditions": [{}],
                "images": [{}],
                "nodeInfo": {{"architecture": "amd64", "kubeletVersion": "v1.34.1", "osImage": "Linux"}}
            }}
        }}"#,
        numbers.below(400),
        numbers.next(),
        numbers.next(),
        conditions.join(", "),
        images.join(", "),
    )
}

/// Pods in JSON on nodes of [`nodes`], about 3 KB each; a third belongs to the DaemonSets of [`daemon_sets`].
pub(crate) fn pods(count: usize, nodes: usize, daemon_sets: usize, seed: u64) -> String {
    let mut numbers = Numbers::new(seed);
    let mut out = String::from("{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n");
    for index in 0..count {
        let separator = if index == 0 { "" } else { ",\n" };
        let _ = write!(out, "{separator}{}", pod(index, nodes, daemon_sets, &mut numbers));
    }
    out.push_str("\n    ],\n    \"kind\": \"List\"\n}\n");
    out
}

fn pod(index: usize, nodes: usize, daemon_sets: usize, numbers: &mut Numbers) -> String {
    let node = index % nodes;
    let (kind, owner, namespace) = if index.is_multiple_of(3) {
        ("DaemonSet", format!("agent-{:03}", (index / nodes) % daemon_sets), "agents")
    } else {
        ("ReplicaSet", format!("app-{}", numbers.below(2000)), "apps")
    };
    let environment: Vec<String> = (0..10)
        .map(|number| format!(r#"{{"name": "SETTING_{number}", "value": "{:016x}"}}"#, numbers.next()))
        .collect();
    let port = if numbers.below(50) == 0 { r#"[{"containerPort": 9100, "hostPort": 9100}]"# } else { "[]" };
    format!(
        r#"        {{
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {{
                "creationTimestamp": "2026-01-01T00:00:00Z", "name": "{owner}-{index}", "namespace": "{namespace}",
                "labels": {{"app": "{owner}", "pod-template-hash": "{:08x}"}},
                "ownerReferences": [{{"apiVersion": "apps/v1", "blockOwnerDeletion": true, "controller": true, "kind": "{kind}", "name": "{owner}", "uid": "{:032x}"}}]
            }},
            "spec": {{
                "containers": [{{
                    "name": "main", "image": "registry.example/team/{owner}:v1", "env": [{}], "ports": {port},
                    "resources": {{"limits": {{"memory": "256Mi"}}, "requests": {{"cpu": "{}m", "memory": "{}Mi"}}}},
                    "volumeMounts": [{{"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "kube-api-access", "readOnly": true}}]
                }}],
                "nodeName": "node-{node:06}",
                "tolerations": [{{"effect": "NoExecute", "key": "node.kubernetes.io/not-ready", "operator": "Exists"}}]
            }},
            "status": {{
                "conditions": [{{"status": "True", "type": "Initialized"}}, {{"status": "True", "type": "Ready"}}],
                "containerStatuses": [{{"containerID": "containerd://{:064x}", "image": "registry.example/team/{owner}:v1", "name": "main", "ready": true}}],
                "phase": "Running"
            }}
        }}"#,
        numbers.next(),
        numbers.next(),
        environment.join(", "),
        10 + numbers.below(60),
        16 + numbers.below(200),
        numbers.next(),
    )
}

/// DaemonSets that resemble each other, in one file: of one image, with labels and ports in common.
pub(crate) fn lookalikes(count: usize, seed: u64) -> String {
    let mut numbers = Numbers::new(seed);
    let mut out = String::new();
    for index in 0..count {
        let port = 9_000 + numbers.below(4);
        let _ = write!(
            out,
            "---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent-{index:04}, namespace: agents}}
spec:
  selector: {{matchLabels: {{app: agent}}}}
  template:
    metadata: {{labels: {{app: agent, tier: tier-{index:04}}}}}
    spec:
      serviceAccountName: agent
      containers:
        - name: agent
          image: registry.example/agent:1.4.2
          ports: [{{containerPort: {port}, hostPort: {port}}}]
          resources: {{requests: {{cpu: 10m, memory: 16Mi}}, limits: {{memory: 16Mi}}}}
"
        );
    }
    out
}

/// Manifests of DaemonSets that differ in what they select, tolerate and ask for.
pub(crate) fn daemon_sets(count: usize, seed: u64) -> String {
    let mut numbers = Numbers::new(seed);
    let mut out = String::new();
    for index in 0..count {
        let toleration = if numbers.below(3) == 0 { "[{operator: Exists}]" } else { "[]" };
        let selector = match numbers.below(4) {
            0 => format!("{{pool: pool-{}}}", numbers.below(20)),
            1 => format!("{{topology.kubernetes.io/zone: {}}}", numbers.one_of(&ZONES)),
            _ => "{kubernetes.io/os: linux}".to_owned(),
        };
        let port = if numbers.below(10) == 0 { "[{containerPort: 9100, hostPort: 9100}]" } else { "[]" };
        let (cpu, memory) = (10 + numbers.below(200), 16 + numbers.below(256));
        let _ = write!(
            out,
            "---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent-{index:03}, namespace: agents}}
spec:
  selector: {{matchLabels: {{app: agent-{index:03}}}}}
  template:
    metadata: {{labels: {{app: agent-{index:03}}}}}
    spec:
      nodeSelector: {selector}
      tolerations: {toleration}
      containers:
        - name: agent
          image: registry.example/agent-{index:03}:1.0
          ports: {port}
          resources: {{requests: {{cpu: {cpu}m, memory: {memory}Mi}}}}
"
        );
    }
    out
}
