//! `diff --cluster PATH`: what an apply would change.

use serde_json::{Value, json};

use super::{Contents, clusters, daemon_set, node, nodes, parsed, pod, run, small};

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What somebody applies: the agent, edited.
fn manifest(edit: impl Fn(&mut Value)) -> Value {
    let mut object = daemon_set("logging", "log-agent", "example.com/log-agent:1.0");
    object["apiVersion"] = json!("apps/v1");
    object["kind"] = json!("DaemonSet");
    object.as_object_mut().unwrap().remove("status");
    object["metadata"].as_object_mut().unwrap().remove("uid");
    edit(&mut object);
    object
}

/// The agent as a server has it after an apply.
fn applied(edit: impl Fn(&mut Value)) -> Value {
    let mut object = manifest(edit);
    object["metadata"]["annotations"] = json!({LAST_APPLIED: object.to_string()});
    let pod = &mut object["spec"]["template"]["spec"];
    pod["dnsPolicy"] = json!("ClusterFirst");
    pod["restartPolicy"] = json!("Always");
    pod["containers"][0]["imagePullPolicy"] = json!("IfNotPresent");
    object
}

fn with(agent: Value) -> Contents {
    let pods = ["worker-0", "worker-1"].map(|node| pod("log-agent", node));
    Contents::default().with("nodes", nodes(2)).with("daemonsets", [agent]).with("pods", pods)
}

fn tolerate(object: &mut Value) {
    let key = "node-role.kubernetes.io/control-plane";
    object["spec"]["template"]["spec"]["tolerations"] = json!([{"key": key, "operator": "Exists"}]);
}

#[test]
fn nothing_changes_where_the_same_is_applied() {
    let (sandbox, _servers) = clusters([("prod", with(applied(tolerate)))]);
    sandbox.file("agent.json", manifest(tolerate).to_string());
    let found = run(&sandbox, "diff --cluster agent.json");
    assert_eq!((found.out.as_str(), found.err.as_str()), ("nothing changes for any DaemonSet\n", ""));
    assert_eq!(found.status, 0);
}

#[test]
fn nodes_pods_and_findings_come_and_go() {
    let (sandbox, _servers) = clusters([("prod", with(applied(tolerate)))]);
    let edit = |object: &mut Value| {
        let container = &mut object["spec"]["template"]["spec"]["containers"][0];
        container["image"] = json!("example.com/log-agent:2.0");
        container["env"] =
            json!([{"name": "API_TOKEN", "value": "hunter2"}, {"name": "A", "value": "\u{1b}[31m"}]);
        container["resources"]["requests"]["memory"] = json!("90Mi");
    };
    sandbox.file("agent.json", manifest(edit).to_string());
    let found = run(&sandbox, "diff --cluster agent.json");
    assert_eq!((found.status, found.err.as_str()), (1, ""), "{found:?}");
    insta::assert_snapshot!(found.out);
    insta::assert_snapshot!("markdown", run(&sandbox, "diff --cluster agent.json -o markdown").out);
    let json = run(&sandbox, "diff --cluster agent.json -o json");
    assert!(!json.out.contains("hunter2"), "{json:?}");
    let report = parsed(&json);
    let change = &report["daemonSets"][0];
    assert_eq!(report["contexts"][0]["name"], "prod");
    assert_eq!(change["context"], "prod");
    assert_eq!(change["desired"], json!({"before": 3, "after": 2}));
    let rollout = json!({"type": "RollingUpdate", "pods": 2, "maxUnavailable": 1, "maxSurge": 0, "waves": 2});
    assert_eq!(change["rollout"], rollout);
    assert_eq!((&change["template"]["changed"], &change["selectorChanged"]), (&json!(true), &json!(false)));
    let fields = change["template"]["fields"].as_array().unwrap();
    let image = json!({
        "path": "spec.template.spec.containers[agent].image",
        "before": "example.com/log-agent:1.0",
        "after": "example.com/log-agent:2.0",
    });
    assert!(fields.contains(&image), "{change:#}");
}

#[test]
fn what_others_wrote_is_kept() {
    let restarted = |object: &mut Value| {
        object["spec"]["template"]["metadata"]["annotations"] =
            json!({"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"});
    };
    let mut live = applied(|_| ());
    restarted(&mut live);
    let (sandbox, _servers) = clusters([("prod", with(live))]);
    sandbox.file("agent.json", manifest(|_| ()).to_string());
    let found = run(&sandbox, "diff --cluster agent.json");
    assert_eq!(found.out, "nothing changes for any DaemonSet\n");
}

#[test]
fn an_object_that_no_apply_made_keeps_what_is_not_named() {
    let mut live = applied(tolerate);
    let annotations =
        json!({"meta.helm.sh/release-name": "agents", "meta.helm.sh/release-namespace": "logging"});
    live["metadata"]["annotations"] = annotations;
    live["metadata"]["labels"]["app.kubernetes.io/managed-by"] = json!("Helm");
    let (sandbox, _servers) = clusters([("prod", with(live))]);
    let edit = |object: &mut Value| object["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
    sandbox.file("agent.json", manifest(edit).to_string());
    let found = run(&sandbox, "diff --cluster agent.json");
    insta::assert_snapshot!(found.out);
    let change = &parsed(&run(&sandbox, "diff --cluster agent.json -o json"))["daemonSets"][0];
    assert_eq!(change["keepsUnnamedFields"], true);
    assert_eq!(change["managedBy"], "the Helm release logging/agents");
    assert_eq!(change["template"], json!({"changed": false, "fields": []}));
    assert_eq!(change["spec"]["changed"], true);
    assert_eq!(change["desired"], json!({"before": 3, "after": 3}), "the toleration stays");
}

#[test]
fn another_selector_is_refused() {
    let (sandbox, _servers) = clusters([("prod", with(applied(|_| ())))]);
    let edit = |object: &mut Value| {
        object["spec"]["selector"]["matchLabels"]["app"] = json!("other");
        object["spec"]["template"]["metadata"]["labels"]["app"] = json!("other");
    };
    sandbox.file("agent.json", manifest(edit).to_string());
    let found = run(&sandbox, "diff --cluster agent.json");
    assert_eq!(found.status, 1, "{found:?}");
    insta::assert_snapshot!(found.out);
    let change = &parsed(&run(&sandbox, "diff --cluster agent.json -o json"))["daemonSets"][0];
    assert_eq!(change["selectorChanged"], true);
    assert!(change.get("rollout").is_none(), "nothing rolls: {change:#}");
}

#[test]
fn only_what_is_named_is_compared() {
    let other = daemon_set("logging", "other", "example.com/other:1.0");
    let (sandbox, servers) = clusters([("prod", small().with("daemonsets", [other]))]);
    let edit = |object: &mut Value| object["metadata"]["name"] = json!("new");
    sandbox.file("agent.json", manifest(edit).to_string());
    let report = parsed(&run(&sandbox, "diff --cluster agent.json -o json"));
    let changes: Vec<_> = report["daemonSets"].as_array().unwrap().iter().collect();
    assert_eq!(changes.len(), 1, "{report:#}");
    assert_eq!((&changes[0]["name"], &changes[0]["change"]), (&json!("new"), &json!("added")));
    assert_eq!(report["findings"]["gone"], json!([]));
    assert!(servers[0].asked().contains("/apis/apps/v1/namespaces/logging/daemonsets"));
}

#[test]
fn a_manifest_without_namespace_goes_where_the_arguments_say() {
    let (sandbox, _servers) = clusters([("prod", with(applied(|_| ())))]);
    let edit = |object: &mut Value| drop(object["metadata"].as_object_mut().unwrap().remove("namespace"));
    sandbox.file("agent.json", manifest(edit).to_string());
    let found = run(&sandbox, "diff --cluster -n logging agent.json");
    assert_eq!(found.out, "nothing changes for any DaemonSet\n");
    let found = run(&sandbox, "diff --cluster agent.json");
    assert!(found.out.contains("default/log-agent   added"), "{found:?}");
}

#[test]
fn each_context_has_a_section() {
    let large = with(applied(|_| ())).with("nodes", [node("worker-2", false)]);
    let (sandbox, _servers) = clusters([("a", with(applied(|_| ()))), ("b", large)]);
    let edit = |object: &mut Value| {
        object["spec"]["template"]["spec"]["containers"][0]["image"] = json!("example.com/log-agent:2.0");
    };
    sandbox.file("agent.json", manifest(edit).to_string());
    insta::assert_snapshot!(run(&sandbox, "diff --context a --context b agent.json").out);
    let report = parsed(&run(&sandbox, "diff --all-contexts agent.json -o json"));
    let pods = |index: usize| &report["daemonSets"][index]["rollout"]["pods"];
    assert_eq!((pods(0), pods(1)), (&json!(2), &json!(3)));
}

#[test]
fn findings_are_those_of_the_change_alone() {
    let untagged = |object: &mut Value| {
        object["spec"]["template"]["spec"]["containers"][0]["image"] = json!("example.com/log-agent");
    };
    let (sandbox, _servers) = clusters([("prod", with(applied(untagged)))]);
    let text = manifest(untagged).to_string();
    sandbox.file("same.json", &text);
    sandbox
        .file("ignored.yaml", format!("# daemonset-lint: ignore[mutable-image-tag] it is a test\n{text}\n"));
    sandbox.file("agent.json", manifest(|_| ()).to_string());
    let findings =
        |file: &str| parsed(&run(&sandbox, &format!("diff --cluster {file} -o json")))["findings"].clone();
    // A comment that ignores nothing is a finding of the file alone.
    sandbox.file("idle.yaml", format!("# daemonset-lint: ignore[host-pid] it is a test\n{text}\n"));
    for file in ["same.json", "ignored.yaml", "idle.yaml"] {
        assert_eq!(findings(file), json!({"new": [], "gone": []}), "{file}");
    }
    let gone = &findings("agent.json")["gone"];
    assert_eq!(gone[0]["file"], "prod:daemonset/logging/log-agent", "{gone:#}");
}

#[test]
fn arguments_that_do_not_go_together_are_refused() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    sandbox.file("agent.json", manifest(|_| ()).to_string());
    let table = [
        ("diff --cluster", "name what would be applied"),
        ("diff --cluster --since HEAD agent.json", "--since compares with git"),
        ("diff --cluster -l app=a agent.json", "-l selects DaemonSets of the cluster"),
    ];
    for (line, words) in table {
        let found = run(&sandbox, line);
        assert_eq!(found.status, 2, "{line}: {found:?}");
        assert!(found.err.contains(words), "{line}: {found:?}");
    }
}
