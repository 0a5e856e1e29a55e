use serde_json::{Value, json};

use super::{MergeError, apply};

fn daemon_set(pod: &Value) -> Value {
    json!({"metadata": {"name": "agent"}, "spec": {"template": {"spec": pod}}})
}

/// The pod spec after an apply of `manifest` over `live`, which was applied as `applied`.
fn merged(applied: Option<&Value>, live: &Value, manifest: &Value) -> Result<Value, MergeError> {
    let mut live = daemon_set(live);
    if let Some(applied) = applied {
        let text = daemon_set(applied).to_string();
        live["metadata"]["annotations"] = json!({"kubectl.kubernetes.io/last-applied-configuration": text});
    }
    apply(&live, &daemon_set(manifest)).map(|merged| merged["spec"]["template"]["spec"].clone())
}

#[test]
fn fields_are_deleted_if_an_apply_wrote_them() {
    let applied = json!({"hostNetwork": true, "nodeSelector": {"a": "1", "b": "1"}});
    let live = json!({"hostNetwork": true, "dnsPolicy": "ClusterFirst", "nodeSelector": {"a": "1", "b": "1", "c": "1"}});
    let manifest = json!({"nodeSelector": {"a": "2"}});
    let expected = json!({"dnsPolicy": "ClusterFirst", "nodeSelector": {"a": "2", "c": "1"}});
    assert_eq!(merged(Some(&applied), &live, &manifest), Ok(expected));
}

#[test]
fn nothing_is_deleted_if_no_apply_made_the_object() {
    let live = json!({"hostNetwork": true, "tolerations": [{"operator": "Exists"}]});
    assert_eq!(merged(None, &live, &json!({})), Ok(live));
}

#[test]
fn null_deletes() {
    let live = json!({"priorityClassName": "a", "hostPID": true});
    let manifest = json!({"priorityClassName": null, "hostPID": true});
    assert_eq!(merged(None, &live, &manifest), Ok(json!({"hostPID": true})));
}

#[test]
fn items_are_merged_by_their_key() {
    let applied = json!({"containers": [{"name": "a", "image": "1", "env": [{"name": "X", "value": "1"}]}, {"name": "b"}]});
    let live = json!({"containers": [
        {"name": "injected"},
        {"name": "a", "image": "1", "imagePullPolicy": "Always", "env": [{"name": "X", "value": "1"}, {"name": "Y"}]},
        {"name": "b"},
    ]});
    let manifest = json!({"containers": [{"name": "c"}, {"name": "a", "image": "2"}]});
    let expected = json!({"containers": [
        {"name": "c"},
        {"name": "injected"},
        {"name": "a", "image": "2", "imagePullPolicy": "Always", "env": [{"name": "Y"}]},
    ]});
    // `env` is gone from the manifest, and with it the whole list: its items are not looked at one by one.
    let mut without_env = expected.clone();
    without_env["containers"][2].as_object_mut().unwrap().remove("env");
    assert_eq!(merged(Some(&applied), &live, &manifest), Ok(without_env));
    let manifest = json!({"containers": [{"name": "c"}, {"name": "a", "image": "2", "env": []}]});
    assert_eq!(merged(Some(&applied), &live, &manifest), Ok(expected));
}

#[test]
fn items_take_the_order_of_the_manifest() {
    let live = json!({"imagePullSecrets": [{"name": "a"}, {"name": "b"}, {"name": "c"}]});
    let manifest = json!({"imagePullSecrets": [{"name": "c"}, {"name": "a"}]});
    let expected = json!({"imagePullSecrets": [{"name": "b"}, {"name": "c"}, {"name": "a"}]});
    assert_eq!(merged(None, &live, &manifest), Ok(expected));
}

#[test]
fn a_volume_has_one_source() {
    let live = json!({"volumes": [{"name": "a", "hostPath": {"path": "/", "type": ""}}]});
    let manifest = json!({"volumes": [{"name": "a", "emptyDir": {}}]});
    assert_eq!(merged(Some(&live), &live, &manifest), Ok(manifest.clone()));
    assert_eq!(merged(None, &live, &manifest), Ok(manifest));
}

#[test]
fn tolerations_are_replaced_as_a_whole() {
    let live =
        json!({"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}]});
    let manifest = json!({"tolerations": [{"key": "b"}]});
    assert_eq!(merged(None, &live, &manifest), Ok(manifest));
}

/// <https://github.com/kubernetes/kubernetes/issues/39188>: ports are merged by their number alone.
#[test]
fn a_second_port_of_the_same_number_is_lost() {
    let port = |name: &str, protocol: &str| json!({"name": name, "containerPort": 53, "protocol": protocol});
    let ports = |ports: &[Value]| json!({"containers": [{"name": "dns", "ports": ports}]});
    let live = ports(&[port("dns", "UDP")]);
    let manifest = ports(&[port("dns", "UDP"), port("dns-tcp", "TCP")]);
    assert_eq!(merged(Some(&live), &live, &manifest), Ok(live));
    let both = manifest.clone();
    assert_eq!(merged(Some(&both), &both, &manifest), Ok(both));
}

#[test]
fn an_item_without_its_key_stops_the_apply() {
    let live = json!({"containers": [{"name": "a"}]});
    let manifest = json!({"containers": [{"image": "a"}]});
    assert_eq!(merged(None, &live, &manifest), Err(MergeError::NoMergeKey("name")));
}
