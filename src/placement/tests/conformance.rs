//! Verdicts of upstream code: what its controller and its scheduler's own fit functions said about random cases.

use std::collections::BTreeSet;
use std::path::Path;

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::core::v1::{Node, Pod};
use serde::Deserialize;

use crate::placement::{
    Allocatable, DaemonPod, NodeFacts, NodeUsage, Reason, RunningPod, Taint, Verdict, judge,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    daemon_set: DaemonSet,
    nodes: Vec<Node>,
    pods: Vec<Pod>,
    want: Vec<Answer>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Answer {
    node: String,
    should_run: bool,
    should_continue_running: bool,
    /// Absent and empty are the same.
    #[serde(default)]
    blocked_by: BTreeSet<String>,
}

#[test]
fn verdicts_are_those_of_upstream() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/placement/upstream-verdicts.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    for (line, case) in text.lines().enumerate() {
        let case: Case = serde_json::from_str(case).unwrap();
        check(line + 1, &case);
    }
}

fn check(line: usize, case: &Case) {
    let pod = DaemonPod::from(&case.daemon_set.spec.template);
    let running: Vec<_> = case.pods.iter().map(RunningPod::from).collect();
    assert_eq!(case.nodes.len(), case.want.len(), "line {line}");
    for (node, want) in case.nodes.iter().zip(&case.want) {
        let name = node.metadata.name.clone().unwrap();
        let there = running.iter().filter(|pod| pod.node_name.as_ref() == Some(&name));
        let verdict = verdict(&pod, node, &there.collect());
        let answer = Answer {
            node: name,
            should_run: verdict.should_run(),
            should_continue_running: verdict.should_continue_running(),
            blocked_by: blockers(&verdict),
        };
        assert_eq!(answer, *want, "line {line}: {:?}", verdict.reasons());
    }
}

fn verdict(pod: &DaemonPod, node: &Node, used: &NodeUsage) -> Verdict {
    let spec = node.spec.as_ref();
    let taints: Vec<_> =
        spec.and_then(|spec| spec.taints.as_ref()).into_iter().flatten().map(Taint::from).collect();
    let allocatable = node.status.as_ref().and_then(|status| status.allocatable.as_ref());
    let allocatable = allocatable.map(Allocatable::from);
    let labels = node.metadata.labels.clone().unwrap_or_default();
    let facts = NodeFacts {
        name: node.metadata.name.as_deref().unwrap_or_default(),
        labels: &labels,
        taints: &taints,
        allocatable: allocatable.as_ref(),
    };
    judge(pod, &facts, Some(used))
}

/// What the scheduler holds against the pod, in upstream's words.
fn blockers(verdict: &Verdict) -> BTreeSet<String> {
    let Verdict::Pending(reasons) = verdict else { return BTreeSet::new() };
    let word = |reason: &Reason| match reason {
        Reason::HostPort { .. } => "NodePorts".to_owned(),
        Reason::InsufficientResource { resource, .. } => format!("Insufficient:{resource}"),
        Reason::TooManyPods { .. } => "Insufficient:pods".to_owned(),
        other => panic!("{other:?}"),
    };
    reasons.iter().map(word).collect()
}
