//! `check --cluster`.

use serde_json::{Value, json};

use super::{clusters, daemon_set, parsed, run, small};

fn rules(found: &Value) -> Vec<&str> {
    found["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

/// A DaemonSet whose port is taken by another one of the cluster.
fn on_port(namespace: &str, name: &str) -> Value {
    let mut agent = daemon_set(namespace, name, &format!("example.com/{name}:1.0"));
    agent["spec"]["template"]["spec"]["containers"][0]["ports"] =
        json!([{"containerPort": 9100, "hostPort": 9100}]);
    agent
}

/// The same as a manifest.
fn manifest(mut daemon_set: Value) -> String {
    daemon_set["apiVersion"] = "apps/v1".into();
    daemon_set["kind"] = "DaemonSet".into();
    serde_json::to_string_pretty(&daemon_set).unwrap()
}

#[test]
fn live_objects_are_linted_like_files() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found = run(&sandbox, "check --cluster --select missing-tolerations");
    assert_eq!(found.status, 1, "{found:?}");
    insta::assert_snapshot!(found.out);
    assert_eq!(found.err, "1 DaemonSet in context prod: 1 warning\n");
    let found = parsed(&run(&sandbox, "check --cluster --select missing-tolerations -o json"));
    let finding = &found["findings"][0];
    assert_eq!(
        (&finding["context"], &finding["file"]),
        (&json!("prod"), &json!("prod:daemonset/logging/log-agent"))
    );
    assert_eq!(found["contexts"], json!([{"name": "prod", "nodes": 3, "daemonSets": 1}]));
}

#[test]
fn what_manages_a_daemon_set_stands_in_its_heading() {
    let mut agent = daemon_set("kube-system", "aws-node", "example.com/cni:1.0");
    agent["metadata"]["managedFields"] =
        json!([{"manager": "eks", "operation": "Apply", "apiVersion": "apps/v1"}]);
    let contents = || small().with("daemonsets", [agent.clone()]);
    let (sandbox, _servers) = clusters([("prod", contents())]);
    let by = "the EKS add-on vpc-cni";
    let found = run(&sandbox, "check --cluster --select missing-tolerations");
    assert!(
        found.out.contains(&format!("DaemonSet kube-system/aws-node  (managed by {by}: fix it there)\n")),
        "{found:?}"
    );
    assert!(found.out.contains("DaemonSet logging/log-agent\n"), "{found:?}");
    assert!(!found.out.contains("fix: "), "there is no file to fix: {found:?}");
    let table = run(&sandbox, "coverage --cluster");
    assert!(table.out.contains(&format!("\n  managed by {by}\n")), "{table:?}");
    let found = parsed(&run(&sandbox, "check --cluster --select missing-tolerations -o json"));
    let coverage = parsed(&run(&sandbox, "coverage --cluster -o json"));
    assert_eq!(
        (&found["findings"][0]["object"]["managedBy"], &coverage["daemonSets"][0]["managedBy"]),
        (&json!(by), &json!(by))
    );
    assert_eq!(
        (&found["findings"][1]["object"]["managedBy"], &found["findings"][0]["fix"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn no_more_is_read_than_the_rules_ask_for() {
    let table = [
        ("missing-tolerations", &[][..]),
        ("pdb-on-daemonset", &["/apis/policy/v1/namespaces/logging/poddisruptionbudgets"]),
        ("pod-security-level", &["/api/v1/namespaces"]),
    ];
    for (rule, expected) in table {
        let (sandbox, servers) = clusters([("prod", small())]);
        run(&sandbox, &format!("check --cluster --select {rule}"));
        let mut asked = servers[0].asked();
        let verdicts =
            ["/apis/scheduling.k8s.io/v1/priorityclasses", "/api/v1/namespaces/logging/limitranges"];
        for always in
            ["/apis/apps/v1/daemonsets", "/api/v1/nodes", "/api/v1/pods"].into_iter().chain(verdicts)
        {
            assert!(asked.remove(always), "{rule}: {always}");
        }
        assert_eq!(asked.into_iter().collect::<Vec<_>>(), expected, "{rule}");
    }
}

#[test]
fn rules_see_other_objects_of_the_cluster() {
    let budget = json!({"metadata": {"name": "b", "namespace": "logging"}, "spec": {
        "maxUnavailable": 1, "selector": {"matchLabels": {"app": "log-agent"}}}});
    let (sandbox, _servers) = clusters([("prod", small().with("poddisruptionbudgets", [budget]))]);
    let found = parsed(&run(&sandbox, "check --cluster --select pdb-on-daemonset -o json"));
    assert_eq!(rules(&found), ["pdb-on-daemonset"]);
    assert_eq!(found["findings"][0]["file"], "prod:poddisruptionbudget/logging/b");
    // It is not among the manifests, so nothing is reported of it.
    sandbox.file("agent.json", manifest(daemon_set("logging", "log-agent", "a:1")));
    let found = parsed(&run(&sandbox, "check agent.json --cluster --select pdb-on-daemonset -o json"));
    assert_eq!(rules(&found), [""; 0]);
}

#[test]
fn manifests_are_compared_with_the_daemon_sets_of_the_cluster() {
    let live = small().with("daemonsets", [on_port("metrics", "node-exporter")]);
    let (sandbox, _servers) = clusters([("prod", live)]);
    let line = "check agent.json --cluster --select host-port-conflict -o json";
    sandbox.file("agent.json", manifest(on_port("metrics", "other")));
    let found = parsed(&run(&sandbox, line));
    assert_eq!(rules(&found), ["host-port-conflict"], "{found}");
    assert_eq!(found["findings"][0]["object"]["name"], "other");
    assert!(found["findings"][0]["message"].as_str().unwrap().contains("metrics/node-exporter"), "{found}");
    let summary = &found["summary"];
    assert_eq!(
        (&summary["files"], &summary["documents"], &summary["daemonSets"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(found["contexts"][0]["daemonSets"], 1);
    // What would be replaced is no longer in the way.
    sandbox.file("agent.json", manifest(on_port("metrics", "node-exporter")));
    assert_eq!(rules(&parsed(&run(&sandbox, line))), [""; 0]);
}

#[test]
fn what_would_be_replaced_is_known_by_the_namespace_of_the_context() {
    let live = small().with("daemonsets", [on_port("default", "node-exporter")]);
    let (sandbox, _servers) = clusters([("prod", live)]);
    let mut agent = on_port("default", "node-exporter");
    agent["metadata"].as_object_mut().unwrap().remove("namespace");
    sandbox.file("agent.json", manifest(agent));
    let line = "check agent.json --cluster --select host-port-conflict -o json";
    assert_eq!(rules(&parsed(&run(&sandbox, line))), [""; 0]);
    assert_eq!(
        rules(&parsed(&run(&sandbox, &format!("{line} -n other")))),
        [""; 0],
        "only one namespace is looked at"
    );
}

#[test]
fn selectors_overlap_across_files_and_cluster() {
    let mut twin = daemon_set("logging", "twin", "example.com/twin:1.0");
    for path in ["/spec/selector/matchLabels/app", "/spec/template/metadata/labels/app"] {
        *twin.pointer_mut(path).unwrap() = "log-agent".into();
    }
    let (sandbox, _servers) = clusters([("prod", small())]);
    sandbox.file("twin.json", manifest(twin));
    let found = parsed(&run(&sandbox, "check twin.json --cluster --select overlapping-selectors -o json"));
    assert_eq!(rules(&found), ["overlapping-selectors"], "{found}");
    assert_eq!(found["findings"][0]["file"], "twin.json");
}

#[test]
fn rules_that_would_guess_do_not_run() {
    let account = json!({"metadata": {"name": "log-agent", "namespace": "logging"}});
    let live = || small().with("serviceaccounts", [account.clone()]);
    let line = "check --cluster --select service-account-token,non-preempting-priority,missing-tolerations";
    let (sandbox, _servers) = clusters([("prod", live())]);
    let found = parsed(&run(&sandbox, &format!("{line} -o json")));
    assert_eq!(rules(&found), ["service-account-token", "missing-tolerations"]);

    let denied = ["rolebindings", "priorityclasses", "pods"];
    let (sandbox, _servers) = clusters([("prod", live().denying(&denied))]);
    let found = parsed(&run(&sandbox, &format!("{line} -o json")));
    assert_eq!(rules(&found), ["missing-tolerations"]);
    assert_eq!(found["contexts"][0]["denied"].as_array().unwrap().len(), 3, "{found}");
    let found = run(&sandbox, line);
    assert!(found.out.contains("! pods may not be read: nodes count as empty\n"), "{found:?}");
    insta::assert_snapshot!(found.err);
}

#[test]
fn accounts_and_classes_that_the_cluster_does_not_have_are_told() {
    let account = json!({"metadata": {"name": "default", "namespace": "logging"}});
    let other = json!({"metadata": {"name": "agents", "namespace": "logging"}});
    let class = json!({"metadata": {"name": "system-node-critical"}, "value": 2_000_001_000});
    let live = || {
        let live = small().with("serviceaccounts", [account.clone(), other.clone()]);
        live.with("priorityclasses", [class.clone()])
    };
    let mut new = daemon_set("logging", "new", "example.com/new:1.0");
    new["spec"]["template"]["spec"]["serviceAccountName"] = "new".into();
    new["spec"]["template"]["spec"]["priorityClassName"] = "agents".into();
    let line = "check new.json --cluster --select dangling-reference -o json";
    let (sandbox, _servers) = clusters([("prod", live())]);
    sandbox.file("new.json", manifest(new.clone()));
    let found = parsed(&run(&sandbox, line));
    assert_eq!(rules(&found), ["dangling-reference", "dangling-reference"], "{found}");
    assert_eq!(found["findings"][0]["server"], "rejects-pods", "{found}");

    let (sandbox, _servers) = clusters([("prod", live().denying(&["serviceaccounts"]))]);
    sandbox.file("new.json", manifest(new.clone()));
    assert_eq!(rules(&parsed(&run(&sandbox, line))), Vec::<&str>::new());

    new["spec"]["template"]["spec"]["serviceAccountName"] = "agents".into();
    new["spec"]["template"]["spec"]["priorityClassName"] = "system-node-critical".into();
    let (sandbox, _servers) = clusters([("prod", live())]);
    sandbox.file("new.json", manifest(new));
    assert_eq!(rules(&parsed(&run(&sandbox, line))), Vec::<&str>::new());
}

#[test]
fn daemon_sets_that_may_not_be_read_leave_the_manifests_alone() {
    let (sandbox, _servers) = clusters([("prod", small().denying(&["daemonsets"]))]);
    sandbox.file("agent.json", manifest(daemon_set("logging", "log-agent", "a:1")));
    let found = run(&sandbox, "check agent.json --cluster --select missing-tolerations");
    assert_eq!(found.status, 1, "{found:?}");
    assert!(
        found.err.contains("daemonsets: the manifests are not compared with other DaemonSets"),
        "{found:?}"
    );
    let found = run(&sandbox, "check --cluster");
    assert_eq!((found.status, found.out.as_str()), (2, ""), "{found:?}");
}

#[test]
fn a_config_and_a_baseline_of_the_folder_hold_for_live_objects() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let line = "check --cluster --select missing-tolerations,mutable-image-tag -o json";
    assert_eq!(rules(&parsed(&run(&sandbox, line))), ["missing-tolerations"]);
    sandbox.file("agent.json", manifest(daemon_set("logging", "log-agent", "example.com/log-agent:1.0")));
    let written = run(&sandbox, "check agent.json --cluster --select missing-tolerations --write-baseline");
    assert_eq!(written.status, 0, "{written:?}");
    let found = run(&sandbox, &format!("{line} --baseline .daemonset-lint-baseline.json"));
    assert_eq!((rules(&parsed(&found)), parsed(&found)["summary"]["inBaseline"].clone()), (vec![], json!(1)));
    sandbox.file(".daemonset-lint.yaml", "version: 1\nrules: {missing-tolerations: error}\n");
    assert_eq!(
        parsed(&run(&sandbox, "check --cluster -o json --select missing-tolerations"))["findings"][0]["severity"],
        "error"
    );
}

#[test]
fn manifests_are_fixed_with_the_nodes_of_a_cluster() {
    // An older state of the manifest runs there, which would be replaced.
    let live =
        small().with("daemonsets", [daemon_set("logging", "log-agent", "registry.example/log-agent:2.4.0")]);
    let (sandbox, _servers) = clusters([("prod", live)]);
    sandbox.file("agent.yaml", include_str!("../../../testdata/cli/agent.yaml"));
    let line =
        "check agent.yaml --cluster --unsafe-fixes --select missing-tolerations,duplicate-agent -o json";
    let found = run(&sandbox, line);
    assert_eq!(found.status, 0, "{found:?}");
    assert_eq!(parsed(&found)["summary"]["daemonSets"], 1);
    assert!(found.err.contains("agent.yaml: fixed 1 finding"), "{found:?}");
    let fixed = std::fs::read_to_string(sandbox.path().join("agent.yaml")).unwrap();
    assert!(fixed.contains("node-role.kubernetes.io/control-plane"), "{fixed}");
}
