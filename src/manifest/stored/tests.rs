use serde_json::{Value, json};

use super::stored;

/// The stored form of a pod spec in a DaemonSet, without what every pod spec gets.
fn pod(spec: &Value) -> Value {
    let stored = stored(&json!({"spec": {"template": {"spec": spec}}}));
    let mut pod = stored["spec"]["template"]["spec"].clone();
    let fields = pod.as_object_mut().unwrap();
    let every =
        ["dnsPolicy", "restartPolicy", "schedulerName", "securityContext", "terminationGracePeriodSeconds"];
    for field in every {
        assert!(fields.remove(field).is_some(), "{field}");
    }
    pod
}

fn container(container: &Value) -> Value {
    let mut stored = pod(&json!({"containers": [container]}))["containers"][0].clone();
    for field in ["terminationMessagePath", "terminationMessagePolicy", "imagePullPolicy"] {
        assert!(stored.as_object_mut().unwrap().remove(field).is_some(), "{field}");
    }
    stored
}

#[test]
fn zero_values_go_unless_they_say_something() {
    let table = [
        (json!({"resources": {}, "env": [], "tty": false, "image": ""}), json!({})),
        (json!({"securityContext": {}}), json!({"securityContext": {}})),
        (
            json!({"securityContext": {"readOnlyRootFilesystem": false, "capabilities": {"add": []}}}),
            json!({"securityContext": {"readOnlyRootFilesystem": false, "capabilities": {}}}),
        ),
        (json!({"env": [{"name": "A", "value": ""}]}), json!({"env": [{"name": "A"}]})),
        (json!({"livenessProbe": null, "unknown": 1}), json!({})),
    ];
    for (written, expected) in table {
        assert_eq!(container(&written), expected);
    }
    assert_eq!(
        pod(&json!({"hostNetwork": false, "nodeSelector": {}, "affinity": {}})),
        json!({"affinity": {}})
    );
}

#[test]
fn quantities_are_canonical() {
    let resources =
        |cpu: Value, memory: Value| json!({"resources": {"requests": {"cpu": cpu, "memory": memory}}});
    let table = [
        (resources(json!(0.1), json!("1024Mi")), resources(json!("100m"), json!("1Gi"))),
        (resources(json!(1), json!("1000000k")), resources(json!("1"), json!("1G"))),
        (resources(json!("0.0001"), json!("0")), resources(json!("1m"), json!("0"))),
        (resources(json!("many"), json!("1.5Gi")), resources(json!("many"), json!("1536Mi"))),
    ];
    for (written, expected) in table {
        assert_eq!(container(&written), expected);
    }
}

#[test]
fn a_divisor_of_nothing_is_none() {
    let field = |field: Value| json!({"env": [{"name": "A", "valueFrom": {"resourceFieldRef": field}}]});
    let expected = field(json!({"resource": "limits.cpu"}));
    assert_eq!(container(&field(json!({"resource": "limits.cpu", "divisor": "0"}))), expected);
    assert_eq!(container(&expected), expected);
}

#[test]
fn an_image_without_tag_is_pulled_always() {
    let table = [
        ("agent", "Always"),
        ("agent:latest", "Always"),
        ("localhost:5000/agent", "Always"),
        ("agent:1", "IfNotPresent"),
        ("agent@sha256:00", "IfNotPresent"),
        ("agent:latest@sha256:00", "Always"),
        ("", "IfNotPresent"),
    ];
    for (image, expected) in table {
        let pod = pod(&json!({"containers": [{"image": image}]}));
        assert_eq!(pod["containers"][0]["imagePullPolicy"], expected, "{image}");
    }
}

#[test]
fn the_old_name_of_the_account_stands_in_for_the_new_one() {
    let both = |name| json!({"serviceAccountName": name, "serviceAccount": name});
    assert_eq!(pod(&json!({"serviceAccount": "a"})), both("a"));
    assert_eq!(pod(&json!({"serviceAccount": "a", "serviceAccountName": "b"})), both("b"));
}

#[test]
fn what_is_stored_stays_as_it_is() {
    let written = json!({"metadata": {"name": "a"}, "spec": {"template": {"spec": {
        "hostNetwork": true,
        "containers": [{"name": "a", "ports": [{"containerPort": 80}], "livenessProbe": {"httpGet": {"port": 80}}}],
        "volumes": [{"name": "a"}, {"name": "b", "hostPath": {"path": "/"}}, {"name": "c", "secret": {}}],
    }}}});
    let once = stored(&written);
    assert_eq!(stored(&once), once);
    assert_eq!(once["spec"]["updateStrategy"]["rollingUpdate"], json!({"maxUnavailable": 1, "maxSurge": 0}));
    assert_eq!(once["spec"]["template"]["spec"]["volumes"][0]["emptyDir"], json!({}));
}

#[test]
fn on_delete_has_no_amounts() {
    let once = stored(&json!({"spec": {"updateStrategy": {"type": "OnDelete"}}}));
    assert_eq!(once["spec"]["updateStrategy"], json!({"type": "OnDelete"}));
}
