//! Fields that are misspelt, misplaced or unknown.

use super::{CONTAINER, POD, SPEC, TOP, assert_told, parsed, root, told, with_pod, with_spec};
use crate::manifest::schema::lost_indentation;

#[test]
fn a_daemon_set_as_the_api_wants_it_has_no_problems() {
    assert_told(&with_pod("      resources: {limits: {cpu: 1}}\n      hostNetwork: yes\n"), &[]);
}

#[test]
fn misspelt_fields_are_recognised() {
    let table = [
        ("      hostPid: true", "hostPid: spelt hostPID"),
        ("      nodeselector: {a: b}", "nodeselector: spelt nodeSelector"),
        ("      HostNetwork: true", "HostNetwork: spelt hostNetwork"),
        ("      host_network: true", "host_network: spelt hostNetwork"),
        ("      nodeSelectors: {a: b}", "nodeSelectors: near nodeSelector"),
        ("      nodeSelectorTerms: {kubernetes.io/arch: amd64}", "nodeSelectorTerms: near nodeSelector"),
        ("      toleration: [{operator: Exists}]", "toleration: near tolerations"),
        ("      volume: []", "volume: near volumes"),
        ("      frobnicate: true", "frobnicate: unknown"),
        ("      hostPid: 'yes'", "hostPid: spelt hostPID, other value"),
        ("      hostPid: true\n      hostPID: false", "hostPid: spelt hostPID, taken"),
    ];
    for (line, expected) in table {
        assert_told(&with_pod(&format!("{line}\n")), &[&format!("spec.template.spec.{expected}")]);
    }
}

#[test]
fn misspelt_fields_of_containers_are_recognised() {
    let path = "spec.template.spec.containers[0]";
    let lines = "          volumeMounts: [{name: a, mount_path: /a, sub_path: b, read_only: true}]\n";
    let mount = format!("{path}.volumeMounts[0]");
    assert_told(
        &with_pod(lines),
        &[
            &format!("{mount}.mount_path: spelt mountPath"),
            &format!("{mount}.sub_path: spelt subPath"),
            &format!("{mount}.read_only: spelt readOnly"),
        ],
    );
    let lines = "          resources: {request: {cpu: 1}, limits: {cpu: 1}}\n";
    assert_told(&with_pod(lines), &[&format!("{path}.resources.request: near requests")]);
}

#[test]
fn misspelt_fields_of_volumes_are_recognised() {
    let path = "spec.template.spec.volumes[0]";
    let text = with_pod("      volumes: [{name: a, host_path: {path: /a}}]\n");
    assert_told(&text, &[&format!("{path}.host_path: spelt hostPath")]);
    let text = with_pod("      volumes: [{name: a, configMap: {name: a, item: [{key: a, path: b}]}}]\n");
    assert_told(&text, &[&format!("{path}.configMap.item: near items")]);
}

#[test]
fn the_strategy_of_deployments_is_the_update_strategy() {
    let text = with_spec("  strategy: {type: RollingUpdate}\n");
    assert_told(&text, &["spec.strategy: near updateStrategy"]);
    assert_told(&with_spec("  replicas: 3\n"), &["spec.replicas: unknown"]);
}

#[test]
fn fields_of_the_pod_are_misplaced_in_the_spec() {
    let table = [
        "tolerations: [{operator: Exists}]",
        "nodeSelector: {a: b}",
        "hostNetwork: true",
        "serviceAccountName: agent",
        "containers: [{name: a, image: b}]",
        "volumes: [{name: a, emptyDir: {}}]",
    ];
    for line in table {
        let (name, _) = line.split_once(':').unwrap();
        let text = with_spec(&format!("  {line}\n"));
        let taken = if name == "containers" { " (taken)" } else { "" };
        assert_told(&text, &[&format!("spec.{name}: belongs to spec.template.spec.{name}{taken}")]);
    }
}

#[test]
fn fields_of_the_pod_are_misplaced_beside_its_spec() {
    let text =
        format!("{TOP}{SPEC}  template:\n    containers: [{{name: a, image: b}}]\n    hostNetwork: true\n");
    assert_told(
        &text,
        &[
            "spec.template.containers: belongs to spec.template.spec.containers",
            "spec.template.hostNetwork: belongs to spec.template.spec.hostNetwork",
        ],
    );
}

#[test]
fn fields_of_the_pod_are_misplaced_in_its_metadata() {
    let text = format!(
        "{TOP}{SPEC}  template:\n    metadata:\n      labels: {{app: agent}}\n      hostNetwork: true\n      containers: [{{name: a, image: b}}]\n"
    );
    assert_told(
        &text,
        &[
            "spec.template.metadata.hostNetwork: belongs to spec.template.spec.hostNetwork",
            "spec.template.metadata.containers: belongs to spec.template.spec.containers",
        ],
    );
}

#[test]
fn fields_at_another_level_are_misplaced() {
    let table = [
        ("    updateStrategy: {type: OnDelete}", "spec.template.updateStrategy", "spec.updateStrategy"),
        ("    annotations: {a: b}", "spec.template.annotations", "spec.template.metadata.annotations"),
        ("    selector: {matchLabels: {a: b}}", "spec.template.selector", "spec.selector (taken)"),
        (
            "    spec:\n      containers: []\n      nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}",
            "spec.template.spec.nodeAffinity",
            "spec.template.spec.affinity.nodeAffinity",
        ),
        (
            "    spec:\n      volumes: [{name: a, configMap: {name: a, affinity: {nodeAffinity: {}}}}]",
            "spec.template.spec.volumes[0].configMap.affinity",
            "spec.template.spec.affinity",
        ),
    ];
    for (lines, at, place) in table {
        assert_told(&format!("{TOP}{SPEC}  template:\n{lines}\n"), &[&format!("{at}: belongs to {place}")]);
    }
}

#[test]
fn fields_of_the_update_strategy_are_misplaced_beside_rolling_update() {
    let place = "spec.updateStrategy.rollingUpdate.maxUnavailable";
    assert_told(
        &with_spec("  updateStrategy: {type: rollingUpdate, maxUnavailable: 1}\n"),
        &[&format!("spec.updateStrategy.maxUnavailable: belongs to {place}")],
    );
}

#[test]
fn fields_of_containers_are_misplaced_in_the_pod() {
    let path = "spec.template.spec.containers[0]";
    assert_told(
        &with_pod("      securityContext: {privileged: true}\n"),
        &[&format!(
            "spec.template.spec.securityContext.privileged: belongs to {path}.securityContext.privileged"
        )],
    );
    assert_told(
        &with_pod("      ports: [{containerPort: 80}]\n"),
        &[&format!("spec.template.spec.ports: belongs to {path}.ports")],
    );
}

#[test]
fn a_place_in_one_of_several_containers_is_left_open() {
    let text = with_pod("        - {name: second, image: b}\n      securityContext: {privileged: true}\n");
    let place = "spec.template.spec.containers[].securityContext.privileged";
    assert_told(&text, &[&format!("spec.template.spec.securityContext.privileged: belongs to {place}")]);
}

#[test]
fn fields_of_a_probe_are_misplaced_in_its_action() {
    let path = "spec.template.spec.containers[0].livenessProbe";
    assert_told(
        &with_pod("          livenessProbe: {exec: {command: [a], periodSeconds: 5, failureThreshold: 3}}\n"),
        &[
            &format!("{path}.exec.periodSeconds: belongs to {path}.periodSeconds"),
            &format!("{path}.exec.failureThreshold: belongs to {path}.failureThreshold"),
        ],
    );
}

#[test]
fn labels_and_amounts_are_misplaced_beside_their_maps() {
    let text = format!("{TOP}spec:\n  selector: {{name: agent, template: {{spec: {{}}}}}}\n{POD}{CONTAINER}");
    assert_told(
        &text,
        &[
            "spec.selector.name: belongs to spec.selector.matchLabels.name",
            "spec.selector.template: belongs to spec.template (taken)",
        ],
    );
    let path = "spec.template.spec.containers[0].resources";
    assert_told(
        &with_pod("          resources: {cpu: 1}\n"),
        &[&format!("{path}.cpu: belongs to {path}.requests.cpu or {path}.limits.cpu")],
    );
}

#[test]
fn the_field_of_a_toleration_is_no_advice_in_a_node_selector() {
    let text = with_pod(
        "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \
         [{matchExpressions: [{key: a, effect: Exists}]}]}}}\n",
    );
    let problems = told(&text);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].ends_with("matchExpressions[0].effect: unknown"), "{problems:?}");
}

#[test]
fn keys_that_hold_anchors_are_unknown_all_the_same() {
    let text =
        format!("x-labels: &l {{app: agent}}\nx-other: 1\n{TOP}spec:\n  selector: {{matchLabels: *l}}\n");
    assert_told(&text, &["x-labels: unknown, anchors", "x-other: unknown"]);
    let text = format!("x-labels: &l {{app: agent}}\n{TOP}spec:\n  selector: {{matchLabels: {{<<: *l}}}}\n");
    assert_told(&text, &["x-labels: unknown, anchors"]);
}

#[test]
fn indentation_that_was_lost_is_found() {
    let text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\nname: agent\nspec:\nselector:\nmatchLabels:\n\
                app: agent\ntemplate:\nmetadata:\nlabels:\napp: agent\nspec:\ncontainers:\n- name: agent\n";
    let root = root("apps/v1", "DaemonSet").unwrap();
    let lost = lost_indentation(parsed(text), root).unwrap();
    assert_eq!((lost.name.as_str(), lost.parent.to_string().as_str()), ("name", "metadata"));
    assert_eq!(&text[lost.key.range()], "name");
    assert_eq!(&text[lost.parent_key.range()], "metadata");

    let text = format!("{TOP}spec:\nselector: {{matchLabels: {{app: agent}}}}\n");
    let lost = lost_indentation(parsed(&text), root).unwrap();
    assert_eq!((lost.name.as_str(), lost.parent.to_string().as_str()), ("selector", "spec"));

    assert_eq!(lost_indentation(parsed("kind: DaemonSet\nmetadata:\nspec:\n  selector: {}\n"), root), None);
}
