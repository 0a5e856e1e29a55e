//! Changes that people make to an agent, between two applies or past them.

use serde_json::{Value, json};

use super::agent::agent;

/// A change.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// What was applied, or created, first.
    pub(super) first: Value,
    /// Whether it was created, so that nothing is known of a last apply.
    pub(super) is_created: bool,
    /// A merge patch that somebody made to the live object.
    pub(super) patch: Option<Value>,
    /// What is applied then.
    pub(super) then: Value,
}

impl Case {
    /// Whether the server refuses it: a selector cannot be changed.
    pub(super) fn is_refused(&self) -> bool {
        self.first["spec"]["selector"] != self.then["spec"]["selector"]
    }
}

enum Edit {
    Set(String, Value),
    Remove(String),
}

/// The place that a short path means: `c/` is the first container, `p/` the pod spec, `t/` the template.
fn place(path: &str) -> String {
    let below = |prefix: &str, place: &str| path.strip_prefix(prefix).map(|rest| format!("{place}{rest}"));
    below("c/", "/spec/template/spec/containers/0/")
        .or_else(|| below("p/", "/spec/template/spec/"))
        .or_else(|| below("t/", "/spec/template/"))
        .unwrap_or_else(|| format!("/{path}"))
}

/// Sets a field; `-` at the end adds to a list.
fn set(path: &str, value: Value) -> Edit {
    Edit::Set(place(path), value)
}

fn remove(path: &str) -> Edit {
    Edit::Remove(place(path))
}

fn edited(mut object: Value, edits: Vec<Edit>) -> Value {
    for edit in edits {
        let (Edit::Set(path, _) | Edit::Remove(path)) = &edit;
        let (parent, key) = path.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/");
        let place = object.pointer_mut(parent).unwrap_or_else(|| panic!("{path} leads nowhere"));
        match (place, edit) {
            (Value::Object(fields), Edit::Set(_, value)) => drop(fields.insert(key, value)),
            (Value::Object(fields), Edit::Remove(path)) => assert!(fields.remove(&key).is_some(), "{path}"),
            (Value::Array(items), Edit::Set(_, value)) if key == "-" => items.push(value),
            (Value::Array(items), Edit::Set(_, value)) => items[key.parse::<usize>().unwrap()] = value,
            (Value::Array(items), Edit::Remove(_)) => drop(items.remove(key.parse().unwrap())),
            (other, _) => panic!("{other} is no object and no list"),
        }
    }
    object
}

/// All changes, in a namespace.
pub(super) fn cases(namespace: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let all = [images(), lists(), pods(), zeros(), volumes(), others()].into_iter().flatten();
    for (name, edits) in all {
        let first = agent(namespace, name);
        let then = edited(first.clone(), edits);
        cases.push(Case { name, first, is_created: false, patch: None, then });
    }
    for (name, patch, edits) in patched() {
        let first = agent(namespace, name);
        let then = edited(first.clone(), edits);
        cases.push(Case { name, first, is_created: false, patch: Some(patch), then });
    }
    for (name, edits) in created() {
        let first = agent(namespace, name);
        let then = edited(first.clone(), edits);
        cases.push(Case { name, first, is_created: true, patch: None, then });
    }
    for (name, before, edits) in from_elsewhere() {
        let first = edited(agent(namespace, name), before);
        let then = edited(first.clone(), edits);
        cases.push(Case { name, first, is_created: false, patch: None, then });
    }
    cases
}

type Edits = (&'static str, Vec<Edit>);

fn images() -> Vec<Edits> {
    vec![
        ("unchanged", vec![]),
        ("image", vec![set("c/image", json!("registry.example/agent:1.1"))]),
        // The pull policy was filled in, and stays.
        ("image-to-latest", vec![set("c/image", json!("registry.example/agent"))]),
        ("pull-policy-as-filled-in", vec![set("c/imagePullPolicy", json!("IfNotPresent"))]),
        ("pull-policy", vec![set("c/imagePullPolicy", json!("Always"))]),
        ("init-container-removed", vec![remove("p/initContainers")]),
        (
            "container-added",
            vec![set(
                "p/containers/-",
                json!({"name": "new", "image": "a", "ports": [{"containerPort": 1}]}),
            )],
        ),
        (
            "container-added-first",
            vec![set(
                "p/containers",
                json!([{"name": "new", "image": "a:1"}, {"name": "agent", "image": "b:1"}, {"name": "sidecar", "image": "c"}]),
            )],
        ),
        ("container-removed", vec![remove("p/containers/1")]),
        ("container-renamed", vec![set("c/name", json!("renamed"))]),
    ]
}

fn lists() -> Vec<Edits> {
    let env = |names: &[&str]| {
        let items: Vec<Value> = names.iter().map(|name| json!({"name": name, "value": name})).collect();
        set("c/env", json!(items))
    };
    vec![
        ("env-added", vec![set("c/env/-", json!({"name": "NEW", "value": "1"}))]),
        ("env-removed", vec![remove("c/env/1")]),
        ("env-all-removed", vec![remove("c/env")]),
        ("env-emptied", vec![set("c/env", json!([]))]),
        ("env-null", vec![set("c/env", Value::Null)]),
        (
            "env-reordered",
            vec![
                remove("c/env/0"),
                set(
                    "c/env/-",
                    json!({"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}),
                ),
            ],
        ),
        ("env-replaced", vec![env(&["B", "A", "MODE"])]),
        (
            "env-value-to-reference",
            vec![set(
                "c/env/1",
                json!({"name": "MODE", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}}),
            )],
        ),
        ("env-empty-value-left-out", vec![set("c/env/2", json!({"name": "EMPTY"}))]),
        (
            "env-from-reordered",
            vec![set(
                "c/envFrom",
                json!([{"configMapRef": {"name": "b", "optional": true}}, {"configMapRef": {"name": "a"}}]),
            )],
        ),
        ("args", vec![set("c/args/2", json!("debug"))]),
        ("args-removed", vec![remove("c/args")]),
        ("port-added", vec![set("c/ports/-", json!({"containerPort": 1234}))]),
        ("port-protocol", vec![set("c/ports/0/protocol", json!("UDP"))]),
        ("port-protocol-as-filled-in", vec![set("c/ports/0/protocol", json!("TCP"))]),
        ("port-number", vec![set("c/ports/0/containerPort", json!(8081))]),
        (
            "second-port-of-the-same-number",
            vec![set("c/ports/-", json!({"name": "udp", "containerPort": 8080, "protocol": "UDP"}))],
        ),
        ("mount-removed", vec![remove("c/volumeMounts/2")]),
        ("mount-writable", vec![remove("c/volumeMounts/0/readOnly")]),
        ("mount-read-only-false", vec![set("c/volumeMounts/0/readOnly", json!(false))]),
        ("pull-secret-removed", vec![remove("p/imagePullSecrets/0")]),
        ("pull-secrets-reordered", vec![set("p/imagePullSecrets", json!([{"name": "b"}, {"name": "a"}]))]),
        ("host-alias", vec![set("p/hostAliases/0/hostnames/-", json!("b.local"))]),
    ]
}

fn pods() -> Vec<Edits> {
    vec![
        ("toleration-removed", vec![remove("p/tolerations/0")]),
        ("tolerations-removed", vec![remove("p/tolerations")]),
        ("toleration-seconds", vec![remove("p/tolerations/1/tolerationSeconds")]),
        ("node-selector-key-removed", vec![remove("p/nodeSelector/kubernetes.io~1os")]),
        (
            "affinity-value",
            vec![set(
                "p/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/values/-",
                json!("edge"),
            )],
        ),
        ("affinity-removed", vec![remove("p/affinity")]),
        ("host-network", vec![set("p/hostNetwork", json!(true))]),
        ("host-pid-false", vec![set("p/hostPID", json!(false))]),
        ("grace-period-removed", vec![remove("p/terminationGracePeriodSeconds")]),
        ("grace-period-zero", vec![set("p/terminationGracePeriodSeconds", json!(0))]),
        ("dns-policy-as-filled-in", vec![set("p/dnsPolicy", json!("ClusterFirst"))]),
        // It cannot be taken away: its old name keeps it.
        ("account-removed", vec![remove("p/serviceAccountName")]),
        ("account", vec![set("p/serviceAccountName", json!("other"))]),
        ("priority-class-null", vec![set("p/priorityClassName", Value::Null)]),
        (
            "spread-added",
            vec![set(
                "p/topologySpreadConstraints",
                json!([{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}]),
            )],
        ),
        ("automount-false", vec![set("p/automountServiceAccountToken", json!(false))]),
    ]
}

fn zeros() -> Vec<Edits> {
    vec![
        ("resources-removed", vec![remove("c/resources")]),
        (
            "resources-spelt-otherwise",
            vec![set(
                "c/resources",
                json!({"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"memory": "1024Mi"}}),
            )],
        ),
        ("memory-in-bytes", vec![set("c/resources/requests/memory", json!(1_073_741_824))]),
        ("cpu-limit-added", vec![set("c/resources/limits/cpu", json!("0.5"))]),
        ("probe-path", vec![set("c/livenessProbe/httpGet/path", json!("/live"))]),
        ("probe-to-exec", vec![set("c/livenessProbe", json!({"exec": {"command": ["/live"]}}))]),
        ("probe-removed", vec![remove("c/readinessProbe")]),
        ("probe-periods-removed", vec![remove("c/readinessProbe/periodSeconds")]),
        ("probe-as-filled-in", vec![set("c/livenessProbe/timeoutSeconds", json!(1))]),
        ("probe-grpc", vec![set("c/startupProbe", json!({"grpc": {"port": 8080}}))]),
        ("security-context-emptied", vec![set("c/securityContext", json!({}))]),
        ("security-context-removed", vec![remove("c/securityContext")]),
        ("privileged-false-left-out", vec![remove("c/securityContext/privileged")]),
        ("capability-removed", vec![set("c/securityContext/capabilities/add", json!([]))]),
        ("pod-security-context-removed", vec![remove("p/securityContext")]),
        ("lifecycle-removed", vec![remove("c/lifecycle")]),
    ]
}

fn volumes() -> Vec<Edits> {
    vec![
        ("volume-removed", vec![remove("p/volumes/2"), remove("c/volumeMounts/2")]),
        ("volume-source", vec![set("p/volumes/0", json!({"name": "log", "emptyDir": {}}))]),
        ("volume-source-left-out", vec![set("p/volumes/2", json!({"name": "scratch"}))]),
        ("volume-type", vec![set("p/volumes/0/hostPath/type", json!("Directory"))]),
        ("volume-mode", vec![set("p/volumes/1/configMap/defaultMode", json!(0o400))]),
        ("volume-mode-as-filled-in", vec![set("p/volumes/1/configMap/defaultMode", json!(0o644))]),
        (
            "volume-added",
            vec![set(
                "p/volumes/-",
                json!({"name": "info", "downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}}]}}),
            )],
        ),
        (
            "volume-added-first",
            vec![set(
                "p/volumes",
                json!([{"name": "new", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1024Mi"}}}}}}, {"name": "scratch"}, {"name": "log", "hostPath": {"path": "/var/log"}}, {"name": "config", "configMap": {"name": "agent"}}]),
            )],
        ),
        (
            "projected-expiration",
            vec![set("p/volumes/4/projected/sources/0/serviceAccountToken/expirationSeconds", json!(600))],
        ),
        ("size-limit", vec![set("p/volumes/2/emptyDir", json!({"medium": "Memory", "sizeLimit": "1000Mi"}))]),
    ]
}

fn others() -> Vec<Edits> {
    vec![
        ("annotation", vec![set("t/metadata/annotations/checksum~1config", json!("2"))]),
        ("annotations-removed", vec![remove("t/metadata/annotations")]),
        ("label-removed", vec![remove("t/metadata/labels/team")]),
        ("label-of-the-object", vec![set("metadata/labels/team", json!("platform"))]),
        (
            "selector",
            vec![
                set("spec/selector/matchLabels/app", json!("other")),
                set("t/metadata/labels/app", json!("other")),
            ],
        ),
        ("selector-added", vec![set("spec/selector/matchLabels/team", json!("platform"))]),
        ("strategy-on-delete", vec![set("spec/updateStrategy", json!({"type": "OnDelete"}))]),
        ("strategy-removed", vec![remove("spec/updateStrategy")]),
        (
            "strategy-surge",
            vec![set("spec/updateStrategy/rollingUpdate", json!({"maxUnavailable": 0, "maxSurge": 1}))],
        ),
        ("min-ready-removed", vec![remove("spec/minReadySeconds")]),
        ("history", vec![set("spec/revisionHistoryLimit", json!(3))]),
    ]
}

/// Changes beside those of somebody who did not apply.
fn patched() -> Vec<(&'static str, Value, Vec<Edit>)> {
    let pod = |fields: Value| json!({"spec": {"template": {"spec": fields}}});
    let restarted = json!({"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}}}}});
    vec![
        ("restart-is-kept", restarted.clone(), vec![]),
        ("restart-is-kept-beside-others", restarted, vec![remove("t/metadata/annotations/checksum~1config")]),
        ("drift-of-tolerations", pod(json!({"tolerations": []})), vec![]),
        (
            "drift-of-a-field-that-is-not-named",
            pod(json!({"hostNetwork": true, "dnsPolicy": "Default"})),
            vec![],
        ),
        ("drift-of-the-node-selector", pod(json!({"nodeSelector": {"disk": "ssd"}})), vec![]),
        ("drift-that-is-undone", pod(json!({"priorityClassName": "system-cluster-critical"})), vec![]),
        (
            "injected-items",
            pod(json!({"imagePullSecrets": [{"name": "x"}, {"name": "a"}, {"name": "y"}, {"name": "b"}]})),
            vec![set("p/imagePullSecrets", json!([{"name": "b"}, {"name": "new"}, {"name": "a"}]))],
        ),
    ]
}

/// Objects that were created, by kubectl, Helm or anything else.
fn created() -> Vec<Edits> {
    vec![
        ("created-unchanged", vec![]),
        ("created-fields-stay", vec![remove("p/tolerations"), remove("c/env/0"), remove("c/resources")]),
        ("created-image", vec![set("c/image", json!("registry.example/agent:1.1"))]),
        ("created-volume-source", vec![set("p/volumes/0", json!({"name": "log", "emptyDir": {}}))]),
        ("created-null", vec![set("p/affinity", Value::Null)]),
    ]
}

/// Changes to agents that are not quite the same.
fn from_elsewhere() -> Vec<(&'static str, Vec<Edit>, Vec<Edit>)> {
    let dns = || {
        let ports = json!([{"name": "dns", "containerPort": 53, "protocol": "UDP"}, {"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"}]);
        vec![set("c/ports", ports)]
    };
    vec![
        ("host-network-removed", vec![set("p/hostNetwork", json!(true))], vec![remove("p/hostNetwork")]),
        ("dns-ports-unchanged", dns(), vec![]),
        ("dns-port-renamed", dns(), vec![set("c/ports/1/name", json!("tcp"))]),
        ("dns-port-removed", dns(), vec![remove("c/ports/1")]),
        (
            "on-delete-to-rolling",
            vec![set("spec/updateStrategy", json!({"type": "OnDelete"}))],
            vec![remove("spec/updateStrategy")],
        ),
        (
            "old-name-of-the-account",
            vec![remove("p/serviceAccountName"), set("p/serviceAccount", json!("agent"))],
            vec![set("p/serviceAccount", json!("other"))],
        ),
    ]
}
