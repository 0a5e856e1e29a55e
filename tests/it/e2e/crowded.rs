//! What comes of DaemonSets on nodes that are taken: which pods are bound, which wait, and which others had to go.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use std::{env, fs, thread};

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::objects::path;
use crate::crowded::cases::{Crowd, NAMESPACES, RESIDENTS, crowd, shared};
use crate::crowded::{ANSWERS, Answer, Case, disagreements, name};
use crate::generator::numbers::Numbers;

/// Set, the answers are written to `testdata/placement`.
const UPDATE: &str = "UPDATE_VERDICTS";

/// How many DaemonSets are asked about, and how many of them at a time.
const CROWDS: usize = 330;
const BATCH: usize = 55;

#[test]
fn verdicts_equal_what_becomes_of_pods_on_crowded_nodes() {
    let Some(fixture) = Fixture::new() else { return };
    if !fixture.places_daemon_sets() {
        return;
    }
    NAMESPACES.iter().chain([&RESIDENTS]).for_each(|namespace| fixture.namespace(namespace));
    let shared = shared();
    fixture.create_all(&shared);
    let numbers = &mut Numbers::new(env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(37));
    let crowds: Vec<Crowd> = (0..CROWDS).map(|number| crowd(number, numbers)).collect();
    let mut cases = Vec::new();
    for batch in crowds.chunks(BATCH) {
        cases.extend(ask(&fixture, batch, &shared));
        clear(&fixture, batch);
    }
    if env::var_os(UPDATE).is_some() {
        let lines: Vec<String> = cases.iter().map(|case| serde_json::to_string(case).unwrap()).collect();
        fs::write(ANSWERS, lines.join("\n") + "\n").unwrap();
    }
    let wrong: Vec<String> = cases.iter().flat_map(disagreements).collect();
    let answers: Vec<&Answer> = cases.iter().flat_map(|case| &case.want).collect();
    let count = |is: fn(&Answer) -> bool| answers.iter().filter(|answer| is(answer)).count();
    eprintln!(
        "{} DaemonSets: {} pods are bound at once, {} after others went, {} wait for some to go, {} wait; {} are wrong",
        cases.len(),
        count(|answer| answer.bound && answer.evicted.is_empty()),
        count(|answer| answer.bound && !answer.evicted.is_empty()),
        count(|answer| answer.nominated),
        count(|answer| !answer.bound && !answer.nominated),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ask(fixture: &Fixture, batch: &[Crowd], shared: &[Value]) -> Vec<Case> {
    settle(fixture, batch);
    let before = fixture.api.list(&format!("/api/v1/namespaces/{RESIDENTS}/pods"));
    let live = said(fixture, batch);
    Fixture::for_all(batch, |crowd| drop(fixture.create(crowd.daemon_set.clone())));
    let after = outcome(fixture, batch);
    let left: BTreeSet<String> =
        fixture.api.list(&format!("/api/v1/namespaces/{RESIDENTS}/pods")).iter().map(name).collect();
    let evicted = fixture.api.list(&format!("/apis/events.k8s.io/v1/namespaces/{RESIDENTS}/events"));
    let evicted: Vec<Value> = evicted.into_iter().filter(|event| event["reason"] == "Preempted").collect();
    let there = There { before: &before, left: &left, evicted: &evicted };
    let cases = batch.iter().map(|crowd| case(crowd, shared, &there, &after));
    let cases: Vec<Case> = cases.collect();
    let wrong: Vec<String> = cases.iter().filter_map(|case| disagrees_live(case, &live)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    cases
}

/// Creates what is there before the DaemonSets, and waits until the scheduler has nothing to do.
fn settle(fixture: &Fixture, batch: &[Crowd]) {
    let nodes: Vec<Value> = batch.iter().flat_map(|crowd| crowd.nodes.clone()).collect();
    fixture.create_all(&nodes);
    let budgets: Vec<&Value> = batch.iter().flat_map(|crowd| &crowd.budgets).collect();
    Fixture::for_all(&budgets, |budget| {
        let created = fixture.create((*budget).clone());
        fixture.set_status(&created, &budget["status"]);
    });
    let residents: Vec<_> = batch.iter().flat_map(|crowd| &crowd.residents).collect();
    Fixture::for_all(&residents, |resident| {
        let created = fixture.create(resident.pod.clone());
        fixture.set_status(&created, &resident.status);
        if resident.is_going {
            fixture.api.delete(&path(&created));
        }
    });
    let waiting: Vec<&Value> = batch.iter().flat_map(|crowd| &crowd.waiting).collect();
    Fixture::for_all(&waiting, |pod| drop(fixture.create((*pod).clone())));
    let pods = format!("/api/v1/namespaces/{RESIDENTS}/pods");
    steady(|| fixture.api.list(&pods).iter().map(fate).collect());
    // What has no place kept for it would be tried again later, at any time.
    for pod in fixture.api.list(&pods).iter().filter(|pod| fate(pod).1 == "waits") {
        fixture.api.delete(&path(&json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": pod["metadata"]
        })));
    }
}

/// What has become of a pod: its name, the state, and the node.
fn fate(pod: &Value) -> (String, &'static str, String) {
    let node = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let conditions = pod["status"]["conditions"].as_array();
    let is_refused = conditions
        .into_iter()
        .flatten()
        .any(|condition| condition["type"] == "PodScheduled" && condition["reason"] == "Unschedulable");
    let (state, node) = match () {
        () if pod["spec"]["nodeName"].is_string() => ("bound", node(&pod["spec"]["nodeName"])),
        () if pod["status"]["nominatedNodeName"].is_string() => {
            ("nominated", node(&pod["status"]["nominatedNodeName"]))
        }
        () if is_refused => ("waits", String::new()),
        () => ("unseen", String::new()),
    };
    (name(pod), state, node)
}

/// Waits until nothing has changed for longer than the scheduler waits before it tries again.
fn steady(look: impl Fn() -> BTreeSet<(String, &'static str, String)>) {
    let (mut last, mut same) = (look(), 0);
    while same < 4 {
        thread::sleep(Duration::from_millis(1500));
        let now = look();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
}

/// What the program says of the cluster before the DaemonSets are there, by name and node.
fn said(fixture: &Fixture, batch: &[Crowd]) -> BTreeMap<(String, String), Value> {
    let daemon_sets: Vec<&Value> = batch.iter().map(|crowd| &crowd.daemon_set).collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": daemon_sets});
    fixture.sandbox.file("agents.json", list.to_string());
    let run = fixture.run(&["coverage", "agents.json", "--cluster", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let mut said = BTreeMap::new();
    for entry in report["daemonSets"].as_array().unwrap() {
        for node in entry["nodes"].as_array().unwrap().iter().filter(|node| node["shouldRun"] == true) {
            let key = (entry["name"].as_str().unwrap().to_owned(), node["name"].as_str().unwrap().to_owned());
            said.insert(key, node.clone());
        }
    }
    said
}

/// The pods of the DaemonSets, once nothing changes any more.
fn outcome(fixture: &Fixture, batch: &[Crowd]) -> Vec<Value> {
    let wanted: usize = batch.iter().map(|crowd| crowd.nodes.len()).sum();
    let pods = || -> Vec<Value> {
        let of =
            |namespace| fixture.api.list(&format!("/api/v1/namespaces/{namespace}/pods?labelSelector=agent"));
        NAMESPACES.iter().flat_map(of).collect()
    };
    fixture.wait_for("pods that are not created", |_| {
        let found = pods().len();
        if found == wanted { Ok(()) } else { Err(format!("{found} of {wanted}")) }
    });
    let is_asked: BTreeSet<String> = batch
        .iter()
        .filter(|crowd| crowd.daemon_set["spec"]["template"]["spec"]["schedulerName"].is_null())
        .map(|crowd| crowd.daemon_set["metadata"]["name"].as_str().unwrap().to_owned())
        .collect();
    fixture.wait_for("pods that the scheduler has not seen", |_| {
        let found = pods();
        let unseen = found.iter().filter(|pod| {
            let agent = pod["metadata"]["labels"]["agent"].as_str().unwrap();
            is_asked.contains(agent) && fate(pod).1 == "unseen"
        });
        let unseen = unseen.count();
        if unseen == 0 { Ok(()) } else { Err(unseen.to_string()) }
    });
    steady(|| pods().iter().map(fate).collect());
    pods()
}

/// The pods that were there before the DaemonSets.
struct There<'a> {
    before: &'a [Value],
    /// The names of those that are there still.
    left: &'a BTreeSet<String>,
    /// Events about those that were evicted.
    evicted: &'a [Value],
}

impl There<'_> {
    /// Whether another pod than one of the DaemonSet had a pod evicted: one that waits may still look for room.
    fn went_for_another(&self, pod: &Value, own: &[&Value]) -> bool {
        let about = self.evicted.iter().filter(|event| event["regarding"]["name"] == pod["metadata"]["name"]);
        let notes: Vec<&str> = about.filter_map(|event| event["note"].as_str()).collect();
        let is_own =
            |note: &&str| own.iter().any(|own| note.contains(own["metadata"]["uid"].as_str().unwrap()));
        !notes.is_empty() && !notes.iter().any(is_own)
    }
}

fn case(crowd: &Crowd, shared: &[Value], all: &There<'_>, after: &[Value]) -> Case {
    let agent = &crowd.daemon_set["metadata"]["name"];
    let own: Vec<&Value> = after.iter().filter(|pod| pod["metadata"]["labels"]["agent"] == *agent).collect();
    let there: Vec<&Value> =
        all.before.iter().filter(|pod| pod["metadata"]["labels"]["case"] == *agent).collect();
    let want = own.iter().map(|pod| {
        let node = target(pod);
        let on_node = there.iter().filter(|pod| pod["spec"]["nodeName"] == node.as_str());
        let (_, state, _) = fate(pod);
        Answer {
            bound: state == "bound",
            nominated: state == "nominated",
            evicted: on_node
                .filter(|pod| !all.left.contains(&name(pod)) && !all.went_for_another(pod, &own))
                .map(|pod| name(pod))
                .collect(),
            words: if state == "waits" { words(pod) } else { BTreeSet::new() },
            node,
        }
    });
    let mut want: Vec<Answer> = want.collect();
    want.sort_by(|one, other| one.node.cmp(&other.node));
    let objects = shared.iter().filter(|object| is_used(object, &crowd.daemon_set));
    Case {
        daemon_set: crowd.daemon_set.clone(),
        nodes: crowd.nodes.iter().map(lean_node).collect(),
        pods: there.iter().map(|pod| lean(pod)).collect(),
        objects: objects.chain(&crowd.budgets).cloned().collect(),
        want,
    }
}

fn is_used(object: &Value, daemon_set: &Value) -> bool {
    let spec = &daemon_set["spec"]["template"]["spec"];
    let metadata = &object["metadata"];
    match object["kind"].as_str().unwrap() {
        "PriorityClass" => spec["priorityClassName"] == metadata["name"],
        "RuntimeClass" => spec["runtimeClassName"] == metadata["name"],
        _ => daemon_set["metadata"]["namespace"] == metadata["namespace"],
    }
}

fn target(pod: &Value) -> String {
    let required = &pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    required["nodeSelectorTerms"][0]["matchFields"][0]["values"][0].as_str().unwrap().to_owned()
}

/// What the scheduler says of the one node that a pod is for.
fn words(pod: &Value) -> BTreeSet<String> {
    let conditions = pod["status"]["conditions"].as_array().unwrap();
    let message = conditions.iter().find_map(|condition| condition["message"].as_str()).unwrap();
    let Some((_, counted)) = message.split_once(" nodes are available: ") else { return BTreeSet::new() };
    let counted = counted.split_once(". preemption: ").map_or(counted, |(counted, _)| counted);
    let words = counted.trim_end_matches('.').split(", ").filter_map(|part| part.strip_prefix("1 "));
    words.filter(|words| !words.contains("[NodeAffinity]")).map(str::to_owned).collect()
}

/// Some fields of an object, without empty ones.
fn keep(object: &Value, keys: &[&str]) -> Value {
    let is_empty = |value: &Value| *value == json!(null) || *value == json!([]) || *value == json!({});
    let fields = object.as_object().into_iter().flatten();
    let kept = fields.filter(|(key, value)| keys.contains(&key.as_str()) && !is_empty(value));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn lean_node(node: &Value) -> Value {
    let status = keep(&node["status"], &["allocatable"]);
    json!({"apiVersion": "v1", "kind": "Node", "metadata": node["metadata"], "status": status})
}

/// A pod without what no verdict reads.
fn lean(pod: &Value) -> Value {
    let mut spec = keep(&pod["spec"], &["nodeName", "priority", "nodeSelector", "containers", "resources"]);
    for container in spec["containers"].as_array_mut().unwrap() {
        *container = keep(container, &["name", "resources", "ports"]);
        container["resources"] = keep(&container["resources"], &["requests"]);
    }
    let of_status = [
        "phase",
        "startTime",
        "nominatedNodeName",
        "containerStatuses",
        "conditions",
        "resources",
        "allocatedResources",
    ];
    let mut status = keep(&pod["status"], &of_status);
    let lists = [
        ("containerStatuses", &["name", "resources", "allocatedResources"][..]),
        ("conditions", &["type", "status", "reason"]),
    ];
    for (list, keys) in lists {
        let items = status.get_mut(list).and_then(Value::as_array_mut);
        items.into_iter().flatten().for_each(|item| *item = keep(item, keys));
    }
    let mut metadata = keep(&pod["metadata"], &["name", "namespace", "labels", "deletionTimestamp"]);
    metadata["labels"] = keep(&metadata["labels"], &["case", "app"]);
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status})
}

/// Whether the program said the same of the cluster as of files from it; of the cluster it knows which claims there are.
fn disagrees_live(case: &Case, live: &BTreeMap<(String, String), Value>) -> Option<String> {
    let agent = case.daemon_set["metadata"]["name"].as_str().unwrap();
    let wrong = case.want.iter().filter_map(|want| {
        let said = &live[&(agent.to_owned(), want.node.clone())];
        let preempts = said["preempts"].is_array();
        let agrees = match said["verdict"].as_str().unwrap() {
            _ if said["unknown"].is_array() => true,
            "runs" if preempts => want.nominated || !want.evicted.is_empty(),
            "runs" => want.bound && want.evicted.is_empty(),
            _ => !want.bound && !want.nominated,
        };
        (!agrees).then(|| format!("{agent}: said {said}\nwas {want:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    (!wrong.is_empty()).then(|| wrong.join("\n"))
}

fn clear(fixture: &Fixture, batch: &[Crowd]) {
    NAMESPACES.iter().for_each(|namespace| fixture.clear(namespace));
    let pods = format!("/api/v1/namespaces/{RESIDENTS}/pods");
    fixture.api.delete(&pods);
    for pod in fixture.api.list(&pods).iter().filter(|pod| pod["metadata"]["finalizers"].is_array()) {
        let path = format!("{pods}/{}", pod["metadata"]["name"].as_str().unwrap());
        fixture.api.patch(&path, &json!({"metadata": {"finalizers": null}}));
    }
    fixture.api.delete(&format!("/apis/policy/v1/namespaces/{RESIDENTS}/poddisruptionbudgets"));
    let nodes: Vec<&Value> = batch.iter().flat_map(|crowd| &crowd.nodes).collect();
    Fixture::for_all(&nodes, |node| fixture.api.delete(&path(node)));
}
