//! `--pods`, `observed` and `rollout` through the binary.

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

/// A DaemonSet `agents/agent` with the given fields laid over the spec of its pods.
fn daemon_set(fields: &Value) -> Value {
    let mut spec = json!({"containers": [{"name": "agent", "image": "example.com/agent:1"}]});
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

fn node(name: &str, allocatable: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "status": {"allocatable": allocatable}})
}

fn pod(name: &str, node: &str, spec: &Value) -> Value {
    let mut full = json!({"nodeName": node, "containers": [{"name": "c", "image": "example.com/c:1"}]});
    lay(&mut full, spec);
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"}, "spec": full,
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    })
}

/// A pod of the DaemonSet `agents/agent`.
fn own(name: &str, node: &str, spec: &Value) -> Value {
    let mut pod = pod(name, node, spec);
    pod["metadata"]["namespace"] = json!("agents");
    pod["metadata"]["ownerReferences"] = json!([{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent", "uid": "1", "controller": true}]);
    pod
}

fn asking(requests: &Value) -> Value {
    json!({"containers": [{"name": "c", "image": "example.com/c:1", "resources": {"requests": requests}}]})
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn run(daemon_set: &Value, nodes: &[Value], pods: &[Value], args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.json", daemon_set.to_string());
    sandbox.file("nodes.json", list(nodes));
    sandbox.file("pods.json", list(pods));
    let inputs = ["coverage", "agent.json", "--nodes", "nodes.json", "--pods", "pods.json"];
    sandbox.run(&[&inputs, args].concat())
}

fn report(daemon_set: &Value, nodes: &[Value], pods: &[Value], args: &[&str]) -> Value {
    let run = run(daemon_set, nodes, pods, &[args, &["-o", "json"]].concat());
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    report["daemonSets"][0].clone()
}

/// The reasons of the first node, as `Type:resource` or `Type`.
fn reasons(daemon_set: &Value, node: &Value, pods: &[Value]) -> Vec<String> {
    let report = report(daemon_set, std::slice::from_ref(node), pods, &[]);
    let reasons = report["nodes"][0]["reasons"].as_array().unwrap().iter();
    let words = reasons.map(|reason| {
        let kind = reason["type"].as_str().unwrap();
        match reason["resource"].as_str() {
            Some(resource) => format!("{kind}:{resource}"),
            None => kind.to_owned(),
        }
    });
    words.collect()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table")]
fn pods_take_room_as_the_scheduler_counts() {
    let room = json!({"cpu": "1", "memory": "1Gi", "pods": "3"});
    let wants = asking(&json!({"cpu": "400m"}));
    let init = |cpu: &str, always: bool| {
        let mut init = json!({"name": format!("i{cpu}{always}"), "resources": {"requests": {"cpu": cpu}}});
        if always {
            init["restartPolicy"] = json!("Always");
        }
        init
    };
    let finished = |phase: &str| {
        let mut pod = pod("p", "n", &asking(&json!({"cpu": "1"})));
        pod["status"]["phase"] = json!(phase);
        pod
    };
    let unbound = {
        let mut pod = pod("p", "", &asking(&json!({"cpu": "1"})));
        pod["status"]["phase"] = json!("Pending");
        pod
    };
    let other_daemon_set = {
        let mut pod = own("p", "n", &asking(&json!({"cpu": "700m"})));
        pod["metadata"]["ownerReferences"][0]["name"] = json!("other");
        pod
    };
    let same_name_elsewhere = {
        let mut pod = own("p", "n", &asking(&json!({"cpu": "700m"})));
        pod["metadata"]["namespace"] = json!("default");
        pod
    };
    let limits = json!({"containers": [{"name": "c", "resources": {"limits": {"cpu": "700m"}}}]});
    let table: Vec<(&str, Vec<Value>, &[&str])> = vec![
        ("just enough fits", vec![pod("p", "n", &asking(&json!({"cpu": "600m"})))], &[]),
        (
            "a thousandth less does not",
            vec![pod("p", "n", &asking(&json!({"cpu": "601m"})))],
            &["InsufficientResource:cpu"],
        ),
        ("limits become requests", vec![pod("p", "n", &limits)], &["InsufficientResource:cpu"]),
        ("a pod that succeeded takes nothing", vec![finished("Succeeded")], &[]),
        ("a pod that failed takes nothing", vec![finished("Failed")], &[]),
        ("a pod that is not bound takes nothing", vec![unbound], &[]),
        (
            "pods of the DaemonSet itself are left out",
            vec![own("p", "n", &asking(&json!({"cpu": "1"})))],
            &[],
        ),
        ("pods of another DaemonSet are not", vec![other_daemon_set], &["InsufficientResource:cpu"]),
        (
            "nor those of one with this name in another namespace",
            vec![same_name_elsewhere],
            &["InsufficientResource:cpu"],
        ),
        (
            "a sidecar adds to what runs",
            vec![pod("p", "n", &json!({"initContainers": [init("700m", true)]}))],
            &["InsufficientResource:cpu"],
        ),
        (
            "an init container runs beside the sidecars before it",
            vec![pod("p", "n", &json!({"initContainers": [init("300m", true), init("400m", false)]}))],
            &["InsufficientResource:cpu"],
        ),
        (
            "and not beside those after it",
            vec![pod("p", "n", &json!({"initContainers": [init("400m", false), init("300m", true)]}))],
            &[],
        ),
        (
            "overhead counts",
            vec![pod("p", "n", &json!({"overhead": {"cpu": "601m"}}))],
            &["InsufficientResource:cpu"],
        ),
        (
            "requests for the pod as a whole replace the sum",
            vec![pod("p", "n", &json!({"resources": {"requests": {"cpu": "601m"}}}))],
            &["InsufficientResource:cpu"],
        ),
        (
            "pods are counted",
            ["p", "q", "r"].map(|name| pod(name, "n", &json!({}))).to_vec(),
            &["TooManyPods"],
        ),
        (
            "pods on other nodes are none of its business",
            vec![pod("p", "m", &asking(&json!({"cpu": "1"})))],
            &[],
        ),
    ];
    for (sentence, pods, expected) in table {
        assert_eq!(reasons(&daemon_set(&wants), &node("n", &room), &pods), expected, "{sentence}");
    }
}

#[test]
fn resources_that_a_node_does_not_name_it_has_none_of() {
    let gpu = asking(&json!({"nvidia.com/gpu": "1"}));
    let huge = asking(&json!({"hugepages-2Mi": "4Mi"}));
    let tiny = asking(&json!({"memory": "128m"}));
    let table = [
        (
            "a missing extended resource",
            &gpu,
            json!({"pods": "9"}),
            vec!["InsufficientResource:nvidia.com/gpu"],
        ),
        (
            "huge pages",
            &huge,
            json!({"pods": "9", "hugepages-2Mi": "2Mi"}),
            vec!["InsufficientResource:hugepages-2Mi"],
        ),
        ("amounts round up to one byte", &tiny, json!({"pods": "9", "memory": "1"}), vec![]),
        ("no allocatable pods: none fits", &gpu, json!({"nvidia.com/gpu": "1"}), vec!["TooManyPods"]),
        ("numbers without quotes", &gpu, json!({"nvidia.com/gpu": 1, "pods": 9}), vec![]),
    ];
    for (sentence, spec, allocatable, expected) in table {
        assert_eq!(reasons(&daemon_set(spec), &node("n", &allocatable), &[]), expected, "{sentence}");
    }
    let unknown = json!({"kind": "Node", "metadata": {"name": "n"}, "status": {}});
    assert!(reasons(&daemon_set(&gpu), &unknown, &[]).is_empty(), "no allocatable at all: not judged");
}

#[test]
fn ports_collide_as_the_scheduler_sees_them() {
    let port =
        |port: Value| json!({"containers": [{"name": "c", "image": "example.com/c:1", "ports": [port]}]});
    let host = |spec: Value| {
        let mut spec = spec;
        spec["hostNetwork"] = json!(true);
        spec
    };
    let web = port(json!({"containerPort": 80, "hostPort": 9100}));
    let on = |ip: &str| port(json!({"containerPort": 80, "hostPort": 9100, "hostIP": ip}));
    let plain = port(json!({"containerPort": 9100}));
    let udp = port(json!({"containerPort": 80, "hostPort": 9100, "protocol": "UDP"}));
    let table = [
        ("the same port", &web, &web, true),
        ("another protocol", &web, &udp, false),
        ("a port of the pod only", &web, &plain, false),
        ("a declared port on the host network", &web, &host(plain.clone()), true),
        ("both on the host network", &host(plain.clone()), &host(plain.clone()), true),
        ("any address meets each", &web, &on("10.0.0.1"), true),
        ("two addresses", &on("10.0.0.2"), &on("10.0.0.1"), false),
    ];
    for (sentence, wanted, there, collides) in table {
        let found = reasons(&daemon_set(wanted), &node("n", &json!({"pods": "9"})), &[pod("p", "n", there)]);
        let expected: &[&str] = if collides { &["HostPort"] } else { &[] };
        assert_eq!(found, expected, "{sentence}");
    }
    let own_pod = own("a", "n", &web);
    let found = reasons(&daemon_set(&web), &node("n", &json!({"pods": "9"})), &[own_pod]);
    assert!(found.is_empty(), "a pod does not stand in the way of its successor");
}

/// A fleet with one node of each fate.
fn fates() -> (Vec<Value>, Vec<Value>) {
    let room = json!({"cpu": "1", "pods": "9"});
    let mut nodes: Vec<Value> = ["fine", "missing", "unready", "waiting", "tainted", "finished"]
        .map(|name| node(name, &room))
        .to_vec();
    nodes[4]["spec"]["taints"] = json!([{"key": "dedicated", "value": "db", "effect": "NoSchedule"}]);
    let nothing = json!({});
    let mut unready = own("b", "unready", &nothing);
    unready["status"]["conditions"][0]["status"] = json!("False");
    let pinned = json!({"nodeName": null, "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
        "nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["waiting"]}]}]}}}});
    let mut waiting = own("c", "", &pinned);
    waiting["status"] = json!({"phase": "Pending"});
    let mut finished = own("d", "finished", &nothing);
    finished["status"]["phase"] = json!("Failed");
    let pods = vec![own("a", "fine", &nothing), unready, waiting, own("e", "tainted", &nothing), finished];
    (nodes, pods)
}

#[test]
fn observed_names_nodes_by_what_their_pods_say() {
    let (nodes, pods) = fates();
    let report = report(&daemon_set(&json!({})), &nodes, &pods, &[]);
    let expected = json!({"missing": ["missing", "finished"], "unready": ["unready", "waiting"], "misscheduled": ["tainted"]});
    let mut observed = report["observed"].clone();
    observed.as_object_mut().unwrap().remove("reasons");
    assert_eq!(observed, expected);
}

#[test]
fn observed_shows_in_the_table_when_there_is_something_to_say() {
    let (nodes, pods) = fates();
    insta::assert_snapshot!(run(&daemon_set(&json!({})), &nodes, &pods, &[]).out);
    let quiet = run(&daemon_set(&json!({})), &nodes[..1], &pods, &[]);
    assert!(!quiet.out.contains("now:"), "{quiet:?}");
    assert!(
        quiet.err.contains("2 pods left out: on nodes that the list of nodes does not have"),
        "{quiet:?}"
    );
}

#[test]
fn a_manifest_without_namespace_is_looked_for_where_the_flag_says() {
    let mut daemon_set = daemon_set(&json!({}));
    daemon_set["metadata"].as_object_mut().unwrap().remove("namespace");
    let nodes = [node("n", &json!({"pods": "9"}))];
    let pods = [own("a", "n", &json!({}))];
    let missing = |args: &[&str]| report(&daemon_set, &nodes, &pods, args)["observed"]["missing"].clone();
    assert_eq!(missing(&[]), json!(["n"]));
    assert_eq!(missing(&["-n", "agents"]), json!([]));
}

#[test]
fn pending_nodes_form_one_group_with_the_range_of_what_is_free() {
    let nodes: Vec<Value> =
        (0..6).map(|index| node(&format!("n{index}"), &json!({"memory": "1Gi", "pods": "9"}))).collect();
    let port = json!({"containerPort": 80, "hostPort": 80});
    let mut pods: Vec<Value> = (0..4)
        .map(|index| {
            let spec = asking(&json!({"memory": format!("{}Mi", 900 + index)}));
            pod(&format!("p{index}"), &format!("n{index}"), &spec)
        })
        .collect();
    let proxy = json!({"containers": [{"name": "c", "ports": [port]}]});
    pods.extend((4..6).map(|index| pod(&format!("p{index}"), &format!("n{index}"), &proxy)));
    let mut wants = asking(&json!({"memory": "200Mi"}));
    wants["containers"][0]["ports"] = json!([port]);
    insta::assert_snapshot!(run(&daemon_set(&wants), &nodes, &pods, &[]).out);
}

#[test]
fn pods_may_be_yaml_json_lists_or_single() {
    let single =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: 'n', containers: [{name: c}]}\n";
    let typed = "kind: PodList\napiVersion: v1\nitems:\n- metadata: {name: a}\n  spec: {nodeName: 'n', containers: [{name: c, resources: {requests: {cpu: 1}}}]}\n";
    let json = r#"{"kind":"Pod","metadata":{"name":"a"},"spec":{"nodeName":"n"}} {"kind":"Pod","metadata":{"name":"b"}}"#;
    let typed_json = r#"{"items":[{"metadata":{"name":"a"},"spec":{"nodeName":"n"}}],"kind":"PodList"}"#;
    for pods in [single, typed, json, typed_json] {
        let sandbox = Sandbox::new();
        sandbox.file("agent.json", daemon_set(&json!({})).to_string());
        sandbox.file("nodes.json", list(&[node("n", &json!({"pods": "1"}))]));
        let run =
            sandbox.run_with_input(&["coverage", "agent.json", "--nodes", "nodes.json", "--pods", "-"], pods);
        assert!(run.out.contains("pods: all 1 taken"), "{pods}: {run:?}");
    }
}

#[test]
fn what_is_no_pod_list_gets_told_what_to_run() {
    let cases = [
        ("", "is empty"),
        (
            "NAMESPACE  NAME  READY  STATUS  RESTARTS  AGE\nkube-system  a  1/1  Running  0  1d\n",
            "the table that",
        ),
        (r#"{"kind":"List","items":[{"kind":"Pod","metadata":{"name":"a"}},{"ki"#, "cut off"),
        (r#"{"kind":"NodeList","items":[{"kind":"Node"},{"kind":"Node"}]}"#, "2 Node"),
        (r#"{"kind":"PodList","metadata":{"continue":"abc"},"items":[]}"#, "first page"),
        (
            r#"{"kind":"Pod","spec":{"containers":[{"ports":[{"hostPort":"x"}]}]}}"#,
            "spec.containers[0].ports[0].hostPort",
        ),
    ];
    for (pods, words) in cases {
        let sandbox = Sandbox::new();
        sandbox.file("agent.json", daemon_set(&json!({})).to_string());
        sandbox.file("nodes.json", list(&[node("n", &json!({"pods": "1"}))]));
        sandbox.file("pods", pods);
        let run = sandbox.run(&["coverage", "agent.json", "--nodes", "nodes.json", "--pods", "pods"]);
        assert_eq!(run.status, 2, "{pods}: {run:?}");
        assert!(run.err.contains(words) && run.err.contains("help:"), "{pods}: {run:?}");
    }
}

#[test]
fn pods_without_nodes_say_what_is_missing() {
    for command in ["check", "coverage", "overhead"] {
        let run = Sandbox::new().run(&[command, "--pods", "pods.json"]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("--pods needs --nodes"), "{run:?}");
    }
}

#[test]
fn rollout_resolves_budget_waves_and_time() {
    let room = json!({"cpu": "1", "pods": "9"});
    let nodes: Vec<Value> = (0..10).map(|index| node(&format!("n{index}"), &room)).collect();
    let table = [
        (
            json!(null),
            &[][..],
            json!({"type": "RollingUpdate", "maxUnavailable": 1, "maxSurge": 0, "waves": 10}),
        ),
        (
            json!({"rollingUpdate": {"maxUnavailable": "25%"}}),
            &["--ready-after", "30s"][..],
            json!({"type": "RollingUpdate", "maxUnavailable": 3, "maxSurge": 0, "waves": 4, "seconds": 120}),
        ),
        (
            json!({"rollingUpdate": {"maxSurge": "11%", "maxUnavailable": 0}}),
            &[],
            json!({"type": "RollingUpdate", "maxUnavailable": 0, "maxSurge": 2, "waves": 5}),
        ),
        (json!({"type": "OnDelete"}), &[], json!({"type": "OnDelete", "maxUnavailable": 0, "maxSurge": 0})),
    ];
    for (strategy, args, mut expected) in table {
        let mut daemon_set = daemon_set(&json!({}));
        daemon_set["spec"]["updateStrategy"] = strategy;
        lay(&mut expected, &json!({"unreadyNodes": 0, "blocked": false}));
        assert_eq!(report(&daemon_set, &nodes, &[], args)["rollout"], expected);
    }
    let mut refused = daemon_set(&json!({}));
    refused["spec"]["updateStrategy"] = json!({"rollingUpdate": {"maxUnavailable": 0}});
    assert_eq!(report(&refused, &nodes, &[], &[])["rollout"], json!(null), "the server refuses it");
}

#[test]
fn unready_nodes_eat_the_budget() {
    let room = json!({"cpu": "1", "pods": "9"});
    let mut nodes: Vec<Value> = (0..10).map(|index| node(&format!("n{index}"), &room)).collect();
    for node in &mut nodes[..3] {
        node["status"]["conditions"] =
            json!([{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": "Unknown"}]);
    }
    let mut daemon_set = daemon_set(&json!({}));
    daemon_set["spec"]["minReadySeconds"] = json!(600);
    daemon_set["spec"]["updateStrategy"] = json!({"rollingUpdate": {"maxUnavailable": 2}});
    let rollout = report(&daemon_set, &nodes, &[], &[])["rollout"].clone();
    assert_eq!((&rollout["unreadyNodes"], &rollout["blocked"]), (&json!(3), &json!(true)));
    insta::assert_snapshot!(run(&daemon_set, &nodes, &[], &["--ready-after", "2m"]).out);
    daemon_set["spec"]["updateStrategy"] = json!({"rollingUpdate": {"maxUnavailable": 4}});
    assert_eq!(report(&daemon_set, &nodes, &[], &[])["rollout"]["blocked"], json!(false));
}

#[test]
fn a_duration_that_is_none_is_a_usage_error() {
    let run = Sandbox::new().run(&["coverage", "--ready-after", "soon"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("write 30s, 2m or 1h30m"), "{run:?}");
}

#[test]
fn only_one_list_comes_from_standard_input() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.json", daemon_set(&json!({})).to_string());
    let run = sandbox.run(&["coverage", "agent.json", "--nodes", "-", "--pods", "-"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("nodes and pods cannot both come from standard input"), "{run:?}");
}
