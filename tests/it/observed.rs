//! Why nodes have no ready pod, by what the pods say; DaemonSets that are being deleted.

use std::collections::BTreeMap;

use daemonset_lint::coverage::{Coverage, NodeState, ObservedReason};
use daemonset_lint::inventory::{self, Inventory};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::{Limits, SourceFile};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/observed/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/observed/nodes.yaml");
const PODS: &str = include_str!("../../testdata/cli/observed/pods.yaml");

fn coverage(agent: &str, nodes: &str, pods: &str, args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", agent);
    sandbox.file("nodes.yaml", nodes);
    sandbox.file("pods.yaml", pods);
    let inputs = ["coverage", "agent.yaml", "--nodes", "nodes.yaml", "--pods", "pods.yaml"];
    sandbox.run(&[&inputs, args].concat())
}

fn report(agent: &str, nodes: &str, pods: &str) -> Value {
    let run = coverage(agent, nodes, pods, &["-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    report["daemonSets"].clone()
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn node(name: &str) -> Value {
    let labels = json!({"kubernetes.io/os": "linux"});
    let status = json!({"conditions": [{"type": "Ready", "status": "True"}]});
    json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "status": status})
}

/// A pod of the agent on a node, as the kubelet has not seen it yet, with a status of its own.
fn pod(name: &str, node: &str, status: &Value) -> Value {
    let owner = json!([{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "log-agent", "uid": "1", "controller": true}]);
    json!({"apiVersion": "v1", "kind": "Pod",
           "metadata": {"name": name, "namespace": "logging", "ownerReferences": owner},
           "spec": {"nodeName": node}, "status": status})
}

/// A pod that the scheduler has not bound yet.
fn unbound(name: &str, node: &str, status: &Value) -> Value {
    let mut pod = pod(name, node, status);
    let field = json!({"key": "metadata.name", "operator": "In", "values": [node]});
    pod["spec"] = json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
        "nodeSelectorTerms": [{"matchFields": [field]}]}}}});
    pod
}

fn waiting(reason: &str) -> Value {
    json!({"name": "agent", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": reason, "message": "first\nsecond"}}})
}

fn running(name: &str, ready: bool) -> Value {
    json!({"name": name, "ready": ready, "restartCount": 0, "state": {"running": {}}})
}

fn ended(name: &str, code: i32) -> Value {
    json!({"name": name, "ready": false, "restartCount": 1, "state": {"terminated": {"exitCode": code, "reason": "Error"}}})
}

/// Which state and reason come of a pod, as `state:reason`, with its entry in the report.
fn reason_of(pod: &Value) -> (String, Value) {
    let reports = report(AGENT, &list(&[node("n")]), &list(std::slice::from_ref(pod)));
    let reason = reports[0]["observed"]["reasons"][0].clone();
    let word = |key: &str| reason[key].as_str().unwrap_or_default().to_owned();
    (format!("{}:{}", word("state"), word("reason")), reason)
}

#[test]
fn a_table_groups_nodes_by_what_their_pods_say() {
    insta::assert_snapshot!(coverage(AGENT, NODES, PODS, &[]).out);
}

#[test]
fn wide_has_every_group_and_every_word() {
    insta::assert_snapshot!(coverage(AGENT, NODES, PODS, &["-o", "wide"]).out);
}

#[test]
fn json_has_one_reason_per_node() {
    let observed = report(AGENT, NODES, PODS)[0]["observed"].clone();
    insta::assert_snapshot!(serde_json::to_string_pretty(&observed).unwrap());
}

#[test]
fn containers_are_sorted_into_classes() {
    let ready = json!({"name": "sidecar", "ready": true, "restartCount": 0, "state": {"running": {}}});
    let table = [
        (json!([waiting("CrashLoopBackOff")]), "CrashLoopBackOff"),
        (json!([waiting("ErrImagePull")]), "ImagePull"),
        (json!([waiting("ImagePullBackOff")]), "ImagePull"),
        (json!([waiting("InvalidImageName")]), "ImagePull"),
        (json!([waiting("ErrImageNeverPull")]), "ImagePull"),
        (json!([waiting("ImageInspectError")]), "ImagePull"),
        (json!([waiting("SignatureValidationFailed")]), "ImagePull"),
        (json!([waiting("CreateContainerConfigError")]), "ContainerConfig"),
        (json!([waiting("CreateContainerError")]), "ContainerStart"),
        (json!([waiting("RunContainerError")]), "ContainerStart"),
        (json!([waiting("PostStartHookError")]), "ContainerStart"),
        (json!([waiting("ContainerCreating")]), "ContainerCreating"),
        (json!([waiting("PodInitializing")]), "ContainerCreating"),
        (json!([waiting("SomethingNew")]), "Other"),
        (json!([ended("agent", 1)]), "ContainerExited"),
        (json!([ended("agent", 0)]), "ContainerExited"),
        (json!([running("agent", false)]), "NotReady"),
        (json!([ready, running("agent", false)]), "NotReady"),
        (json!([running("agent", false), waiting("ContainerCreating")]), "ContainerCreating"),
        (json!([waiting("ContainerCreating"), ended("agent", 1)]), "ContainerExited"),
        (json!([ended("agent", 1), waiting("ImagePullBackOff")]), "ImagePull"),
        (json!([]), "NotReady"),
    ];
    for (containers, expected) in table {
        let status = json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}],
                            "containerStatuses": containers});
        let (found, reason) = reason_of(&pod("p", "n", &status));
        assert_eq!(found, format!("unready:{expected}"), "{containers}");
        assert_ne!(reason["message"], json!("first\nsecond"), "the first line only");
    }
}

#[test]
fn init_containers_come_first() {
    let done =
        json!({"name": "done", "ready": true, "restartCount": 0, "state": {"terminated": {"exitCode": 0}}});
    let later = waiting("PodInitializing");
    let table = [
        (json!([done, running("fetch", false)]), json!([later]), "ContainerCreating", "fetch"),
        (json!([done, ended("fetch", 2)]), json!([later]), "ContainerExited", "fetch"),
        (
            json!([done, waiting("CrashLoopBackOff")]),
            json!([running("main", false)]),
            "CrashLoopBackOff",
            "agent",
        ),
        (json!([done]), json!([running("main", false)]), "NotReady", "main"),
        (json!([done, running("sidecar", true)]), json!([ended("main", 1)]), "ContainerExited", "main"),
    ];
    for (init, containers, expected, name) in table {
        let status =
            json!({"phase": "Pending", "initContainerStatuses": init, "containerStatuses": containers});
        let (found, reason) = reason_of(&pod("p", "n", &status));
        assert_eq!((found, &reason["container"]), (format!("unready:{expected}"), &json!(name)), "{init}");
    }
}

#[test]
fn pods_are_sorted_into_classes() {
    let failed =
        |reason: &str| pod("p", "n", &json!({"phase": "Failed", "reason": reason, "message": "why"}));
    let scheduled = |reason: &str| {
        let condition =
            json!({"type": "PodScheduled", "status": "False", "reason": reason, "message": "why"});
        unbound("p", "n", &json!({"phase": "Pending", "conditions": [condition]}))
    };
    let gate =
        json!({"type": "Ready", "status": "False", "reason": "ReadinessGatesNotReady", "message": "why"});
    let mut deleted =
        pod("p", "n", &json!({"phase": "Running", "containerStatuses": [waiting("CrashLoopBackOff")]}));
    deleted["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    let mut deleted_and_failed = failed("Evicted");
    deleted_and_failed["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    let table = [
        (failed("Evicted"), "missing:Evicted"),
        (failed("Preempting"), "missing:Evicted"),
        (failed("Terminated"), "missing:Evicted"),
        (deleted_and_failed, "missing:Evicted"),
        (failed("OutOfcpu"), "missing:Rejected"),
        (failed("OutOfnvidia.com/gpu"), "missing:Rejected"),
        (failed("NodeAffinity"), "missing:Rejected"),
        (failed("UnexpectedAdmissionError"), "missing:Rejected"),
        (failed("NodeShutdown"), "missing:Rejected"),
        (failed("NodeLost"), "missing:NodeNotReady"),
        (failed("DeadlineExceeded"), "missing:Failed"),
        (failed(""), "missing:Failed"),
        (pod("p", "n", &json!({"phase": "Succeeded"})), "missing:Completed"),
        (scheduled("Unschedulable"), "unready:Unschedulable"),
        (scheduled("SchedulerError"), "unready:Unschedulable"),
        (scheduled("SchedulingGated"), "unready:SchedulingGated"),
        (unbound("p", "n", &json!({"phase": "Pending"})), "unready:NotScheduled"),
        (pod("p", "n", &json!({"phase": "Pending"})), "unready:ContainerCreating"),
        (pod("p", "n", &json!({"phase": "Running", "conditions": [gate]})), "unready:NotReady"),
        (pod("p", "n", &json!({"phase": "Running", "reason": "NodeLost"})), "unready:NodeNotReady"),
        (pod("p", "n", &json!({"phase": "Unknown"})), "unready:NodeNotReady"),
        (deleted, "unready:Terminating"),
    ];
    for (pod, expected) in table {
        assert_eq!(reason_of(&pod).0, expected, "{pod}");
    }
    let well =
        pod("p", "n", &json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}));
    assert_eq!(reason_of(&well).0, ":", "a pod that is well says nothing");
    let reports = report(AGENT, &list(&[node("n")]), &list(&[]));
    assert_eq!(
        reports[0]["observed"]["reasons"],
        json!([{"node": "n", "state": "missing", "reason": "NoPod"}])
    );
}

#[test]
fn the_youngest_of_the_failed_pods_speaks() {
    let pods: Vec<Value> =
        [("a", "Evicted", "2026-01-02"), ("b", "OutOfpods", "2026-01-03"), ("c", "Evicted", "2026-01-01")]
            .map(|(name, reason, day)| {
                let mut pod = pod(name, "n", &json!({"phase": "Failed", "reason": reason}));
                pod["metadata"]["creationTimestamp"] = json!(format!("{day}T00:00:00Z"));
                pod
            })
            .to_vec();
    let reports = report(AGENT, &list(&[node("n")]), &list(&pods));
    assert_eq!(reports[0]["observed"]["reasons"][0]["pod"], json!("b"));
}

#[test]
fn a_failed_pod_without_a_reason_names_the_container_that_failed() {
    let status = json!({"phase": "Failed", "containerStatuses": [running("fine", true), ended("agent", 7)]});
    let run = coverage(AGENT, &list(&[node("n")]), &list(&[pod("p", "n", &status)]), &[]);
    assert!(run.out.contains("Failed: container agent, 1 restart, last exit 7 (Error)   n\n"), "{run:?}");
}

/// Whatever a pod says, it moves no cursor, begins no line, and commands no CI system.
#[test]
fn hostile_words_are_printable() {
    let evil = "\u{1b}[2Jgone\r::error::x\u{202e}\tbehind\nsecond line";
    let container = json!({"name": evil, "ready": false, "restartCount": -2_147_483_648_i64,
        "state": {"waiting": {"reason": evil, "message": evil}},
        "lastState": {"terminated": {"exitCode": -1, "reason": evil}}});
    let status = json!({"phase": "Pending", "containerStatuses": [container]});
    let failed =
        json!({"phase": "Failed", "reason": evil, "message": format!("{evil}{}", "long ".repeat(50_000))});
    let condition = json!({"type": "PodScheduled", "status": "False", "reason": evil, "message": evil});
    let pods = [
        pod("a", "n1", &status),
        pod(evil, "n2", &failed),
        unbound("c", "n3", &json!({"phase": "Pending", "conditions": [condition]})),
    ];
    let nodes = list(&["n1", "n2", "n3"].map(node));
    for format in ["table", "wide"] {
        let run = coverage(AGENT, &nodes, &list(&pods), &["-o", format]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(!run.out.contains(['\u{1b}', '\r', '\u{202e}', '\t']), "{run:?}");
        assert!(!run.out.contains("second line"), "{run:?}");
        assert!(run.out.contains("\\u{1b}[2Jgone"), "{run:?}");
        assert!(
            run.out.lines().all(|line| line.starts_with("  ") || line.starts_with("logging/")),
            "{run:?}"
        );
    }
    let table = coverage(AGENT, &nodes, &list(&pods), &[]).out;
    assert!(table.lines().all(|line| line.chars().count() <= 110), "{table}");
    assert!(table.contains('…'), "{table}");
}

#[test]
fn pods_that_say_the_same_form_one_group_whatever_their_numbers() {
    let nodes: Vec<String> = (0..30).map(|index| format!("n{index}")).collect();
    let pods = nodes.iter().enumerate().map(|(index, node)| {
        let name = format!("log-agent-{index}");
        let message = format!("task of {name} (0f{index}e) used {index}Mi of 100Mi");
        let state = json!({"waiting": {"reason": "RunContainerError", "message": message}});
        let container = json!({"name": "agent", "ready": false, "restartCount": index, "state": state});
        pod(&name, node, &json!({"phase": "Running", "containerStatuses": [container]}))
    });
    let pods: Vec<Value> = pods.collect();
    let nodes: Vec<Value> = nodes.iter().map(|name| node(name)).collect();
    let run = coverage(AGENT, &list(&nodes), &list(&pods), &[]);
    assert_eq!(run.out.matches("now:").count(), 1, "{run:?}");
    assert!(run.out.contains("now: 30 pods not ready"), "{run:?}");
    assert!(run.out.contains("container agent, 0 to 29 restarts"), "{run:?}");
    assert!(run.out.contains("n0 n1 n2 n3 and 26 more"), "{run:?}");
}

#[test]
fn a_table_stays_short_where_every_pod_says_something_else() {
    let letters = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let pods = letters.map(|letter| {
        let status = json!({"phase": "Failed", "reason": "Odd", "message": format!("{letter} {letter}")});
        pod("p", letter, &status)
    });
    let nodes = list(&letters.map(node));
    let table = coverage(AGENT, &nodes, &list(&pods), &[]).out;
    assert!(table.contains("! now: 4 more nodes for 4 other reasons; all of them with -o wide\n"), "{table}");
    let wide = coverage(AGENT, &nodes, &list(&pods), &["-o", "wide"]).out;
    assert_eq!(wide.matches("now:").count(), letters.len(), "{wide}");
}

#[test]
fn the_scheduler_is_heard_where_it_disagrees() {
    let message = "0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible.";
    let condition =
        json!({"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message});
    let waits = unbound("p", "n", &json!({"phase": "Pending", "conditions": [condition]}));
    let table = [
        (json!({"cpu": "4", "memory": "1Gi", "pods": "9"}), Some("by these nodes and pods it fits")),
        (json!({"cpu": "4", "memory": "1Mi", "pods": "9"}), Some("memory: asks 200Mi, 1Mi free")),
        (json!({"cpu": "1m", "memory": "1Mi", "pods": "9"}), None),
    ];
    for (allocatable, expected) in table {
        let mut node = node("n");
        node["status"]["allocatable"] = allocatable;
        let run = coverage(AGENT, &list(&[node.clone()]), &list(std::slice::from_ref(&waits)), &[]);
        let disagreement = expected.map(|words| format!("the verdict disagrees: {words}"));
        match disagreement {
            Some(words) => assert!(run.out.contains(&words), "{run:?}"),
            None => assert!(!run.out.contains("disagrees"), "{run:?}"),
        }
        let reports = report(AGENT, &list(&[node]), &list(std::slice::from_ref(&waits)));
        let flag = &reports[0]["observed"]["reasons"][0]["disagrees"];
        assert_eq!(flag.as_bool(), expected.map(|_| true));
    }
}

#[test]
fn pods_that_should_not_be_there_stay_or_go() {
    let well = json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]});
    let taint = |effect: &str| {
        let mut node = node("n");
        node["spec"] = json!({"taints": [{"key": "dedicated", "effect": effect}]});
        node
    };
    let mut deleted = pod("p", "n", &well);
    deleted["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    let table = [
        (taint("NoSchedule"), pod("p", "n", &well), "KeepsRunning"),
        (taint("NoExecute"), pod("p", "n", &well), "ToBeDeleted"),
        (taint("NoSchedule"), deleted, "Terminating"),
    ];
    for (node, pod, expected) in table {
        let reports = report(AGENT, &list(&[node]), &list(&[pod]));
        let reason = &reports[0]["observed"]["reasons"][0];
        assert_eq!((&reason["state"], &reason["reason"]), (&json!("misscheduled"), &json!(expected)));
        assert!(reason["message"].as_str().unwrap().starts_with("taint dedicated"), "{reason}");
    }
}

#[test]
fn a_node_that_does_not_answer_explains_its_pods() {
    let mut lost = node("n");
    lost["status"]["conditions"][0]["status"] = json!("Unknown");
    let crash = json!({"phase": "Running", "containerStatuses": [waiting("CrashLoopBackOff")]});
    let table = [
        (json!({"phase": "Running", "containerStatuses": [running("agent", false)]}), "NodeNotReady"),
        (json!({"phase": "Pending"}), "NodeNotReady"),
        (crash, "CrashLoopBackOff"),
    ];
    for (status, expected) in table {
        let reports = report(AGENT, &list(&[lost.clone()]), &list(&[pod("p", "n", &status)]));
        assert_eq!(reports[0]["observed"]["reasons"][0]["reason"], json!(expected), "{status}");
    }
}

#[test]
fn a_daemon_set_that_is_being_deleted_is_not_placed() {
    let agent: String = AGENT.replace(
        "name: log-agent, namespace",
        "name: gone, deletionTimestamp: \"2026-01-01T00:00:00Z\", namespace",
    );
    assert_ne!(agent, AGENT);
    let both = format!("{agent}---\n{AGENT}");
    let run = coverage(&both, NODES, PODS, &[]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[0],
        "logging/gone        agent.yaml:1    is being deleted: the controller leaves its pods alone"
    );
    assert!(lines[1].starts_with("logging/log-agent   agent.yaml:15   15 of 18 nodes"), "{run:?}");
    let reports = report(&both, NODES, PODS);
    let expected = json!({"namespace": "logging", "name": "gone", "file": "agent.yaml", "line": 1,
                          "deleting": true, "desired": 0, "pending": 0, "excluded": 0, "nodes": []});
    assert_eq!(reports[0], expected);
    assert_eq!((&reports[1]["name"], &reports[1]["deleting"]), (&json!("log-agent"), &json!(null)));
}

#[test]
fn names_of_classes_are_distinct_labels() {
    let names: BTreeMap<&str, ObservedReason> =
        ObservedReason::ALL.into_iter().map(|reason| (reason.name(), reason)).collect();
    assert_eq!(names.len(), ObservedReason::ALL.len());
    assert!(names.keys().all(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic())));
    assert_eq!(NodeState::ALL.map(NodeState::name), ["missing", "unready", "misscheduled"]);
}

/// What matters of a pod to the counters: its place, its phase, whether it is bound, ready, being deleted, its age.
type Facts = (usize, &'static str, bool, bool, bool, u8);

fn facts() -> impl Strategy<Value = Facts> {
    let phase = select(vec!["Pending", "Running", "Succeeded", "Failed", "Unknown"]);
    (0..4_usize, phase, any::<bool>(), any::<bool>(), any::<bool>(), 1..4_u8)
}

fn pod_with(index: usize, facts: &Facts, reason: &str) -> Value {
    let (place, phase, bound, ready, deleting, day) = *facts;
    let ready = json!({"type": "Ready", "status": if ready { "True" } else { "False" }});
    let status = json!({"phase": phase, "conditions": [ready], "containerStatuses": [waiting(reason)]});
    let make = if bound { pod } else { unbound };
    let mut pod = make(&format!("p{index}"), &format!("n{place}"), &status);
    pod["metadata"]["creationTimestamp"] = json!(format!("2026-01-0{day}T00:00:00Z"));
    if deleting {
        pod["metadata"]["deletionTimestamp"] = json!("2026-02-01T00:00:00Z");
    }
    pod
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    /// The lists are those of the controller's counters, whatever reasons the pods give; each node has one reason.
    #[test]
    fn reasons_change_no_counter(
        pods in vec((facts(), select(vec!["CrashLoopBackOff", "ContainerCreating", "Odd"])), 0..9),
        tainted in vec(any::<bool>(), 4),
    ) {
        let nodes: Vec<Value> = (0..4).map(|index| {
            let mut node = node(&format!("n{index}"));
            if tainted[index] {
                node["spec"] = json!({"taints": [{"key": "dedicated", "effect": "NoSchedule"}]});
            }
            node
        }).collect();
        let items: Vec<Value> =
            pods.iter().enumerate().map(|(index, (facts, reason))| pod_with(index, facts, reason)).collect();
        let source = |text: String| SourceFile::new("input", text);
        let set = manifest::read(vec![Input::new(source(AGENT.to_owned()))], &Limits::default());
        let fleet = inventory::read([&source(list(&nodes))]).unwrap();
        let read = inventory::read_pods([&source(list(&items))]).unwrap();
        let coverage = Coverage::new(&set, Inventory { pods: Some(read), ..fleet });
        let observed = coverage.daemon_sets[0].observed.as_ref().unwrap();

        let mut expected = [Vec::new(), Vec::new(), Vec::new()];
        for (place, &is_tainted) in tainted.iter().enumerate() {
            let here = pods.iter().enumerate().filter(|(_, ((at, phase, ..), _))| {
                *at == place && !matches!(*phase, "Succeeded" | "Failed")
            });
            let judged = here.min_by_key(|(index, ((_, _, bound, _, _, day), _))| (!bound, *day, *index));
            match judged {
                None if !is_tainted => expected[0].push(place),
                Some((_, ((_, _, _, false, ..), _))) if !is_tainted => expected[1].push(place),
                Some(_) if is_tainted => expected[2].push(place),
                _ => {}
            }
        }
        let lists = [&observed.missing, &observed.unready, &observed.misscheduled];
        prop_assert_eq!(lists, [&expected[0], &expected[1], &expected[2]]);
        let reasons: Vec<_> = observed.reasons().map(|reason| (reason.state, reason.node)).collect();
        let of = |state, nodes: &[usize]| nodes.iter().map(|node| (state, *node)).collect::<Vec<_>>();
        let states = NodeState::ALL.into_iter().zip(lists).flat_map(|(state, nodes)| of(state, nodes));
        prop_assert_eq!(reasons, states.collect::<Vec<_>>());
        let total: usize = observed.counts().values().sum();
        prop_assert_eq!(total, expected.iter().map(Vec::len).sum::<usize>());
    }
}
