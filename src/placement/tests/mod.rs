//! Tests of the predicates, point by point, and against verdicts of upstream code.

mod conformance;
mod node_selectors;
mod overlaps;
mod ports;
mod quantities;
mod quantity_exact;
mod quantity_properties;
mod resources;
mod selector_properties;
mod selectors;
mod tolerations;
mod verdicts;

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use serde_json::{Value, json};

use super::{Allocatable, DaemonPod, NodeFacts, NodeUsage, RunningPod, Taint, Verdict, judge};

/// A pod spec with one container, over which the given fields are laid.
fn spec(fields: &Value) -> api::PodSpec {
    let mut spec = json!({"containers": [{"name": "agent", "image": "example.com/agent:1"}]});
    for (key, value) in fields.as_object().unwrap() {
        spec[key] = value.clone();
    }
    serde_json::from_value(spec).unwrap()
}

fn daemon_pod(fields: &Value) -> DaemonPod {
    DaemonPod::from(&spec(fields))
}

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Reads `key=value:Effect` or `key:Effect`.
fn taint(text: &str) -> Taint {
    let (pair, effect) = text.rsplit_once(':').unwrap();
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    Taint { key: key.into(), value: value.into(), effect: effect.into() }
}

fn taints(texts: &[&str]) -> Vec<Taint> {
    texts.iter().map(|text| taint(text)).collect()
}

/// A node that owns its facts.
struct TestNode {
    name: String,
    labels: BTreeMap<String, String>,
    taints: Vec<Taint>,
    allocatable: Option<Allocatable>,
}

impl TestNode {
    fn named(name: &str) -> Self {
        Self { name: name.into(), labels: BTreeMap::new(), taints: Vec::new(), allocatable: None }
    }

    fn labelled(mut self, pairs: &[(&str, &str)]) -> Self {
        self.labels = labels(pairs);
        self
    }

    fn tainted(mut self, texts: &[&str]) -> Self {
        self.taints = taints(texts);
        self
    }

    fn with(mut self, allocatable: &Value) -> Self {
        let written: BTreeMap<_, _> = serde_json::from_value(allocatable.clone()).unwrap();
        self.allocatable = Some(Allocatable::from(&written));
        self
    }

    fn facts(&self) -> NodeFacts<'_> {
        NodeFacts {
            name: &self.name,
            labels: &self.labels,
            taints: &self.taints,
            allocatable: self.allocatable.as_ref(),
        }
    }

    fn judge(&self, fields: &Value) -> Verdict {
        judge(&daemon_pod(fields), &self.facts(), None)
    }

    fn judge_beside(&self, fields: &Value, pods: &[RunningPod]) -> Verdict {
        judge(&daemon_pod(fields), &self.facts(), Some(&pods.iter().collect::<NodeUsage>()))
    }
}

/// A pod bound to a node, with the given fields of its spec.
fn running(name: &str, fields: &Value) -> RunningPod {
    let mut spec = spec(fields);
    spec.node_name = Some("n".into());
    let metadata = json!({"name": name, "namespace": "default"});
    let mut pod: api::Pod = serde_json::from_value(json!({"metadata": metadata})).unwrap();
    pod.spec = Some(spec);
    RunningPod::from(&pod)
}
