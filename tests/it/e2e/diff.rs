//! What `diff --cluster` says an apply would do, and what it then does.

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::objects::{container, daemon_set, node, path};

/// Two nodes in pools of their own.
fn cluster() -> Option<Fixture> {
    let fixture = Fixture::new()?;
    let room = json!({"cpu": "2", "memory": "4Gi", "pods": "20"});
    for pool in ["one", "two"] {
        let name = format!("{}-{pool}", fixture.name);
        fixture.create(node(&name, &json!({"e2e-pool": name}), &json!({}), &room));
    }
    Some(fixture)
}

/// A DaemonSet on the first of the nodes.
fn agent(fixture: &Fixture, name: &str) -> Value {
    let asks = container("agent", &json!({"cpu": "100m", "memory": "64Mi"}), &json!([]));
    let pool = format!("{}-one", fixture.name);
    daemon_set(&fixture.name, name, &json!({"nodeSelector": {"e2e-pool": pool}, "containers": [asks]}))
}

/// What an apply of the manifest would do; the exit status and the entry of the DaemonSet, if it has one.
fn diff(fixture: &Fixture, manifest: &Value) -> (i32, Value) {
    fixture.sandbox.file("agent.json", manifest.to_string());
    let run = fixture.run(&["diff", "--cluster", "agent.json", "-o", "json"]);
    assert_eq!(run.err, "", "{run:?}");
    let mut report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    (run.status, report["daemonSets"].get_mut(0).map(Value::take).unwrap_or_default())
}

fn template(daemon_set: &mut Value) -> &mut Value {
    &mut daemon_set["spec"]["template"]["spec"]
}

/// What is changed, whether pods are replaced then, and how.
type Change = (&'static str, bool, fn(&mut Value));

/// Ways in which the DaemonSet may change.
fn changes() -> Vec<Change> {
    vec![
        ("nothing", false, |_| ()),
        ("what the server fills in", false, |agent| {
            template(agent)["dnsPolicy"] = json!("ClusterFirst");
            template(agent)["terminationGracePeriodSeconds"] = json!(30);
            agent["spec"]["updateStrategy"] =
                json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}});
        }),
        ("another way to write an amount", false, |agent| {
            template(agent)["containers"][0]["resources"]["requests"]["cpu"] = json!("0.1");
        }),
        ("a label", false, |agent| agent["metadata"]["labels"]["tier"] = json!("agents")),
        ("the strategy", false, |agent| agent["spec"]["minReadySeconds"] = json!(5)),
        ("an image", true, |agent| {
            template(agent)["containers"][0]["image"] = json!("registry.k8s.io/pause:3.9");
        }),
        ("a request", true, |agent| {
            template(agent)["containers"][0]["resources"]["requests"]["cpu"] = json!("200m");
        }),
        ("a toleration", true, |agent| template(agent)["tolerations"] = json!([{"operator": "Exists"}])),
        ("a label of the pods", true, |agent| {
            agent["spec"]["template"]["metadata"]["labels"]["tier"] = json!("agents");
        }),
    ]
}

/// How many templates the controller has seen: it keeps a revision of each.
fn revisions(fixture: &Fixture, name: &str) -> usize {
    let path = format!("/apis/apps/v1/namespaces/{}/controllerrevisions", fixture.name);
    fixture.api.list(&format!("{path}?labelSelector=agent={name}")).len()
}

/// Waits until the controller has seen a generation of the DaemonSet.
fn wait_for_controller(fixture: &Fixture, applied: &Value) {
    let generation = &applied["metadata"]["generation"];
    fixture.wait_for("the controller", |api| {
        let status = &api.get(&path(applied))["status"];
        if status["observedGeneration"] == *generation { Ok(()) } else { Err(status.to_string()) }
    });
}

#[test]
fn pods_are_replaced_where_the_controller_makes_a_revision() {
    let Some(fixture) = cluster() else { return };
    if !fixture.places_daemon_sets() {
        return;
    }
    for (index, (what, replaces, change)) in changes().into_iter().enumerate() {
        let name = format!("agent-{index}");
        let mut after = agent(&fixture, &name);
        let created = fixture.create(after.clone());
        wait_for_controller(&fixture, &created);
        change(&mut after);
        let before = fixture.api.get(&path(&after));
        let (_, entry) = diff(&fixture, &after);
        assert_eq!(entry["template"]["changed"] == true, replaces, "{what}: {entry}");
        let version = |object: Value| object["metadata"]["resourceVersion"].clone();
        assert_eq!(version(fixture.api.get(&path(&after))), version(before), "{what} was written");

        let merge = json!({"metadata": {"labels": after["metadata"]["labels"]}, "spec": after["spec"]});
        wait_for_controller(&fixture, &fixture.api.patch(&path(&after), &merge));
        let expected = if replaces { 2 } else { 1 };
        assert_eq!(revisions(&fixture, &name), expected, "{what}: what the controller did");
    }
}

#[test]
fn nodes_gained_and_lost_and_requests() {
    let Some(fixture) = cluster() else { return };
    let agent = agent(&fixture, "agent");
    fixture.create(agent.clone());
    let (one, two) = (format!("{}-one", fixture.name), format!("{}-two", fixture.name));
    let mut after = agent.clone();
    template(&mut after)["nodeSelector"]["e2e-pool"] = json!(two);
    template(&mut after)["containers"][0]["resources"]["requests"]["memory"] = json!("128Mi");
    let (_, entry) = diff(&fixture, &after);
    let nodes = |side: &str| entry[side][0]["nodes"].clone();
    assert_eq!((nodes("lost"), nodes("gained")), (json!([one]), json!([two])), "{entry}");
    assert!(entry["requests"].to_string().contains("128Mi"), "{entry}");
    let (_, unchanged) = diff(&fixture, &agent);
    assert_eq!(unchanged, json!(null));
}

#[test]
fn a_selector_that_cannot_change_is_what_the_server_refuses() {
    let Some(fixture) = cluster() else { return };
    let agent = agent(&fixture, "agent");
    fixture.create(agent.clone());
    let mut after = agent.clone();
    after["spec"]["selector"]["matchLabels"]["tier"] = json!("agents");
    after["spec"]["template"]["metadata"]["labels"]["tier"] = json!("agents");
    let (status, entry) = diff(&fixture, &after);
    assert_eq!((status, &entry["selectorChanged"]), (1, &json!(true)), "{entry}");
    let run = fixture.run(&["diff", "--cluster", "agent.json"]);
    let refused = fixture.api.try_patch(&path(&agent), &json!({"spec": after["spec"]})).unwrap_err();
    assert_eq!(refused.code, 422);
    assert!(
        refused.message.contains("field is immutable") && run.out.contains("field is immutable"),
        "{refused:?} {run:?}"
    );
}

#[test]
fn what_is_new_to_the_cluster_is_added() {
    let Some(fixture) = cluster() else { return };
    fixture.create(agent(&fixture, "agent"));
    let agent = agent(&fixture, "another");
    let (_, entry) = diff(&fixture, &agent);
    assert_eq!((&entry["change"], &entry["desired"]["after"]), (&json!("added"), &json!(1)), "{entry}");
    assert!(fixture.api.find(&path(&agent)).is_none());
}
