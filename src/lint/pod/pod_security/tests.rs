use serde_json::{Value, json};

use super::*;

fn template(spec: Value, container: &Value) -> PodTemplateSpec {
    let mut spec = spec;
    let mut one = json!({"name": "agent", "image": "a"});
    for (key, value) in container.as_object().unwrap() {
        one[key] = value.clone();
    }
    spec["containers"] = json!([one]);
    serde_json::from_value(json!({"spec": spec})).unwrap()
}

/// What a level beyond `restricted` refuses of a pod that is hardened but for the given fields.
fn refused(spec: &Value, context: &Value) -> Vec<(Level, Check, String, String)> {
    let mut hardened = json!({
        "allowPrivilegeEscalation": false,
        "runAsNonRoot": true,
        "seccompProfile": {"type": "RuntimeDefault"},
        "capabilities": {"drop": ["ALL"]},
    });
    for (key, value) in context.as_object().unwrap() {
        hardened[key] = value.clone();
    }
    let template = template(spec.clone(), &json!({"securityContext": hardened}));
    let found = violations(&template);
    let short = |path: &FieldPath| path.to_string().replace("spec.template.spec.", "");
    found.iter().map(|v| (v.level, v.check, short(&v.path), v.what.clone())).collect()
}

fn one(spec: &Value, context: &Value) -> (Level, Check, String, String) {
    let mut found = refused(spec, context);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_hardened_pod_needs_nothing() {
    assert_eq!(refused(&json!({}), &json!({})), []);
    assert_eq!(needed_level(&[]), Level::Restricted);
}

#[test]
fn an_ordinary_pod_needs_baseline() {
    let found = violations(&template(json!({}), &json!({})));
    assert_eq!(needed_level(&found), Level::Baseline);
    let checks: Vec<Check> = found.iter().map(|violation| violation.check).collect();
    assert_eq!(
        checks,
        [Check::RunAsNonRoot, Check::Seccomp, Check::PrivilegeEscalation, Check::Capabilities]
    );
}

#[test]
fn baseline_refuses_the_node() {
    let cases = [
        (json!({"hostNetwork": true}), Check::HostNamespaces, "hostNetwork"),
        (json!({"hostPID": true}), Check::HostNamespaces, "hostPID"),
        (json!({"hostIPC": true}), Check::HostNamespaces, "hostIPC"),
        (
            json!({"volumes": [{"name": "v", "hostPath": {"path": "/var"}}]}),
            Check::HostPath,
            "volumes[0].hostPath.path",
        ),
        (
            json!({"securityContext": {"sysctls": [{"name": "vm.max_map_count", "value": "1"}]}}),
            Check::Sysctls,
            "securityContext.sysctls[0].name",
        ),
        (
            json!({"securityContext": {"seLinuxOptions": {"type": "spc_t"}}}),
            Check::SeLinux,
            "securityContext.seLinuxOptions.type",
        ),
    ];
    for (spec, check, path) in cases {
        let found = one(&spec, &json!({}));
        assert_eq!((found.0, found.1, found.2.as_str()), (Level::Baseline, check, path), "{spec}");
    }
    assert_eq!(
        refused(
            &json!({"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}}),
            &json!({})
        ),
        []
    );
}

#[test]
fn baseline_refuses_power_of_containers() {
    let cases = [
        (json!({"privileged": true}), Check::Privileged, "privileged"),
        (json!({"procMount": "Unmasked"}), Check::ProcMount, "procMount"),
        (
            json!({"capabilities": {"add": ["NET_ADMIN"], "drop": ["ALL"]}}),
            Check::Capabilities,
            "capabilities.add[0]",
        ),
        (json!({"seccompProfile": {"type": "Unconfined"}}), Check::Seccomp, "seccompProfile.type"),
        (json!({"appArmorProfile": {"type": "Unconfined"}}), Check::AppArmor, "appArmorProfile.type"),
        (json!({"seLinuxOptions": {"user": "root"}}), Check::SeLinux, "seLinuxOptions.user"),
    ];
    for (context, check, path) in cases {
        let found = one(&json!({}), &context);
        let path = format!("containers[0].securityContext.{path}");
        assert_eq!((found.0, found.1, found.2), (Level::Baseline, check, path), "{context}");
    }
}

#[test]
fn restricted_refuses_what_is_left_open() {
    let cases = [
        (json!({"allowPrivilegeEscalation": null}), Check::PrivilegeEscalation, "allowPrivilegeEscalation"),
        (json!({"runAsNonRoot": null}), Check::RunAsNonRoot, "runAsNonRoot"),
        (json!({"runAsUser": 0}), Check::RunAsUser, "runAsUser"),
        (json!({"seccompProfile": null}), Check::Seccomp, "seccompProfile"),
        (json!({"capabilities": {"drop": ["NET_RAW"]}}), Check::Capabilities, "capabilities.drop"),
        (
            json!({"capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}}),
            Check::Capabilities,
            "capabilities.add[0]",
        ),
    ];
    for (context, check, path) in cases {
        let found = one(&json!({}), &context);
        let path = format!("containers[0].securityContext.{path}");
        assert_eq!((found.0, found.1, found.2), (Level::Restricted, check, path), "{context}");
    }
    let nfs = json!({"volumes": [{"name": "v", "nfs": {"server": "s", "path": "/"}}]});
    assert_eq!(one(&nfs, &json!({})).1, Check::VolumeTypes);
    assert_eq!(
        refused(&json!({}), &json!({"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}})),
        []
    );
}

#[test]
fn the_pod_speaks_for_its_containers() {
    let pod = json!({"securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "Localhost"}}});
    assert_eq!(refused(&pod, &json!({"runAsNonRoot": null, "seccompProfile": null})), []);
    assert_eq!(one(&pod, &json!({"runAsNonRoot": false})).1, Check::RunAsNonRoot);
}

#[test]
fn windows_pods_are_spared_what_only_linux_has() {
    let windows = json!({"os": {"name": "windows"}});
    let linux_only = json!({"allowPrivilegeEscalation": null, "seccompProfile": null, "capabilities": null});
    assert_eq!(refused(&windows, &linux_only), []);
    let host_process = json!({"windowsOptions": {"hostProcess": true}});
    assert_eq!(one(&windows, &host_process).1, Check::HostProcess);
}

#[test]
fn annotations_of_old_count() {
    let key = "container.apparmor.security.beta.kubernetes.io/agent";
    let mut template = template(json!({}), &json!({}));
    let annotations = [(key.to_owned(), "unconfined".to_owned())].into_iter().collect();
    template.metadata = Some(k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
        annotations: Some(annotations),
        ..Default::default()
    });
    assert_eq!(violations(&template)[0].check, Check::AppArmor);
}
