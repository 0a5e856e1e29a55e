//! What is said of DaemonSets that run, and of those that are going.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::objects::{container, daemon_set, node, path, pod, with};

/// The label of the nodes of a test; only they get pods.
const OURS: &str = "kubernetes.io/e2e";

fn create_nodes(fixture: &Fixture, count: usize, room: &Value) -> Vec<Value> {
    let labels = json!({OURS: fixture.name});
    let one = |index| fixture.create(node(&node_name(fixture, index), &labels, &json!({}), room));
    (0..count).map(one).collect()
}

fn node_name(fixture: &Fixture, index: usize) -> String {
    format!("{}-{index}", fixture.name)
}

/// A DaemonSet on the nodes of the test.
fn agent(fixture: &Fixture, namespace: &str, name: &str, fields: &Value) -> Value {
    daemon_set(namespace, name, &with(json!({"nodeSelector": {OURS: fixture.name}}), fields))
}

/// The DaemonSets of a run by name.
fn report(fixture: &Fixture, args: &[&str]) -> BTreeMap<String, Value> {
    let run = fixture.run(&[&["coverage", "--cluster", "-o", "json"], args].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    let mut report: Value = serde_json::from_str(&run.out).unwrap();
    let Value::Array(entries) = report["daemonSets"].take() else { panic!("{run:?}") };
    entries.into_iter().map(|entry| (entry["name"].as_str().unwrap().to_owned(), entry)).collect()
}

/// The pods of a DaemonSet by node, once the controller and the scheduler have made them.
fn pods(fixture: &Fixture, name: &str, count: usize) -> BTreeMap<String, Value> {
    let list = format!("/api/v1/namespaces/{}/pods?labelSelector=agent={name}", fixture.name);
    fixture.wait_for("pods", |api| {
        let pods: Vec<Value> = api
            .list(&list)
            .into_iter()
            .map(|pod| with(pod, &json!({"apiVersion": "v1", "kind": "Pod"})))
            .collect();
        let by_node: BTreeMap<String, Value> = pods
            .iter()
            .filter_map(|pod| Some((pod["spec"]["nodeName"].as_str()?.to_owned(), pod.clone())))
            .collect();
        if by_node.len() == count { Ok(by_node) } else { Err(format!("{} of {count}", by_node.len())) }
    })
}

/// The status of a pod whose container waits.
fn waiting(phase: &str, reason: &str, restarts: u32) -> Value {
    json!({"phase": phase, "conditions": [{"type": "Ready", "status": "False"}], "containerStatuses": [{
        "name": "agent", "image": "registry.k8s.io/pause:3.10", "imageID": "", "ready": false, "restartCount": restarts,
        "state": {"waiting": {"reason": reason, "message": format!("{reason} on purpose")}}
    }]})
}

#[test]
fn pods_that_do_not_run() {
    let Some(fixture) = Fixture::new() else { return };
    if !fixture.places_daemon_sets() {
        return;
    }
    let room = json!({"cpu": "1", "memory": "1Gi", "pods": "10"});
    let nodes = create_nodes(&fixture, 6, &room);
    let name = |index: usize| node_name(&fixture, index);
    // No room for the agent on the last node.
    let all = container("main", &json!({"cpu": "950m"}), &json!([]));
    fixture.create(pod(&fixture.name, "resident", &name(5), &json!({"containers": [all]})));
    let asks = container("agent", &json!({"cpu": "100m"}), &json!([]));
    fixture.create(agent(&fixture, &fixture.name, "agent", &json!({"containers": [asks]})));
    let pods = pods(&fixture, "agent", 5);
    let ready = json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]});
    fixture.set_status(&pods[&name(0)], &ready);
    fixture.set_status(&pods[&name(1)], &waiting("Running", "CrashLoopBackOff", 12));
    fixture.set_status(&pods[&name(2)], &waiting("Pending", "ImagePullBackOff", 0));
    fixture.set_status(&pods[&name(3)], &waiting("Pending", "CreateContainerConfigError", 0));
    fixture.set_status(&pods[&name(4)], &ready);
    fixture
        .api
        .patch(&path(&nodes[4]), &json!({"spec": {"taints": [{"key": "late", "effect": "NoSchedule"}]}}));

    let agent = report(&fixture, &["-n", &fixture.name]).remove("agent").unwrap();
    assert_eq!((&agent["desired"], &agent["pending"]), (&json!(5), &json!(1)), "{agent}");
    let names = |key: &str| agent["observed"][key].clone();
    assert_eq!(names("unready"), json!([name(1), name(2), name(3), name(5)]), "{agent}");
    assert_eq!(names("misscheduled"), json!([name(4)]), "{agent}");
    assert_eq!(names("missing"), json!([]), "{agent}");
    let reasons = reasons(&agent);
    let expected = [
        (name(1), "CrashLoopBackOff", json!(["agent", 12, "CrashLoopBackOff on purpose"])),
        (name(2), "ImagePullBackOff", json!(["agent", 0, "ImagePullBackOff on purpose"])),
        (name(3), "CreateContainerConfigError", json!(["agent", 0, "CreateContainerConfigError on purpose"])),
    ];
    for (node, reason, words) in expected {
        assert_eq!(reasons[&node], (reason.to_owned(), words), "{agent}");
    }
    let (reason, words) = &reasons[&name(5)];
    assert_eq!(reason, "Unschedulable");
    assert!(words[2].as_str().unwrap().contains("Insufficient cpu"), "the scheduler's words: {agent}");
    let text = fixture.run(&["coverage", "--cluster", "-n", &fixture.name]).out;
    assert!(text.contains("CrashLoopBackOff: container agent, 12 restarts"), "{text}");
    assert!(text.contains("cpu: asks 100m, 50m free"), "our words beside the scheduler's: {text}");
    // A taint alone does not make the controller count again (`syncNodeUpdate` in 1.37): `kubectl get ds` lags behind.
    let daemon_set = format!("/apis/apps/v1/namespaces/{}/daemonsets/agent", fixture.name);
    fixture.api.patch(&daemon_set, &json!({"metadata": {"annotations": {"example.com/touched": "once"}}}));
    let counters = fixture.wait_for("counters of the controller", |api| {
        let status =
            api.get(&format!("/apis/apps/v1/namespaces/{0}/daemonsets/agent", fixture.name))["status"]
                .clone();
        if status["numberMisscheduled"] == 1 && status["numberReady"] == 1 {
            Ok(status)
        } else {
            Err(status.to_string())
        }
    });
    assert_eq!(counters["desiredNumberScheduled"], agent["desired"]);
}

/// What is said of the pod on each node: the reason, and the container, its restarts and the message.
fn reasons(agent: &Value) -> BTreeMap<String, (String, Value)> {
    let reasons = agent["observed"]["reasons"].as_array().unwrap().iter();
    let one = |reason: &Value| {
        let words = json!([reason["container"], reason["restarts"], reason["message"]]);
        let name = reason["podReason"].as_str().or(reason["reason"].as_str()).unwrap().to_owned();
        (reason["node"].as_str().unwrap().to_owned(), (name, words))
    };
    reasons.map(one).collect()
}

#[test]
fn an_evicted_pod_that_is_not_replaced() {
    let Some(fixture) = Fixture::new() else { return };
    if !fixture.places_daemon_sets() {
        return;
    }
    create_nodes(&fixture, 1, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    fixture.create(agent(&fixture, &fixture.name, "agent", &json!({})));
    let pod = pods(&fixture, "agent", 1).remove(&node_name(&fixture, 0)).unwrap();
    // The controller deletes and replaces it at once, were it not for a finalizer and a quota.
    let amount = json!({"count/pods": "1"});
    let quota = fixture.create(json!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "full", "namespace": fixture.name},
        "spec": {"hard": amount}
    }));
    fixture.set_status(&quota, &json!({"hard": amount, "used": amount}));
    fixture.api.patch(&path(&pod), &json!({"metadata": {"finalizers": ["example.com/hold"]}}));
    let words = "The node was low on resource: memory.";
    fixture.set_status(&pod, &json!({"phase": "Failed", "reason": "Evicted", "message": words}));
    let agent = fixture.wait_for("the end of the pod", |_| {
        let agent = report(&fixture, &["-n", &fixture.name]).remove("agent").unwrap();
        if agent["observed"]["missing"] == json!([node_name(&fixture, 0)]) {
            Ok(agent)
        } else {
            Err(agent.to_string())
        }
    });
    let expected = ("Evicted".to_owned(), json!([null, null, words]));
    assert_eq!(reasons(&agent)[&node_name(&fixture, 0)], expected, "{agent}");
}

#[test]
fn what_others_manage_is_named() {
    let Some(fixture) = Fixture::new() else { return };
    create_nodes(&fixture, 1, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    let mut managed = agent(&fixture, &fixture.name, "agent", &json!({}));
    managed["metadata"]["labels"]["app.kubernetes.io/managed-by"] = json!("Helm");
    managed["metadata"]["annotations"] =
        json!({"meta.helm.sh/release-name": "logs", "meta.helm.sh/release-namespace": "tools"});
    fixture.create(managed);
    let agent = report(&fixture, &["-n", &fixture.name]).remove("agent").unwrap();
    assert_eq!(agent["managedBy"], "the Helm release tools/logs", "{agent}");
    for command in ["coverage", "check"] {
        let run = fixture.run(&[command, "--cluster", "-n", &fixture.name]);
        assert!(run.out.contains("managed by the Helm release tools/logs"), "{run:?}");
    }
}

#[test]
fn pods_that_the_server_refuses_are_missing() {
    let Some(fixture) = Fixture::new() else { return };
    if !fixture.places_daemon_sets() {
        return;
    }
    create_nodes(&fixture, 2, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    // The server takes it, and refuses each of its pods: one port of the node for two containers.
    let port = |name: &str| container(name, &json!({}), &json!([{"containerPort": 9100}]));
    let spec = json!({"hostNetwork": true, "containers": [port("one"), port("two")]});
    fixture.create(agent(&fixture, &fixture.name, "refused", &spec));
    fixture.wait_for("an event about the refusal", |api| {
        let events = api.list(&format!("/api/v1/namespaces/{}/events", fixture.name));
        let is_refused = events.iter().any(|event| event["reason"] == "FailedCreate");
        if is_refused { Ok(()) } else { Err(format!("{} events", events.len())) }
    });
    let refused = &report(&fixture, &["-n", &fixture.name])["refused"];
    let missing = json!([node_name(&fixture, 0), node_name(&fixture, 1)]);
    assert_eq!(refused["observed"]["missing"], missing, "{refused}");
}

#[test]
fn what_is_being_deleted_is_left_out() {
    let Some(fixture) = Fixture::new() else { return };
    create_nodes(&fixture, 1, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    let mut going = agent(&fixture, &fixture.name, "going", &json!({}));
    going["metadata"]["finalizers"] = json!(["example.com/hold"]);
    let going = fixture.create(going);
    fixture.create(agent(&fixture, &fixture.name, "staying", &json!({})));
    let args = ["coverage", "--cluster", "-o", "json", "-n", &fixture.name];
    let names = || {
        let run = fixture.run(&args);
        let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
        let entries = report["daemonSets"].as_array().unwrap().iter();
        (entries.map(|entry| entry["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), run.err)
    };
    assert_eq!(names(), (vec!["going".to_owned(), "staying".to_owned()], String::new()));
    fixture.api.delete(&path(&going));
    let (left, err) = names();
    assert_eq!(left, ["staying"]);
    assert!(err.ends_with("1 DaemonSet left out: being deleted\n"), "{err}");
}

#[test]
fn live_objects_are_clean_manifests() {
    let Some(fixture) = Fixture::new() else { return };
    create_nodes(&fixture, 1, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    // What only waits needs no requests.
    let busy = json!({"containers": [{"name": "agent", "image": "registry.example/agent:1.0.0"}]});
    fixture.create(agent(&fixture, &fixture.name, "agent", &busy));
    let args = ["check", "--cluster", "-n", &fixture.name, "--fail-on", "note"];
    let run = fixture.run(&[&args[..], &["-o", "json"]].concat());
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{run:?}");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let context = report["contexts"][0]["name"].as_str().unwrap();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["file"], format!("{context}:daemonset/{}/agent", fixture.name), "{finding}");
        assert_eq!(finding["object"]["name"], "agent", "{finding}");
    }
    let rules: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]).collect();
    assert!(rules.contains(&&json!("missing-requests")), "{rules:?}");
    let run = fixture.run(&args);
    for filled_in in
        ["managedFields", "resourceVersion", "uid:", "terminationMessagePath", "schedulerName", "status:"]
    {
        assert!(!run.out.contains(filled_in), "{filled_in}: {}", run.out);
    }
}

#[test]
fn a_namespace_and_labels_narrow_the_search() {
    let Some(fixture) = Fixture::new() else { return };
    create_nodes(&fixture, 1, &json!({"cpu": "1", "memory": "1Gi", "pods": "10"}));
    let other = format!("{}-other", fixture.name);
    fixture.namespace(&other);
    for (namespace, name) in [(&fixture.name, "one"), (&fixture.name, "two"), (&other, "three")] {
        fixture.create(agent(&fixture, namespace, name, &json!({})));
    }
    let names = |args: &[&str]| report(&fixture, args).into_keys().collect::<Vec<_>>();
    assert_eq!(names(&["-n", &fixture.name]), ["one", "two"]);
    assert_eq!(names(&["-n", &other]), ["three"]);
    assert_eq!(names(&["-l", "agent in (one, three)"]), ["one", "three"]);
    assert_eq!(names(&["-n", &fixture.name, "-l", "agent!=one"]), ["two"]);
    let all = names(&["-A"]);
    assert!(["one", "two", "three"].iter().all(|name| all.contains(&(*name).to_owned())), "{all:?}");
    let run = fixture.run(&["coverage", "--cluster", "-l", "agent in one"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
}

/// More pods than a page holds are all counted: the node has one slot for the agent, or none.
#[test]
fn lists_of_several_pages() {
    const PODS: usize = 1_200;
    let Some(fixture) = Fixture::new() else { return };
    let room = |slots: usize| json!({"cpu": "100", "memory": "1Gi", "pods": slots.to_string()});
    let nodes = create_nodes(&fixture, 1, &room(PODS + 1));
    let pods: Vec<Value> = (0..PODS)
        .map(|index| pod(&fixture.name, &format!("p-{index}"), &node_name(&fixture, 0), &json!({})))
        .collect();
    fixture.create_all(&pods);
    fixture.sandbox.file("agent.json", agent(&fixture, &fixture.name, "agent", &json!({})).to_string());
    let counts = || {
        let agent = report(&fixture, &["agent.json"]).remove("agent").unwrap();
        (agent["desired"].as_u64().unwrap(), agent["pending"].as_u64().unwrap())
    };
    assert_eq!(counts(), (1, 0));
    fixture.set_status(&nodes[0], &json!({"allocatable": room(PODS), "capacity": room(PODS)}));
    assert_eq!(counts(), (1, 1));
}
