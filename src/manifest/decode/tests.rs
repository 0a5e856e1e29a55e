//! Decoding of good values, and of bad ones in spite of their problems.

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::core::v1::{Container, PodSpec, Secret, Toleration};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::Deserialize;

use crate::manifest::schema::{check, root};
use crate::yaml::{Limits, Node, SourceFile, load};

use super::{decode, from_node};

/// The value of a text, whose document is never dropped.
fn parsed(text: &str) -> Node<'static> {
    let source = SourceFile::new("agent.yaml", text);
    Box::leak(Box::new(load(&source, &Limits::default()).remove(0).content.unwrap().unwrap())).root()
}

/// The object in spite of its problems.
fn daemon_set(text: &str) -> DaemonSet {
    let node = parsed(text);
    let problems = check(node, root("apps/v1", "DaemonSet").unwrap(), text, |text| text != "much");
    decode(node, &problems).unwrap()
}

/// The pod spec of a DaemonSet, of which `lines` are flow mapping entries.
fn pod(fields: &str) -> PodSpec {
    daemon_set(&format!("spec: {{template: {{spec: {{{fields}}}}}}}\n")).spec.template.spec.unwrap()
}

fn container(fields: &str) -> Container {
    pod(&format!("containers: [{{name: agent, {fields}}}]")).containers.remove(0)
}

#[test]
fn an_object_is_decoded_with_all_kinds_of_values() {
    let text = "apiVersion: apps/v1\nkind: DaemonSet\n\
                metadata: {name: agent, creationTimestamp: '2026-01-02T03:04:05Z', labels: {a: b}}\n\
                spec:\n  minReadySeconds: 80.0\n  updateStrategy: {rollingUpdate: {maxUnavailable: 10%, maxSurge: 1}}\n\
                \x20 template: {spec: {hostNetwork: yes, containers: [{name: agent, resources: {limits: {cpu: 1.5, memory: 1Gi}}}]}}\n";
    let daemon_set = daemon_set(text);
    assert_eq!(daemon_set.metadata.name.as_deref(), Some("agent"));
    assert_eq!(daemon_set.metadata.creation_timestamp.unwrap().0.to_string(), "2026-01-02T03:04:05Z");
    let spec = daemon_set.spec;
    assert_eq!(spec.min_ready_seconds, Some(80));
    let rolling = spec.update_strategy.unwrap().rolling_update.unwrap();
    assert_eq!(rolling.max_unavailable, Some(IntOrString::String("10%".to_owned())));
    assert_eq!(rolling.max_surge, Some(IntOrString::Int(1)));
    let pod = spec.template.spec.unwrap();
    assert_eq!(pod.host_network, Some(true));
    let limits = pod.containers[0].resources.clone().unwrap().limits.unwrap();
    assert_eq!(limits["cpu"], Quantity("1.5".to_owned()));
    assert_eq!(limits["memory"], Quantity("1Gi".to_owned()));
}

#[test]
fn the_version_of_an_object_is_not_compared() {
    let text = "apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata: {name: agent, ownerReferences: [{apiVersion: v1, kind: Node, name: a, uid: b}]}\n";
    let daemon_set = daemon_set(text);
    let owners = daemon_set.metadata.owner_references.unwrap();
    assert_eq!((owners[0].api_version.as_str(), owners[0].kind.as_str()), ("v1", "Node"));
}

#[test]
fn null_is_absent_or_the_zero_value() {
    let pod = pod("hostNetwork: ~, tolerations: [~, {key: a}], nodeSelector: {a: }, overhead: {cpu: }, \
                   containers: [{args: [~, b]}]");
    assert_eq!(pod.host_network, None);
    let second = Toleration { key: Some("a".to_owned()), ..Toleration::default() };
    assert_eq!(pod.tolerations.unwrap(), [Toleration::default(), second]);
    assert_eq!(pod.node_selector.unwrap()["a"], "");
    assert_eq!(pod.overhead.unwrap()["cpu"], Quantity("0".to_owned()));
    assert_eq!(pod.containers[0].args.as_deref().unwrap(), ["", "b"]);
}

#[test]
fn base64_is_decoded() {
    let node = parsed("apiVersion: v1\nkind: Secret\ndata: {a: YWdlbnQ=, b: }\n");
    let data = decode::<Secret>(node, &[]).unwrap().data.unwrap();
    assert_eq!(data["a"].0, b"agent");
    assert_eq!(data["b"].0, b"");
}

#[test]
fn words_without_quotes_become_the_strings_that_were_written() {
    let container = container("image: 1.10, args: [yes, 0x1F, a], env: [{name: A, value: true}]");
    assert_eq!(container.image.as_deref(), Some("1.10"));
    assert_eq!(container.args.unwrap(), ["yes", "0x1F", "a"]);
    assert_eq!(container.env.unwrap()[0].value.as_deref(), Some("true"));
}

#[test]
fn strings_become_the_numbers_and_booleans_that_they_spell() {
    let pod = pod("hostNetwork: 'true', hostPID: 'yes', priority: '5', terminationGracePeriodSeconds: '30'");
    assert_eq!(pod.host_network, Some(true));
    assert_eq!(pod.host_pid, None, "only what JSON calls a boolean");
    assert_eq!(pod.priority, Some(5));
    assert_eq!(pod.termination_grace_period_seconds, Some(30));
}

#[test]
fn other_values_of_a_wrong_type_are_absent() {
    let pod = pod("tolerations: {operator: Exists}, nodeSelector: a=b, overhead: {cpu: much, memory: 1Gi}, \
                   priority: 30.5, volumes: [{name: a, hostPath: /run}]");
    assert_eq!(pod.tolerations, None);
    assert_eq!(pod.node_selector, None);
    assert_eq!(pod.overhead.unwrap().into_keys().collect::<Vec<_>>(), ["memory"]);
    assert_eq!(pod.priority, None);
    assert_eq!(pod.volumes.unwrap()[0].host_path, None);
}

#[test]
fn elements_of_a_list_keep_their_index() {
    let pod = pod("containers: [nonsense, {name: second}]");
    assert_eq!(pod.containers[0], Container::default());
    assert_eq!(pod.containers[1].name, "second");
}

#[test]
fn a_document_that_is_no_mapping_decodes_to_nothing() {
    assert_eq!(daemon_set("- a\n"), DaemonSet::default());
    assert_eq!(daemon_set("spec: [a]\n"), DaemonSet::default());
}

#[test]
fn an_error_that_remains_says_where_it_is() {
    let node = parsed("spec: {template: {spec: {containers: [{name: a}, {name: [b]}]}}}\n");
    let error = decode::<DaemonSet>(node, &[]).unwrap_err();
    assert_eq!(error.path().to_string(), "spec.template.spec.containers[1].name");
    assert_eq!(error.to_string(), "invalid type: sequence, expected a string");
}

#[test]
fn types_of_our_own_borrow_from_the_document() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "camelCase")]
    enum Phase {
        Running,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "camelCase")]
    struct Host<'a> {
        #[serde(borrow)]
        api_version: &'a str,
        kind: String,
        #[serde(default)]
        metadata: Vec<&'a str>,
        cores: u32,
        load: f64,
        phase: Phase,
        pair: (i32, bool),
    }

    let node = parsed(
        "apiVersion: v1\nkind: Host\nmetadata: [a, ~]\ncores: 4\nload: 2\nphase: running\npair: [1, on]\nmore: {}\n",
    );
    let host: Host<'_> = from_node(node).unwrap();
    let expected = Host {
        api_version: "v1",
        kind: "Host".to_owned(),
        metadata: vec!["a", ""],
        cores: 4,
        load: 2.0,
        phase: Phase::Running,
        pair: (1, true),
    };
    assert_eq!(host, expected);
}
