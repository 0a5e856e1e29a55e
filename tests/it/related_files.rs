//! What files of a run say of each other: releases side by side, tiers, overlays, folders that name a platform.

use crate::sandbox::Sandbox;

const SHIPPER: &str = "
      containers:
        - name: shipper
          image: registry.example/log-shipper:3.1.4
          resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
      volumes:
        - name: logs
          hostPath: {path: /var/log}
";

fn daemon_set(name: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: {name}\n  namespace: agents\nspec:\n  selector:\n    \
         matchLabels: {{app: {name}}}\n  template:\n    metadata:\n      labels: {{app: {name}}}\n    spec:{pod}"
    )
}

fn role(resource: &str, verb: &str) -> String {
    format!(
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: driver}}\nrules:\n  - {{apiGroups: \
         [\"\"], resources: [{resource}], verbs: [{verb}]}}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: \
         ClusterRoleBinding\nmetadata: {{name: driver}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, \
         name: driver}}\nsubjects:\n  - {{kind: ServiceAccount, name: driver, namespace: agents}}\n"
    )
}

/// `file: rule` of each finding.
fn found(files: &[(&str, String)], rules: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        sandbox.file(name, text);
    }
    let run = sandbox.run(&["check", ".", "-o", "json", "--select", rules]);
    let report: serde_json::Value =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let word = |value: &serde_json::Value| value.as_str().unwrap().trim_start_matches("./").to_owned();
    findings.map(|finding| format!("{}: {}", word(&finding["file"]), word(&finding["rule"]))).collect()
}

#[test]
fn a_release_has_the_rights_of_its_own_bindings() {
    let pod = "\n      serviceAccountName: driver\n      containers: [{name: driver, image: registry.example/driver:1.0.0}]\n";
    let agent = || daemon_set("driver", pod);
    let rule = "trampoline-permissions";
    let strong = format!("{}{}", agent(), role("nodes", "update"));
    let weak = format!("{}{}", agent(), role("events", "create"));
    let folders = [("v1/driver.yaml", strong.clone()), ("v2/driver.yaml", weak)];
    assert_eq!(found(&folders, rule), ["v1/driver.yaml: trampoline-permissions"]);
    let flat = [("releases/v1.yaml", strong), ("releases/v2.yaml", agent())];
    assert_eq!(found(&flat, rule), ["releases/v1.yaml: trampoline-permissions"]);
    let beside = [("deploy/driver.yaml", agent()), ("deploy/rbac.yaml", role("nodes", "update"))];
    assert_eq!(found(&beside, rule), ["deploy/driver.yaml: trampoline-permissions"]);
    let apart = [("deploy/driver.yaml", agent()), ("rbac/rbac.yaml", role("nodes", "update"))];
    assert_eq!(found(&apart, rule), ["deploy/driver.yaml: trampoline-permissions"]);
}

#[test]
fn a_tier_for_the_control_plane_may_stand_in_a_file_of_its_own() {
    let worker = ("agents/worker.yaml", daemon_set("shipper-worker", SHIPPER));
    let selector = "\n      nodeSelector: {node-role.kubernetes.io/control-plane: \"\"}";
    let master = ("agents/master.yaml", daemon_set("shipper-master", &format!("{selector}{SHIPPER}")));
    let rule = "missing-tolerations";
    assert_eq!(found(std::slice::from_ref(&worker), rule), ["agents/worker.yaml: missing-tolerations"]);
    assert_eq!(found(&[worker, master], rule), [""; 0]);
}

#[test]
fn the_end_of_a_path_may_name_a_managed_cluster() {
    let shipper = daemon_set("shipper", SHIPPER);
    let rule = "missing-tolerations";
    assert_eq!(found(&[("agents/eks/shipper.yaml", shipper.clone())], rule), [""; 0]);
    assert_eq!(found(&[("agents/aks-logs.yaml", shipper.clone())], rule), [""; 0]);
    assert_eq!(found(&[("agents/weeks.yaml", shipper)], rule), ["agents/weeks.yaml: missing-tolerations"]);
}

#[test]
fn a_patch_is_no_object_of_its_own() {
    let patch = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: shipper, namespace: agents}\nspec:\n  selector: \
                 {matchLabels: {app: shipper}}\n  template:\n    spec:\n      containers:\n        - name: shipper\n          \
                 volumeMounts: [{name: logs, mountPath: /var/log}]\n";
    let base = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: shipper, namespace: agents}\n";
    let all = "api-rejects,selector-mismatch,missing-tolerations,missing-requests";
    assert_eq!(found(&[("patch.yaml", patch.to_owned())], all), [""; 0]);
    // With labels it could be whole, and what a server refuses is said; a kustomization tells.
    let labelled = patch.replace("  template:\n", "  template:\n    metadata: {labels: {app: shipper}}\n");
    assert_eq!(found(&[("patch.yaml", labelled.clone())], all), ["patch.yaml: api-rejects"]);
    let named = "resources: [base.yaml]\npatches:\n  - path: patch.yaml\n".to_owned();
    assert_eq!(found(&[("patch.yaml", labelled), ("kustomization.yaml", named)], all), [""; 0]);
    let unselected =
        format!("{base}spec:\n  template:\n    metadata: {{labels: {{app: shipper}}}}\n    spec:{SHIPPER}");
    let rule = "selector-mismatch";
    let resource = |lines: &str| format!("resources:\n  - base.yaml\n{lines}");
    let with = |lines: &str| {
        found(&[("base.yaml", unselected.clone()), ("kustomization.yaml", resource(lines))], rule)
    };
    assert_eq!(with(""), ["base.yaml: selector-mismatch"]);
    assert_eq!(with("commonLabels: {app: shipper}\n"), [""; 0]);
    assert_eq!(with("labels:\n  - pairs: {app: shipper}\n    includeSelectors: true\n"), [""; 0]);
    assert_eq!(with("labels:\n  - pairs: {app: shipper}\n"), ["base.yaml: selector-mismatch"]);
}
