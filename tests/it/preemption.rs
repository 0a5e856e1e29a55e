//! Pods that run once others have gone, and what cannot be known, through the binary.

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

/// A DaemonSet `agents/agent` that asks for half a core, with fields laid over the spec of its pods.
fn daemon_set(fields: &Value) -> Value {
    let resources = json!({"requests": {"cpu": "500m"}});
    let mut spec =
        json!({"containers": [{"name": "agent", "image": "example.com/agent:1", "resources": resources}]});
    lay(&mut spec, fields);
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent", "namespace": "agents"},
        "spec": {"selector": {"matchLabels": {"app": "agent"}},
                 "template": {"metadata": {"labels": {"app": "agent"}}, "spec": spec}}
    })
}

fn lay(object: &mut Value, fields: &Value) {
    for (key, value) in fields.as_object().unwrap() {
        object[key] = value.clone();
    }
}

fn node(name: &str, labels: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": {"cpu": "1", "memory": "1Gi", "pods": "10"}},
    })
}

/// A pod `web/NAME` on a node, with its priority.
fn pod(name: &str, node: &str, cpu: &str, priority: i64) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "web", "labels": {"app": "web"}},
        "spec": {"nodeName": node, "priority": priority, "containers": [{"name": "c", "resources": {"requests": {"cpu": cpu}}}]},
        "status": {"phase": "Running"},
    })
}

fn class(name: &str, value: i64, fields: &Value) -> Value {
    let mut class = json!({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value});
    lay(&mut class, fields);
    class
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn run(manifests: &[Value], nodes: &[Value], pods: &[Value], command: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.json", list(manifests));
    sandbox.file("nodes.json", list(nodes));
    sandbox.file("pods.json", list(pods));
    sandbox.run(&[command, &["agent.json", "--nodes", "nodes.json", "--pods", "pods.json"]].concat())
}

/// The entry of the first DaemonSet.
fn entry(manifests: &[Value], nodes: &[Value], pods: &[Value]) -> Value {
    let run = run(manifests, nodes, pods, &["coverage", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    report["daemonSets"][0].clone()
}

/// What becomes of the pod on node `a`: `runs`, `runs after web/x`, `pending cpu`, with `?` where something is not known.
fn fate(manifests: &[Value], pods: &[Value]) -> String {
    let entry = entry(manifests, &[node("a", &json!({"pool": "a"}))], pods);
    let node = &entry["nodes"][0];
    let words = |key: &str| {
        let items = node[key].as_array().into_iter().flatten();
        items.map(|item| item.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let mut text = node["verdict"].as_str().unwrap().to_owned();
    if node["preempts"].is_array() {
        text += &format!(" after {}", words("preempts"));
    }
    if node["violates"].is_array() {
        text += &format!(" against {}", words("violates"));
    }
    for reason in node["reasons"].as_array().unwrap() {
        let what = ["resource", "key", "name"].iter().find_map(|key| reason[*key].as_str());
        text += &format!(" {}", what.unwrap_or_else(|| reason["type"].as_str().unwrap()));
    }
    if node["unknown"].is_array() {
        text += &format!(" ? {}", words("unknown"));
    }
    text
}

#[test]
fn pods_of_lower_priority_make_room() {
    let critical = daemon_set(&json!({"priorityClassName": "system-node-critical"}));
    let table = [
        ("nothing has to go", vec![pod("x", "a", "400m", 0)], "runs"),
        ("the one that is in the way", vec![pod("x", "a", "600m", 0)], "runs after web/x"),
        (
            "the less important ones first",
            vec![pod("x", "a", "300m", 100), pod("y", "a", "300m", 0), pod("z", "a", "300m", 50)],
            "runs after web/z web/y",
        ),
        ("pods of the same priority stay", vec![pod("x", "a", "600m", 2_000_001_000)], "pending cpu"),
        (
            "what may go is not enough",
            vec![pod("x", "a", "600m", 2_000_001_000), pod("y", "a", "200m", 0)],
            "pending cpu",
        ),
        (
            "a pod that does not stand in the way stays, be it the least important",
            vec![pod("x", "a", "600m", 100), pod("y", "a", "100m", 0)],
            "runs after web/x",
        ),
    ];
    for (sentence, pods, expected) in table {
        assert_eq!(fate(std::slice::from_ref(&critical), &pods), expected, "{sentence}");
    }
}

#[test]
fn the_older_of_two_pods_stays() {
    let mut pods = [pod("x", "a", "300m", 0), pod("y", "a", "300m", 0)];
    pods[0]["status"]["startTime"] = json!("2026-01-01T00:00:09Z");
    pods[1]["status"]["startTime"] = json!("2026-01-01T00:00:01Z");
    let critical = daemon_set(&json!({"priorityClassName": "system-node-critical"}));
    assert_eq!(fate(std::slice::from_ref(&critical), &pods), "runs after web/x");
    pods[1]["status"] = json!({"phase": "Pending"});
    assert_eq!(fate(&[critical], &pods), "runs after web/y", "one that has not started is the youngest");
}

#[test]
fn ports_and_slots_are_made_free_too() {
    let port = json!([{"name": "agent", "image": "example.com/agent:1", "ports": [{"containerPort": 80, "hostPort": 80}]}]);
    let wants_port = daemon_set(&json!({"priorityClassName": "system-node-critical", "containers": port}));
    let mut holder = pod("x", "a", "0", 0);
    holder["spec"]["containers"] = port;
    assert_eq!(fate(&[wants_port.clone()], &[holder.clone(), pod("y", "a", "0", 0)]), "runs after web/x");
    holder["spec"]["priority"] = json!(2_000_001_000);
    assert_eq!(fate(&[wants_port.clone()], &[holder]), "pending HostPort");
    let crowd: Vec<Value> = (0..10).map(|index| pod(&format!("p{index}"), "a", "0", index)).collect();
    assert_eq!(fate(&[wants_port], &crowd), "runs after web/p0");
}

#[test]
fn who_may_evict_is_what_the_class_says() {
    let full = [pod("x", "a", "1", 100)];
    let of = |name: &str| daemon_set(&json!({"priorityClassName": name}));
    let never = json!({"preemptionPolicy": "Never"});
    let mut known = pod("y", "b", "0", 1000);
    known["spec"]["priorityClassName"] = json!("high");
    let default = class("usual", 500, &json!({"globalDefault": true}));
    let unknown = "pending cpu ? PriorityClass high is not in the input: they may preempt other pods";
    let table = [
        (
            "a class of the run",
            vec![of("high"), class("high", 1000, &json!({}))],
            full.to_vec(),
            "runs after web/x",
        ),
        ("a lower one", vec![of("high"), class("high", 100, &json!({}))], full.to_vec(), "pending cpu"),
        (
            "one that never preempts",
            vec![of("high"), class("high", 1000, &never)],
            full.to_vec(),
            "pending cpu",
        ),
        ("one that is not there", vec![of("high")], full.to_vec(), unknown),
        ("one that another pod has", vec![of("high")], vec![full[0].clone(), known], "runs after web/x"),
        ("none", vec![daemon_set(&json!({}))], full.to_vec(), "pending cpu"),
        (
            "none, where there is a default",
            vec![daemon_set(&json!({})), default],
            full.to_vec(),
            "runs after web/x",
        ),
    ];
    for (sentence, manifests, pods, expected) in table {
        assert_eq!(fate(&manifests, &pods), expected, "{sentence}");
    }
}

#[test]
fn budgets_protect_pods_as_long_as_others_help() {
    let critical = daemon_set(&json!({"priorityClassName": "system-node-critical"}));
    let budget = |allowed: i64| {
        json!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web", "namespace": "web"},
            "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}, "status": {"disruptionsAllowed": allowed},
        })
    };
    let mut other = pod("y", "a", "300m", 50);
    other["metadata"]["labels"] = json!({"app": "db"});
    let pods = [pod("x", "a", "300m", 0), other];
    let with = |allowed: i64, pods: &[Value]| fate(&[critical.clone(), budget(allowed)], pods);
    assert_eq!(with(1, &pods), "runs after web/x", "the budget allows it");
    assert_eq!(with(0, &pods), "runs after web/y", "the protected one stays, though it matters less");
    let only = [pod("x", "a", "600m", 0)];
    assert_eq!(with(0, &only), "runs after web/x against web/web", "nothing else helps");
    let run = run(&[critical, budget(0)], &[node("a", &json!({}))], &only, &["coverage"]);
    assert!(run.out.contains("runs      after preempting web/x"), "{}", run.out);
    assert!(run.out.contains("against the PodDisruptionBudget web/web"), "{}", run.out);
}

#[test]
fn room_that_is_kept_for_others_counts() {
    let mut waiting = pod("late", "a", "700m", 1000);
    waiting["spec"].as_object_mut().unwrap().remove("nodeName");
    waiting["status"] = json!({"phase": "Pending", "nominatedNodeName": "a"});
    let of = |value: i64| [daemon_set(&json!({"priorityClassName": "c"})), class("c", value, &json!({}))];
    assert_eq!(fate(&of(100), std::slice::from_ref(&waiting)), "pending cpu");
    assert_eq!(fate(&of(1000), std::slice::from_ref(&waiting)), "pending cpu", "it came first");
    assert_eq!(fate(&of(1001), &[waiting]), "runs");
}

#[test]
fn a_runtime_class_adds_to_pods_what_the_controller_does_not_see() {
    let class = |fields: &Value| {
        let mut class = json!({"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "kata"}, "handler": "kata"});
        lay(&mut class, fields);
        class
    };
    let agent = daemon_set(&json!({"runtimeClassName": "kata"}));
    let with = |fields: &Value| fate(&[agent.clone(), class(fields)], &[]);
    assert_eq!(with(&json!({})), "runs");
    assert_eq!(with(&json!({"overhead": {"podFixed": {"cpu": "501m"}}})), "pending cpu");
    assert_eq!(with(&json!({"scheduling": {"nodeSelector": {"pool": "a"}}})), "runs");
    assert_eq!(with(&json!({"scheduling": {"nodeSelector": {"pool": "b"}}})), "pending pool");
    let alone = fate(&[agent.clone()], &[]);
    assert!(alone.starts_with("runs ? RuntimeClass kata is not in the input"), "{alone}");
    let scheduling = class(&json!({"scheduling": {"nodeSelector": {"pool": "b"}}}));
    let entry = entry(
        &[agent, scheduling],
        &[node("a", &json!({"pool": "a"})), node("b", &json!({"pool": "b"}))],
        &[],
    );
    assert_eq!((&entry["desired"], &entry["pending"]), (&json!(2), &json!(1)));
    assert_eq!(
        entry["nodes"][0]["reasons"],
        json!([{"type": "RuntimeClassSelector", "key": "pool", "wanted": "b", "found": "a"}])
    );
}

#[test]
fn limit_ranges_of_the_namespace_fill_in_requests() {
    let range = |namespace: &str, item: Value| json!({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "limits", "namespace": namespace}, "spec": {"limits": [item]}});
    let container = |fields: &str| -> Value { serde_json::from_str(fields).unwrap() };
    let with = |resources: &Value, range: Value| {
        let containers = json!([{"name": "agent", "image": "example.com/agent:1", "resources": resources}]);
        let entry = run(
            &[daemon_set(&json!({"containers": containers})), range],
            &[node("a", &json!({}))],
            &[],
            &["overhead", "-o", "json"],
        );
        let report: Value = serde_json::from_str(&entry.out).unwrap_or_else(|_| panic!("{entry:?}"));
        report["classes"][0]["total"]["cpu"]["amount"].as_str().unwrap().to_owned()
    };
    let (nothing, asks) = (container("{}"), container(r#"{"requests": {"cpu": "100m"}}"#));
    let limited = container(r#"{"limits": {"cpu": "300m"}}"#);
    let item = |fields: &str| container(&format!(r#"{{"type": "Container", {fields}}}"#));
    let table = [
        (&nothing, r#""defaultRequest": {"cpu": "700m"}"#, "700m"),
        (&nothing, r#""default": {"cpu": "800m"}, "defaultRequest": {"cpu": "700m"}"#, "700m"),
        (&nothing, r#""default": {"cpu": "800m"}"#, "800m"),
        (&nothing, r#""max": {"cpu": "900m"}"#, "900m"),
        (&nothing, r#""min": {"cpu": "50m"}"#, "50m"),
        (&asks, r#""default": {"cpu": "800m"}"#, "100m"),
        (&limited, r#""defaultRequest": {"cpu": "700m"}"#, "300m"),
    ];
    for (resources, defaults, expected) in table {
        assert_eq!(with(resources, range("agents", item(defaults))), expected, "{resources} {defaults}");
    }
    assert_eq!(with(&nothing, range("other", item(r#""default": {"cpu": "800m"}"#))), "0");
    assert_eq!(with(&nothing, range("agents", container(r#"{"type": "Pod", "max": {"cpu": "800m"}}"#))), "0");
}

#[test]
fn a_pod_that_is_resized_takes_what_it_had_until_it_has_less() {
    let agent = [daemon_set(&json!({}))];
    let with = |amounts: &Value, reason: Option<&str>| {
        let mut pod = pod("x", "a", "300m", 0);
        let mut status = amounts.clone();
        status["name"] = json!("c");
        pod["status"]["containerStatuses"] = json!([status]);
        let ready = json!({"type": "Ready", "status": "True"});
        pod["status"]["conditions"] = match reason {
            Some(reason) => json!([ready, {"type": "PodResizePending", "status": "True", "reason": reason}]),
            None => json!([ready]),
        };
        fate(&agent, &[pod])
    };
    let (less, more) = (json!({"cpu": "100m"}), json!({"cpu": "800m"}));
    assert_eq!(with(&json!({"allocatedResources": less, "resources": {"requests": less}}), None), "runs");
    assert_eq!(with(&json!({"allocatedResources": more}), None), "pending cpu");
    assert_eq!(with(&json!({"resources": {"requests": more}}), None), "pending cpu");
    assert_eq!(with(&json!({"allocatedResources": more}), Some("Deferred")), "pending cpu");
    let mut asks_much = pod("x", "a", "900m", 0);
    asks_much["status"]["containerStatuses"] =
        json!([{"name": "c", "allocatedResources": less, "resources": {"requests": less}}]);
    assert_eq!(fate(&agent, std::slice::from_ref(&asks_much)), "pending cpu");
    asks_much["status"]["conditions"] =
        json!([{"type": "PodResizePending", "status": "True", "reason": "Infeasible"}]);
    assert_eq!(fate(&agent, &[asks_much]), "runs", "what it can never have does not count");
}

#[test]
fn what_cannot_be_known_is_said() {
    let volumes = json!([{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]);
    let devices = json!([{"name": "gpu", "resourceClaimTemplateName": "gpu"}]);
    let claim = json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "agents"}});
    let table = [
        (vec![daemon_set(&json!({"schedulerName": "volcano"}))], "scheduler volcano decides"),
        (vec![daemon_set(&json!({"volumes": volumes}))], "PersistentVolumeClaim data is not in the input"),
        (vec![daemon_set(&json!({"volumes": volumes})), claim], ""),
        (
            vec![daemon_set(&json!({"resourceClaims": devices}))],
            "ResourceClaimTemplate gpu is not in the input",
        ),
    ];
    for (manifests, expected) in table {
        let fate = fate(&manifests, &[]);
        let (verdict, unknown) = fate.split_once(" ? ").unwrap_or((&fate, ""));
        assert_eq!(verdict, "runs");
        assert!(unknown.starts_with(expected) && unknown.is_empty() == expected.is_empty(), "{fate}");
        let table = run(&manifests, &[node("a", &json!({}))], &[], &["coverage"]);
        assert_eq!(table.out.contains("unknown"), !expected.is_empty(), "{}", table.out);
    }
}
