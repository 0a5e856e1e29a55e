//! What `coverage` says before a DaemonSet is created, and where its pods are then.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::{agents, fleet};
use crate::generator::numbers::Numbers;

/// Where the pods of one DaemonSet are, or are said to be.
#[derive(Debug, Default, PartialEq, Eq)]
struct Placed {
    desired: u64,
    bound: BTreeSet<String>,
    /// Nodes whose pod waits, with what is missing there in the scheduler's words.
    waiting: BTreeMap<String, BTreeSet<String>>,
}

impl Placed {
    /// Whether it was said before where the pods are. The scheduler stops at the first of its plugins that refuses a node,
    /// so that more may have been said of it.
    fn was_said(&self, said: &Self) -> bool {
        let nodes = |placed: &Self| placed.waiting.keys().cloned().collect::<Vec<_>>();
        let is_known = |(node, words): (&String, &BTreeSet<String>)| {
            !words.is_empty() && said.waiting.get(node).is_some_and(|said| words.is_subset(said))
        };
        (self.desired, &self.bound, nodes(self)) == (said.desired, &said.bound, nodes(said))
            && self.waiting.iter().all(is_known)
    }
}

#[test]
fn verdicts_equal_where_pods_are_bound() {
    let Some(fixture) = Fixture::new() else { return };
    let numbers = &mut Numbers::new(11);
    if !fixture.places_daemon_sets() {
        return;
    }
    fleet::create(&fixture, numbers);
    let mut batch = agents::selecting(&fixture, 70, numbers);
    batch.extend(agents::with_ports(&fixture, numbers));
    let mut compared = compare(&fixture, &batch);
    fleet::open_slots(&fixture);
    for round in 0..4 {
        compared.extend(compare(&fixture, &agents::with_requests(&fixture, round, numbers)));
    }
    let count = |of: fn(&Placed) -> usize| compared.iter().map(of).sum::<usize>();
    let (bound, waiting) = (count(|placed| placed.bound.len()), count(|placed| placed.waiting.len()));
    eprintln!("{} DaemonSets: {bound} pods are bound, {waiting} wait", compared.len());
    assert!(compared.len() >= 100 && bound >= 500 && waiting >= 100, "too little was compared");
}

/// Compares the verdicts on DaemonSets that do not take each other's room; returns where their pods are.
fn compare(fixture: &Fixture, batch: &[Value]) -> Vec<Placed> {
    let taken: Vec<&Value> = batch.iter().filter(|daemon_set| is_valid(fixture, daemon_set)).collect();
    let said = verdicts(fixture, &taken);
    Fixture::for_all(&taken, |daemon_set| drop(fixture.create((*daemon_set).clone())));
    let found = placed(fixture, taken.len());
    let mut wrong = Vec::new();
    for (name, found) in &found {
        if !said.get(name).is_some_and(|said| found.was_said(said)) {
            let daemon_set =
                taken.iter().find(|daemon_set| daemon_set["metadata"]["name"] == **name).unwrap();
            wrong.push(format!(
                "{name}: said {:?}\nfound {found:?}\n{}",
                said.get(name),
                daemon_set["spec"]["template"]["spec"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), taken.len(), wrong.join("\n"));
    fixture.clear(&fixture.name);
    found.into_values().collect()
}

/// Whether the server takes it; operators of tolerations depend on feature gates.
fn is_valid(fixture: &Fixture, daemon_set: &Value) -> bool {
    let path = format!("/apis/apps/v1/namespaces/{}/daemonsets?dryRun=All", fixture.name);
    let refused = fixture.api.try_post(&path, daemon_set).err();
    if let Some(refused) = &refused {
        let is_gated = refused.message.contains("operator: Unsupported value");
        assert!(is_gated, "{refused:?}");
    }
    refused.is_none()
}

/// What the program says of DaemonSets that are not there yet. It says the same of the cluster and of files from it.
fn verdicts(fixture: &Fixture, daemon_sets: &[&Value]) -> BTreeMap<String, Placed> {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": daemon_sets});
    fixture.sandbox.file("agents.json", list.to_string());
    fixture.sandbox.file("nodes.json", fixture.api.get("/api/v1/nodes").to_string());
    fixture.sandbox.file("pods.json", fixture.api.get("/api/v1/pods").to_string());
    let entries = |args: &[&str]| {
        let run = fixture.run(&[&["coverage", "agents.json", "-o", "json"], args].concat());
        let mut report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
        let Value::Array(mut entries) = report["daemonSets"].take() else { panic!("{run:?}") };
        for entry in &mut entries {
            entry.as_object_mut().unwrap().remove("context");
        }
        entries
    };
    let live = entries(&["--cluster"]);
    let from_files = entries(&["--nodes", "nodes.json", "--pods", "pods.json"]);
    for (live, from_files) in live.iter().zip(&from_files) {
        assert_eq!(live, from_files, "the cluster and files from it");
    }
    assert_eq!((live.len(), from_files.len()), (daemon_sets.len(), daemon_sets.len()));
    live.iter().map(|entry| (entry["name"].as_str().unwrap().to_owned(), said(entry))).collect()
}

fn said(entry: &Value) -> Placed {
    let nodes = |verdict: &'static str| {
        let nodes = entry["nodes"].as_array().unwrap().iter().filter(move |node| node["verdict"] == verdict);
        nodes.map(|node| (node["name"].as_str().unwrap().to_owned(), reasons(node)))
    };
    Placed {
        desired: entry["desired"].as_u64().unwrap(),
        bound: nodes("runs").map(|(name, _)| name).collect(),
        waiting: nodes("pending").collect(),
    }
}

/// Our reasons in the scheduler's words.
fn reasons(node: &Value) -> BTreeSet<String> {
    let reasons = node["reasons"].as_array().unwrap().iter();
    let words = reasons.map(|reason| match reason["type"].as_str().unwrap() {
        "HostPort" => PORTS.to_owned(),
        "TooManyPods" => PODS.to_owned(),
        "InsufficientResource" => format!("Insufficient {}", reason["resource"].as_str().unwrap()),
        other => other.to_owned(),
    });
    words.collect()
}

/// `ErrReason` in `pkg/scheduler/framework/plugins/nodeports/node_ports.go`, 1.37.
const PORTS: &str = "node(s) didn't have free ports for the requested pod ports";
/// `fitsRequest` in `pkg/scheduler/framework/plugins/noderesources/fit.go`, 1.37.
const PODS: &str = "Too many pods";

/// What the scheduler says of the one node that a pod of a DaemonSet is for: `0/60 nodes are available: 1 Insufficient cpu,
/// 59 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: ...`.
fn misses(pod: &Value) -> BTreeSet<String> {
    let conditions = pod["status"]["conditions"].as_array().unwrap();
    let message = conditions.iter().find_map(|condition| condition["message"].as_str()).unwrap();
    let (_, counted) = message.split_once(" nodes are available: ").unwrap();
    let counted = counted.split_once(". preemption: ").map_or(counted, |(counted, _)| counted);
    let words = counted.trim_end_matches('.').split(", ").filter_map(|part| part.strip_prefix("1 "));
    words.filter(|words| !words.contains("[NodeAffinity]")).map(str::to_owned).collect()
}

/// Where the pods are once the controller and the scheduler are done.
fn placed(fixture: &Fixture, count: usize) -> BTreeMap<String, Placed> {
    let daemon_sets = format!("/apis/apps/v1/namespaces/{}/daemonsets", fixture.name);
    let mut found: BTreeMap<String, Placed> =
        fixture.wait_for("DaemonSets without all of their pods", |api| {
            let daemon_sets = api.list(&daemon_sets);
            assert_eq!(daemon_sets.len(), count);
            let open = daemon_sets.iter().filter(|daemon_set| !has_all_pods(daemon_set)).count();
            if open > 0 {
                return Err(format!("{open} of {count}"));
            }
            Ok(daemon_sets.iter().map(counted).collect())
        });
    let pods = format!("/api/v1/namespaces/{}/pods?labelSelector=agent", fixture.name);
    // Those without a node only: to read all of them again and again takes long.
    fixture.wait_for("pods that the scheduler has not seen", |api| {
        let unbound = api.list(&format!("{pods}&fieldSelector=spec.nodeName="));
        let unseen = unbound.iter().filter(|pod| !is_unschedulable(pod)).count();
        if unseen == 0 { Ok(()) } else { Err(unseen.to_string()) }
    });
    for pod in fixture.api.list(&pods) {
        let of = found.get_mut(pod["metadata"]["labels"]["agent"].as_str().unwrap()).unwrap();
        match pod["spec"]["nodeName"].as_str() {
            Some(node) => of.bound.insert(node.to_owned()),
            None => of.waiting.insert(target(&pod), misses(&pod)).is_none(),
        };
    }
    for (name, of) in &found {
        assert_eq!(of.desired, (of.bound.len() + of.waiting.len()) as u64, "pods of {name}: {of:?}");
    }
    found
}

fn has_all_pods(daemon_set: &Value) -> bool {
    let status = &daemon_set["status"];
    status["observedGeneration"] == daemon_set["metadata"]["generation"]
        && status["currentNumberScheduled"] == status["desiredNumberScheduled"]
}

/// The name, and what the controller counted.
fn counted(daemon_set: &Value) -> (String, Placed) {
    let name = daemon_set["metadata"]["name"].as_str().unwrap().to_owned();
    let desired = daemon_set["status"]["desiredNumberScheduled"].as_u64().unwrap();
    (name, Placed { desired, ..Placed::default() })
}

fn is_unschedulable(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|condition| {
        condition["type"] == "PodScheduled"
            && condition["status"] == "False"
            && condition["reason"] == "Unschedulable"
    })
}

/// The node for which the controller made a pod.
fn target(pod: &Value) -> String {
    let required = &pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    required["nodeSelectorTerms"][0]["matchFields"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|field| field["key"] == "metadata.name")
        .find_map(|field| field["values"][0].as_str())
        .unwrap()
        .to_owned()
}
