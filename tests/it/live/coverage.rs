//! `coverage --cluster` and `overhead --cluster` of one cluster.

use serde_json::json;

use super::{clusters, daemon_set, kubeconfig, nodes, parsed, run, small};
use crate::sandbox::Sandbox;

const AGENT: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: tolerant}\nspec:\n  selector: \
                     {matchLabels: {app: tolerant}}\n  template:\n    metadata: {labels: {app: tolerant}}\n    spec:\n      \
                     tolerations: [{operator: Exists}]\n      containers: [{name: agent, image: \"a:1\"}]\n";

#[test]
fn daemon_sets_nodes_and_pods_come_from_the_cluster() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found = run(&sandbox, "coverage --cluster");
    assert_eq!((found.status, found.err.as_str()), (0, ""), "{found:?}");
    insta::assert_snapshot!(found.out);
}

#[test]
fn json_names_the_context() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found = parsed(&run(&sandbox, "coverage --cluster -o json"));
    assert_eq!(found["contexts"], json!([{"name": "prod", "nodes": 3, "daemonSets": 1}]));
    assert_eq!(found["inventory"], json!({"nodes": 3, "pools": 0, "sources": ["context prod"]}));
    let agent = &found["daemonSets"][0];
    assert_eq!(agent["context"], "prod");
    assert_eq!(agent["file"], "prod:daemonset/logging/log-agent");
    assert_eq!((&agent["desired"], &agent["excluded"]), (&json!(2), &json!(1)));
    assert_eq!(agent["observed"]["missing"], json!([]));
    assert!(found.get("comparison").is_none());
}

#[test]
fn without_a_cluster_the_json_is_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", AGENT);
    sandbox.file(
        "nodes.json",
        json!({"kind": "List", "apiVersion": "v1", "items": [
        {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "a"}}]})
        .to_string(),
    );
    let found = parsed(&sandbox.run(&["coverage", "agent.yaml", "--nodes", "nodes.json", "-o", "json"]));
    assert!(found.get("contexts").is_none() && found["daemonSets"][0].get("context").is_none(), "{found}");
}

#[test]
fn lists_are_read_page_by_page() {
    let many = (0..1_201).map(|index| super::node(&format!("n-{index:04}"), false));
    let (sandbox, _servers) = clusters([("prod", small().with("nodes", many))]);
    let found = parsed(&run(&sandbox, "coverage --cluster -o json"));
    assert_eq!(found["contexts"][0]["nodes"], 1_204);
    assert_eq!(found["daemonSets"][0]["observed"]["missing"].as_array().unwrap().len(), 1_201);
}

#[test]
fn manifests_are_judged_as_if_they_were_applied() {
    let (sandbox, servers) = clusters([("prod", small())]);
    sandbox.file("agent.yaml", AGENT);
    let found = parsed(&run(&sandbox, "coverage agent.yaml --context prod -o json"));
    assert_eq!(found["daemonSets"].as_array().unwrap().len(), 1);
    let agent = &found["daemonSets"][0];
    assert_eq!(
        (&agent["name"], &agent["file"], &agent["desired"]),
        (&json!("tolerant"), &json!("agent.yaml"), &json!(3))
    );
    assert!(agent.get("namespace").is_none(), "the namespace is as written: {agent}");
    assert!(!servers[0].asked().iter().any(|path| path.contains("daemonsets")), "nothing asks for them");
    let piped = sandbox
        .run_with_input(&["coverage", "-", "--cluster", "--kubeconfig", "config", "-o", "json"], AGENT);
    assert_eq!(parsed(&piped)["daemonSets"][0]["desired"], 3);
}

#[test]
fn what_is_piped_in_is_not_read_without_a_path() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found =
        sandbox.run_with_input(&["coverage", "--cluster", "--kubeconfig", "config", "-o", "json"], AGENT);
    assert_eq!(parsed(&found)["daemonSets"][0]["name"], "log-agent");
}

#[test]
fn own_pods_are_known_by_the_namespace_of_the_context() {
    let server = small().serve();
    let sandbox = Sandbox::new();
    sandbox.file("config", kubeconfig(&[("prod", Some("logging"), server.url())]));
    sandbox.file("agent.yaml", AGENT.replace("tolerant", "log-agent"));
    let missing = |line: &str| parsed(&run(&sandbox, line))["daemonSets"][0]["observed"]["missing"].clone();
    assert_eq!(missing("coverage agent.yaml --cluster -o json"), json!(["cp-0"]));
    let all = json!(["cp-0", "worker-0", "worker-1"]);
    assert_eq!(missing("coverage agent.yaml --cluster -o json -n other"), all);
}

#[test]
fn a_namespace_and_labels_narrow_the_search() {
    let other = daemon_set("metrics", "exporter", "example.com/exporter:1.0");
    let (sandbox, _servers) = clusters([("prod", small().with("daemonsets", [other]))]);
    let names = |line: &str| {
        let found = parsed(&run(&sandbox, line));
        let names = found["daemonSets"].as_array().unwrap().iter();
        names.map(|daemon_set| daemon_set["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("coverage --cluster -o json"), ["log-agent", "exporter"]);
    assert_eq!(names("coverage --cluster -o json -A"), ["log-agent", "exporter"]);
    assert_eq!(names("coverage --cluster -o json -n metrics"), ["exporter"]);
    assert_eq!(names("coverage --cluster -o json -l app=log-agent"), ["log-agent"]);
}

#[test]
fn nodes_of_the_config_give_way_to_those_of_the_cluster() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    sandbox.file(".daemonset-lint.yaml", "version: 1\nnodes: [nowhere.json]\n");
    for command in ["coverage", "overhead", "check --select syntax"] {
        let found = run(&sandbox, &format!("{command} --cluster"));
        assert_eq!(found.status, 0, "{found:?}");
    }
}

#[test]
fn a_namespace_restricts_manifests_too() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let elsewhere = AGENT.replace("{name: tolerant}", "{name: elsewhere, namespace: metrics}");
    sandbox.file("agents.yaml", format!("{AGENT}---\n{elsewhere}"));
    let found = parsed(&run(&sandbox, "coverage agents.yaml --cluster -o json -n logging"));
    assert_eq!(found["daemonSets"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["daemonSets"][0]["name"], "tolerant");
    let found = run(&sandbox, "check agents.yaml --cluster -o json -n logging");
    assert_eq!(parsed(&found)["summary"]["daemonSets"], 1, "{found:?}");
    let objects = parsed(&found)["findings"].clone();
    assert!(
        objects.as_array().unwrap().iter().all(|finding| finding["object"]["name"] == "tolerant"),
        "{objects}"
    );
}

#[test]
fn a_cluster_without_daemon_sets_says_so() {
    let (sandbox, _servers) = clusters([("prod", super::Contents::default().with("nodes", nodes(2)))]);
    for command in ["coverage", "check", "overhead"] {
        let found = run(&sandbox, &format!("{command} --cluster"));
        assert_eq!(found.status, 0, "{found:?}");
        assert_eq!(found.err, "no DaemonSet in context prod: nothing was judged\n");
    }
}

#[test]
fn a_search_without_results_is_a_warning_even_in_quiet() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let table = [
        ("-n typo", "warning: no DaemonSet in namespace typo of context prod: nothing was judged\n"),
        ("-l app=x", "warning: no DaemonSet with the labels app=x in context prod: nothing was judged\n"),
    ];
    for (flags, expected) in table {
        let found = run(&sandbox, &format!("coverage --cluster -q {flags}"));
        assert_eq!((found.status, found.out.as_str(), found.err.as_str()), (0, "", expected), "{flags}");
    }
}

#[test]
fn a_cluster_without_nodes_is_a_failure() {
    let (sandbox, _servers) = clusters([("prod", super::Contents::default())]);
    for command in ["coverage", "check", "overhead"] {
        let found = run(&sandbox, &format!("{command} --cluster"));
        assert_eq!((found.status, found.out.as_str()), (2, ""), "{found:?}");
        assert!(found.err.starts_with("error: the cluster has no nodes\n  help: "), "{found:?}");
    }
}

#[test]
fn pods_that_may_not_be_read_are_not_guessed() {
    let (sandbox, _servers) = clusters([("prod", small().denying(&["pods"]))]);
    let found = run(&sandbox, "coverage --cluster -v");
    assert_eq!(found.status, 0, "{found:?}");
    assert!(found.out.starts_with("! pods may not be read: nodes count as empty\n"), "{found:?}");
    insta::assert_snapshot!(found.err);
    let found = parsed(&run(&sandbox, "coverage --cluster -o json"));
    assert_eq!(found["contexts"][0]["denied"][0]["kind"], "Pod");
    assert!(found["daemonSets"][0].get("observed").is_none(), "{found}");
}

#[test]
fn overhead_is_that_of_the_cluster() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found = run(&sandbox, "overhead --cluster");
    assert_eq!((found.status, found.err.as_str()), (0, ""), "{found:?}");
    assert!(found.out.contains("logging/log-agent   100m 2%"), "{found:?}");
    let found = parsed(&run(&sandbox, "overhead --cluster -o json"));
    assert_eq!(found["classes"][0]["context"], "prod");
    assert_eq!(found["contexts"][0]["daemonSets"], 1);
}

#[test]
fn flags_that_contradict_each_other_are_named() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    sandbox.file("agent.yaml", AGENT);
    let table = [
        ("coverage --cluster --nodes nodes.json", "--nodes cannot be used with --cluster"),
        ("overhead --cluster --pods pods.json", "--pods cannot be used with --cluster"),
        ("check --cluster --nodes -", "--nodes cannot be used with --cluster"),
        (
            "check agent.yaml --cluster -l app=x",
            "-l selects DaemonSets of the cluster, but PATH names manifests",
        ),
        ("check agent.yaml -l app=x", "-l selects DaemonSets of a cluster, and none is read"),
        ("check --cluster --fix", "--fix is for files"),
        ("check --cluster --diff", "--diff is for files"),
        ("check --cluster --write-baseline", "--write-baseline is for files"),
        ("check agent.yaml --fix --context prod --context b", "--fix is for one context"),
    ];
    for (line, expected) in table {
        let found = run(&sandbox, line);
        assert_eq!((found.status, found.out.as_str()), (2, ""), "{line}: {found:?}");
        assert!(found.err.contains(expected) && found.err.contains("  help: "), "{line}: {found:?}");
    }
}

#[test]
fn a_claim_that_the_cluster_does_not_have_leaves_pods_pending() {
    let mut agent = daemon_set("logging", "log-agent", "a:1");
    agent["spec"]["template"]["spec"]["volumes"] =
        json!([{"name": "log", "persistentVolumeClaim": {"claimName": "logs"}}]);
    let claim = json!({"metadata": {"name": "logs", "namespace": "logging"}});
    let without = small().with("daemonsets", [agent]);
    let of = |contents: super::Contents| {
        let (sandbox, _servers) = clusters([("prod", contents)]);
        let found = parsed(&run(&sandbox, "coverage --cluster -o json"));
        let mut found = found["daemonSets"].as_array().unwrap().iter();
        let nodes = found.find(|entry| entry["pending"] != 0 || entry["nodes"][1]["unknown"].is_array());
        nodes.map(|entry| entry["nodes"][1].clone()).unwrap_or_default()
    };
    assert_eq!(of(without.clone().with("persistentvolumeclaims", [claim])), json!(null), "it is there");
    let missing = of(without.clone());
    let reason = json!([{"type": "MissingClaim", "kind": "PersistentVolumeClaim", "name": "logs"}]);
    assert_eq!((&missing["verdict"], &missing["reasons"]), (&json!("pending"), &reason));
    let denied = of(without.denying(&["persistentvolumeclaims"]));
    assert_eq!(denied["verdict"], "runs");
    assert!(denied["unknown"][0].as_str().unwrap().contains("PersistentVolumeClaim logs"), "{denied}");
}

#[test]
fn budgets_of_all_namespaces_say_who_is_preempted() {
    let mut agent = daemon_set("logging", "heavy", "a:1");
    agent["spec"]["template"]["spec"]["priorityClassName"] = json!("system-node-critical");
    agent["spec"]["template"]["spec"]["containers"][0]["resources"] = json!({"requests": {"cpu": "1500m"}});
    let pod = |name: &str, app: &str, priority: i32| {
        json!({
            "metadata": {"name": name, "namespace": "web", "labels": {"app": app}},
            "spec": {"nodeName": "worker-0", "priority": priority, "containers": [{"name": "c", "resources": {"requests": {"cpu": "1500m"}}}]},
            "status": {"phase": "Running"},
        })
    };
    let budget = json!({
        "metadata": {"name": "shop", "namespace": "web"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "shop"}}},
        "status": {"disruptionsAllowed": 0},
    });
    let contents =
        small().with("daemonsets", [agent]).with("pods", [pod("shop", "shop", 0), pod("job", "job", 9)]);
    let victims = |contents: super::Contents| {
        let (sandbox, _servers) = clusters([("prod", contents)]);
        let found = parsed(&run(&sandbox, "coverage --cluster -o json"));
        let mut all = found["daemonSets"].as_array().unwrap().iter();
        let heavy = all.find(|entry| entry["name"] == "heavy").unwrap();
        let mut nodes = heavy["nodes"].as_array().unwrap().iter();
        nodes.find(|node| node["name"] == "worker-0").unwrap()["preempts"].clone()
    };
    assert_eq!(victims(contents.clone()), json!(["web/shop"]));
    assert_eq!(victims(contents.with("poddisruptionbudgets", [budget])), json!(["web/job"]));
}
