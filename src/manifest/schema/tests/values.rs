//! Values that are not what their field takes.

use super::{CONTAINER, POD, SPEC, assert_told, problems, root, told, with_pod, with_spec};
use crate::manifest::schema::generated::ROOTS;

#[test]
fn words_and_numbers_without_quotes_are_no_strings() {
    let text = with_pod(
        "          args: [2]\n          env: [{name: A, value: true}, {name: B, value: 0x1F}]\n      \
         nodeSelector: {gpu: yes, version: 1.10}\n      tolerations: [{key: a, value: on}]\n",
    );
    assert_told(
        &text,
        &[
            "spec.template.spec.containers[0].args[0]: a whole number, written 2",
            "spec.template.spec.containers[0].env[0].value: a boolean, written true",
            "spec.template.spec.containers[0].env[1].value: a whole number, written 0x1F",
            "spec.template.spec.nodeSelector.gpu: a boolean, written yes",
            "spec.template.spec.nodeSelector.version: a number, written 1.10",
            "spec.template.spec.tolerations[0].value: a boolean, written on",
        ],
    );
}

#[test]
fn values_of_another_type_are_told() {
    let table = [
        ("hostNetwork: 'true'", "hostNetwork: a string for true or false"),
        ("hostNetwork: 1", "hostNetwork: a whole number for true or false"),
        ("tolerations: {operator: Exists}", "tolerations: a mapping for a list"),
        ("nodeSelector: kubernetes.io/role=worker", "nodeSelector: a string for a mapping"),
        ("nodeSelector: [a]", "nodeSelector: a list for a mapping"),
        ("priority: 2147483648", "priority: a whole number for a whole number of 32 bits"),
        ("priority: 30.5", "priority: a number for a whole number of 32 bits"),
        ("priority: '5'", "priority: a string for a whole number of 32 bits"),
        ("overhead: {cpu: true}", "overhead.cpu: a boolean for a quantity"),
        ("overhead: {cpu: much}", "overhead.cpu: not a quantity"),
        ("volumes: [{name: a, hostPath: /run}]", "volumes[0].hostPath: a string for a mapping"),
        ("initContainers: [{name: {a: b}}]", "initContainers[0].name: a mapping for a string"),
        ("initContainers: [~]", "initContainers[0]: empty element"),
        ("initContainers: [a]", "initContainers[0]: a string for a mapping"),
    ];
    for (line, expected) in table {
        assert_told(&with_pod(&format!("      {line}\n")), &[&format!("spec.template.spec.{expected}")]);
    }
    let command = with_pod("          command: agent\n");
    assert_told(&command, &["spec.template.spec.containers[0].command: a string for a list"]);
}

#[test]
fn an_int_or_string_is_one_of_the_two() {
    let table = [
        ("1", None),
        ("'1'", None),
        ("10%", None),
        ("80.0", None),
        ("", None),
        ("1.5", Some("a number for a whole number or a string")),
        ("true", Some("a boolean for a whole number or a string")),
        ("4294967296", Some("a whole number for a whole number or a string")),
    ];
    for (value, expected) in table {
        let text =
            with_spec(&format!("  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: {value}\n"));
        let at = "spec.updateStrategy.rollingUpdate.maxUnavailable";
        let expected: Vec<_> = expected.iter().map(|said| format!("{at}: {said}")).collect();
        assert_eq!(told(&text), expected, "{value}");
    }
}

#[test]
fn null_is_the_absence_of_a_value() {
    let text = with_pod(
        "      hostNetwork:\n      tolerations: [~]\n      nodeSelector: {a: }\n      priority: ~\n      overhead: {cpu: }\n",
    );
    assert_told(&text, &[]);
}

#[test]
fn a_number_of_whole_value_is_whole() {
    assert_told(&with_spec("  minReadySeconds: 80.0\n"), &[]);
}

#[test]
fn times_are_read_as_strictly_as_go_reads_them() {
    let malformed = "not a time such as 2006-01-02T15:04:05Z";
    let table = [
        ("", None),
        ("2020-01-02T03:04:05Z", None),
        ("2020-01-02T03:04:05.678Z", None),
        ("'2020-01-02T03:04:05+01:00'", None),
        ("'2020-01-02 03:04:05Z'", Some(malformed)),
        ("'2020-01-02T03:04Z'", Some(malformed)),
        ("2020-01-02t03:04:05z", Some(malformed)),
        ("yesterday", Some(malformed)),
        ("''", Some(malformed)),
        ("2020", Some("a whole number for a time such as 2006-01-02T15:04:05Z")),
    ];
    for (value, expected) in table {
        let text = format!("metadata:\n  creationTimestamp: {value}\n{SPEC}{POD}{CONTAINER}");
        let expected: Vec<_> =
            expected.iter().map(|said| format!("metadata.creationTimestamp: {said}")).collect();
        assert_eq!(told(&text), expected, "{value}");
    }
}

#[test]
fn content_of_an_alias_is_judged_at_every_place() {
    let text = with_pod("      nodeSelector: &a {gpu: true}\n      overhead: *a\n");
    let problems = problems(&text);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(problems[0].value, problems[1].value, "both point at the anchored value");
    assert_eq!(problems[0].through, None);
    assert_eq!(problems[1].through.map(|span| &text[span.range()]), Some("*a"));
}

#[test]
fn problems_name_the_key_or_the_value() {
    let text = with_pod("      hostPid: true\n      priority: high\n      hostIPC: [\n        a ]\n");
    let places: Vec<_> = problems(&text).iter().map(|problem| &text[problem.place().range()]).collect();
    assert_eq!(places, ["hostPid", "high", "[\n        a ]"]);
}

#[test]
fn hostile_documents_are_judged_in_time() {
    let fields: Vec<_> = (0..20_000).map(|number| format!("      tolerationz{number}: []\n")).collect();
    assert_eq!(problems(&with_pod(&fields.concat())).len(), 20_000);
}

#[test]
fn old_versions_of_workloads_are_read_as_the_current_one() {
    assert_eq!(root("extensions/v1beta1", "DaemonSet"), root("apps/v1", "DaemonSet"));
    assert_eq!(root("apps/v1", "Daemonset"), None);
    assert_eq!(root("v1", "DaemonSet"), None);
}

#[test]
fn fields_are_sorted_so_that_they_can_be_searched() {
    for root in ROOTS {
        let fields = root.ty.fields;
        assert!(fields.is_sorted_by_key(|field| field.name), "{:?}", root.ty);
        assert!(fields.iter().all(|field| root.ty.field(field.name) == Some(field)));
    }
}
