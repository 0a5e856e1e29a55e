//! The two snippets of a page, as they stand: the rule reports the one and not the other.
//!
//! A page shows the lines that matter. What is around them is filled in here: a snippet is part of a DaemonSet, and its
//! keys say which. Where that is not enough, the rule's folder has a `page.yaml` (or `page-nodes.yaml`, checked with
//! `nodes.yaml`): a comment `# snippet` in it takes the snippet as text; without one, its documents come after the snippet.

use std::path::{Path, PathBuf};

use daemonset_lint::lint::{Finding, Rule};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::{Limits, SourceFile};
use serde_json::{Map, Value, json};

use crate::fixture::{check, folder, read};

/// Rules whose snippets show a node, not a manifest.
pub(crate) const OF_NODES: &[&str] = &["pod-slot-budget"];

const MARK: &str = "# snippet";

pub(crate) fn bad(rule: &'static Rule) {
    let (text, findings) = checked(rule, rule.page.bad);
    assert!(!findings.is_empty(), "nothing is reported:\n{text}");
}

pub(crate) fn good(rule: &'static Rule) {
    let (text, findings) = checked(rule, rule.page.good);
    let messages: Vec<&String> = findings.iter().map(|finding| &finding.message).collect();
    assert!(messages.is_empty(), "{messages:?}:\n{text}");
}

fn checked(rule: &'static Rule, snippet: &str) -> (String, Vec<Finding>) {
    let frames = ["page.yaml", "page-nodes.yaml"].map(|name| folder(rule).join(name));
    let (path, text) = match frames.into_iter().find(|path| path.exists()) {
        Some(path) => {
            let text = framed(&path, snippet);
            (path, text)
        }
        None => (PathBuf::from("page.yaml"), complete(snippet)),
    };
    let set = manifest::read(vec![Input::new(SourceFile::new("page.yaml", &text))], &Limits::default());
    let findings = check(rule, &folder(rule).join(path.file_name().unwrap()), &set).1;
    (text, findings)
}

/// The snippet in place of the mark of a frame, as far in as the mark, or before the documents of the frame.
fn framed(frame: &Path, snippet: &str) -> String {
    let frame = read(frame);
    if !frame.text().contains(MARK) {
        return format!("{}\n---\n{}", complete(snippet), frame.text());
    }
    let mut lines: Vec<String> = Vec::new();
    for line in frame.text().lines() {
        match line.strip_suffix(MARK) {
            Some(indent) => lines.extend(snippet.lines().map(|line| format!("{indent}{line}"))),
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

/// Fields of a DaemonSet's spec; others are of its pods.
const OF_SPEC: [&str; 6] =
    ["selector", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds", "replicas"];
const OF_CONTAINER: [&str; 8] = [
    "image",
    "resources",
    "ports",
    "env",
    "livenessProbe",
    "readinessProbe",
    "volumeMounts",
    "securityContext",
];

fn complete(snippet: &str) -> String {
    let documents = snippet.split("\n---\n").enumerate().map(|(index, part)| {
        let part: Map<String, Value> = serde_yaml::from_str(part).unwrap_or_else(|error| panic!("{error}"));
        serde_json::to_string_pretty(&document(part, index)).unwrap()
    });
    documents.collect::<Vec<_>>().join("\n---\n")
}

fn document(part: Map<String, Value>, index: usize) -> Value {
    let name = if index == 0 { "agent".to_owned() } else { format!("agent-{index}") };
    match part.get("kind").and_then(Value::as_str) {
        None | Some("DaemonSet" | "Deployment") => workload(part, &name),
        Some(kind) => {
            let metadata = match kind {
                "ClusterRole" | "ClusterRoleBinding" | "Namespace" | "PriorityClass" => json!({"name": name}),
                _ => json!({"name": name, "namespace": "monitoring"}),
            };
            merged(json!({"apiVersion": version(kind), "metadata": metadata}), Value::Object(part))
        }
    }
}

fn version(kind: &str) -> &'static str {
    match kind {
        "ClusterRole" | "ClusterRoleBinding" => "rbac.authorization.k8s.io/v1",
        "NetworkPolicy" => "networking.k8s.io/v1",
        "PodDisruptionBudget" => "policy/v1",
        _ => "v1",
    }
}

fn workload(part: Map<String, Value>, name: &str) -> Value {
    let mut whole = json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name, "namespace": "monitoring"}});
    let (of_container, others): (Map<_, _>, Map<_, _>) =
        part.into_iter().partition(|(key, _)| OF_CONTAINER.contains(&key.as_str()));
    for (key, value) in others {
        whole = merged(whole, placed(&key, value));
    }
    if !of_container.is_empty() {
        whole = merged(whole, within(&[&POD[..], &["containers"]].concat(), json!([of_container])));
    }
    let mut spec = whole["spec"].take();
    if spec["template"]["metadata"]["labels"].is_null() {
        let selected = spec["selector"]["matchLabels"].clone();
        spec["template"]["metadata"]["labels"] = merged(json!({"app": name}), selected);
    }
    let mut spec = merged(json!({"template": {"spec": {"containers": [{"name": "agent"}]}}}), spec);
    if spec.get("selector").is_none() {
        spec["selector"] = json!({"matchLabels": spec["template"]["metadata"]["labels"]});
    }
    for container in spec["template"]["spec"]["containers"].as_array_mut().into_iter().flatten() {
        *container =
            merged(json!({"name": "agent", "image": "registry.example/agent:1.4.0"}), container.take());
    }
    whole["spec"] = spec;
    whole
}

const POD: [&str; 3] = ["spec", "template", "spec"];
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// A field of a snippet where it belongs.
fn placed(key: &str, value: Value) -> Value {
    let is_spec = |key: &String| OF_SPEC.contains(&key.as_str());
    let above: Vec<&str> = match key {
        "apiVersion" | "kind" | "metadata" | "status" => Vec::new(),
        "spec" if value.as_object().is_some_and(|spec| spec.keys().any(is_spec)) => Vec::new(),
        "spec" => return within(&POD, value),
        "nodeSelectorTerms" => [&POD[..], &["affinity", "nodeAffinity", REQUIRED]].concat(),
        REQUIRED => [&POD[..], &["affinity", "nodeAffinity"]].concat(),
        _ if OF_SPEC.contains(&key) => vec!["spec"],
        _ => POD.to_vec(),
    };
    within(&above, json!({key: value}))
}

fn within(path: &[&str], value: Value) -> Value {
    path.iter().rev().fold(value, |value, step| json!({*step: value}))
}

/// What the first says, overridden by the second.
fn merged(base: Value, over: Value) -> Value {
    match (base, over) {
        (Value::Object(mut base), Value::Object(over)) => {
            for (key, value) in over {
                let value = merged(base.remove(&key).unwrap_or_default(), value);
                base.insert(key, value);
            }
            Value::Object(base)
        }
        (base, Value::Null) => base,
        (_, over) => over,
    }
}
