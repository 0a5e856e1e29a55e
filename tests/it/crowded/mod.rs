//! Where a real scheduler puts pods of DaemonSets on nodes that are taken, held against what coverage says.
//!
//! `testdata/placement/crowded-nodes.jsonl` keeps the answers, a DaemonSet with its nodes and their pods a line;
//! `e2e/crowded.rs` makes the DaemonSets and asks a cluster anew.

pub(crate) mod cases;

use std::collections::BTreeSet;
use std::fs;

use daemonset_lint::coverage::{Coverage, Settings};
use daemonset_lint::inventory::{self, Interest, Inventory};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::placement::{Reason, Verdict};
use daemonset_lint::yaml::{Limits, SourceFile};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) const ANSWERS: &str = "testdata/placement/crowded-nodes.jsonl";

/// A DaemonSet, what there was before it, and what came of its pods.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Case {
    pub(crate) daemon_set: Value,
    pub(crate) nodes: Vec<Value>,
    pub(crate) pods: Vec<Value>,
    /// Classes, limit ranges and budgets.
    pub(crate) objects: Vec<Value>,
    pub(crate) want: Vec<Answer>,
}

/// What came of the pod for one node.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    pub(crate) node: String,
    /// Whether it was bound.
    pub(crate) bound: bool,
    /// The pods that were evicted on the node, as `namespace/name`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) evicted: BTreeSet<String>,
    /// Whether it waits for pods that are being deleted, so that the scheduler keeps their room for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nominated: bool,
    /// What the scheduler said was missing; nothing if it did not look at the pod.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) words: BTreeSet<String>,
}

/// Why a node is not as it was said to be; nothing where both agree.
pub(crate) fn disagreements(case: &Case) -> Vec<String> {
    let source = |name: &str, items: &[Value]| {
        SourceFile::new(name, json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string())
    };
    let manifests: Vec<Value> = [&case.daemon_set].into_iter().chain(&case.objects).cloned().collect();
    let set = manifest::read(vec![Input::new(source("agent.json", &manifests))], &Limits::default());
    let interest = Interest::new(&set);
    let inventory = Inventory {
        pods: Some(inventory::read_pods_for([&source("pods.json", &case.pods)], &interest).unwrap()),
        ..inventory::read_for([&source("nodes.json", &case.nodes)], &interest).unwrap()
    };
    let coverage = Coverage::with(&set, inventory, &Settings::default());
    let daemon_set = &coverage.daemon_sets[0];
    let nodes = coverage.fleet.nodes().iter().enumerate();
    let wrong = nodes.filter_map(|(index, node)| {
        let want = case.want.iter().find(|want| want.node == node.name).unwrap();
        let verdict = daemon_set.verdict(&coverage.fleet, index);
        let is_uncertain = daemon_set.uncertain_on(&coverage.fleet, index).next().is_some();
        let agrees = is_uncertain || agrees(verdict, want, &case.pods);
        (!agrees).then(|| format!("{}: said {verdict:?}\nwas {want:?}", case.daemon_set["metadata"]["name"]))
    });
    wrong.collect()
}

fn agrees(verdict: &Verdict, want: &Answer, pods: &[Value]) -> bool {
    match verdict {
        Verdict::Runs => want.bound && want.evicted.is_empty(),
        Verdict::RunsAfterPreempting(preemption) => {
            // Nobody evicts what is being deleted.
            let going: BTreeSet<String> = pods.iter().filter(|pod| is_going(pod)).map(name).collect();
            let victims = preemption.victims.iter().map(|victim| victim.pod.clone());
            let evicted: BTreeSet<String> = victims.filter(|victim| !going.contains(victim)).collect();
            evicted == want.evicted && (want.bound || want.nominated)
        }
        Verdict::Pending(reasons) => {
            let said: BTreeSet<String> = reasons.iter().map(words).collect();
            !want.bound && !want.nominated && want.evicted.is_empty() && want.words.is_subset(&said)
        }
        Verdict::Excluded { .. } => false,
    }
}

fn is_going(pod: &Value) -> bool {
    pod["metadata"]["deletionTimestamp"].is_string()
}

pub(crate) fn name(object: &Value) -> String {
    let metadata = &object["metadata"];
    format!("{}/{}", metadata["namespace"].as_str().unwrap(), metadata["name"].as_str().unwrap())
}

/// Our reasons in the scheduler's words (1.37).
fn words(reason: &Reason) -> String {
    match reason {
        Reason::HostPort { .. } => "node(s) didn't have free ports for the requested pod ports".to_owned(),
        Reason::TooManyPods { .. } => "Too many pods".to_owned(),
        Reason::InsufficientResource { resource, .. } => format!("Insufficient {resource}"),
        Reason::RuntimeClassSelector { .. } => "node(s) didn't match Pod's node affinity/selector".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn verdicts_are_those_of_the_scheduler() {
    let text = fs::read_to_string(ANSWERS).unwrap();
    let cases: Vec<Case> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let wrong: Vec<String> = cases.par_iter().flat_map_iter(disagreements).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let answers = || cases.iter().flat_map(|case| &case.want);
    let count = |is: fn(&Answer) -> bool| answers().filter(|answer| is(answer)).count();
    assert!(cases.len() >= 300, "{} DaemonSets", cases.len());
    // None of the fates is missing from what was asked.
    assert!(count(|answer| answer.bound && answer.evicted.is_empty()) >= 100);
    assert!(count(|answer| answer.bound && !answer.evicted.is_empty()) >= 100);
    assert!(count(|answer| !answer.bound && !answer.nominated) >= 100);
    assert!(count(|answer| answer.nominated) >= 5);
}
