//! Two pods on one node: points that matter, and every answer against all nodes of a small universe.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::daemon_pod;
use crate::placement::{DaemonPod, may_meet};

fn terms(terms: &Value) -> Value {
    let required = json!({"nodeSelectorTerms": terms});
    json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}})
}

fn needs(key: &str, operator: &str, values: &[&str]) -> Value {
    let values = if values.is_empty() { Value::Null } else { json!(values) };
    json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]})
}

fn term(key: &str, operator: &str, values: &[&str]) -> Value {
    terms(&json!([needs(key, operator, values)]))
}

fn meet(one: &Value, other: &Value) -> bool {
    let (one, other) = (daemon_pod(one), daemon_pod(other));
    let answer = may_meet(&one, &other);
    assert_eq!(answer, may_meet(&other, &one), "the order of the pods does not matter");
    answer
}

#[test]
fn pods_without_constraints_meet() {
    assert!(meet(&json!({}), &json!({})));
    assert!(meet(&json!({}), &json!({"nodeSelector": {"pool": "a"}})));
    assert!(meet(&json!({"nodeSelector": {"pool": "a"}}), &json!({"nodeSelector": {"disk": "ssd"}})));
}

#[test]
fn different_values_of_one_label_part() {
    let pool = |name: &str| json!({"nodeSelector": {"pool": name}});
    assert!(!meet(&pool("a"), &pool("b")));
    assert!(!meet(&pool("a"), &term("pool", "In", &["b", "c"])));
    assert!(!meet(&pool("a"), &term("pool", "NotIn", &["a"])));
    assert!(!meet(&pool("a"), &term("pool", "DoesNotExist", &[])));
    assert!(!meet(&term("pool", "Exists", &[]), &term("pool", "DoesNotExist", &[])));
    assert!(meet(&term("pool", "NotIn", &["a"]), &term("pool", "NotIn", &["b"])));
    assert!(meet(&term("pool", "NotIn", &["a"]), &term("pool", "DoesNotExist", &[])));
}

#[test]
fn twins_for_linux_and_windows_part() {
    let windows = json!({"nodeSelector": {"kubernetes.io/os": "windows"}});
    assert!(!meet(&json!({"nodeSelector": {"kubernetes.io/os": "linux"}}), &windows));
    assert!(!meet(&json!({"nodeSelector": {"beta.kubernetes.io/os": "linux"}}), &windows));
    assert!(!meet(&json!({"os": {"name": "linux"}}), &json!({"os": {"name": "windows"}})));
    assert!(!meet(
        &term("beta.kubernetes.io/arch", "In", &["amd64"]),
        &term("kubernetes.io/arch", "In", &["arm64"])
    ));
}

#[test]
fn every_node_has_a_system() {
    assert!(!meet(&term("kubernetes.io/os", "DoesNotExist", &[]), &json!({})));
    assert!(!meet(&term("beta.kubernetes.io/arch", "DoesNotExist", &[]), &json!({})));
}

#[test]
fn one_pair_of_terms_is_enough() {
    let either = terms(&json!([needs("pool", "In", &["a"]), needs("disk", "Exists", &[])]));
    assert!(meet(&either, &term("pool", "In", &["b"])));
    let both = terms(&json!([needs("pool", "In", &["a"]), needs("pool", "In", &["c"])]));
    assert!(!meet(&both, &term("pool", "In", &["b"])));
    assert!(meet(&both, &term("pool", "In", &["b", "c"])));
}

#[test]
fn terms_that_match_nothing_meet_nothing() {
    assert!(!meet(&terms(&json!([{}])), &json!({})));
    assert!(!meet(&terms(&json!([])), &json!({})));
    assert!(!meet(&term("pool", "in", &["a"]), &json!({})));
    assert!(meet(&terms(&json!([{}, needs("pool", "Exists", &[])])), &json!({})));
}

#[test]
fn numbers_leave_room_or_not() {
    assert!(!meet(&term("cores", "Gt", &["4"]), &term("cores", "Lt", &["5"])));
    assert!(meet(&term("cores", "Gt", &["3"]), &term("cores", "Lt", &["5"])));
    assert!(!meet(&term("cores", "Gt", &["4"]), &json!({"nodeSelector": {"cores": "4"}})));
    assert!(!meet(&term("cores", "Gt", &["4"]), &json!({"nodeSelector": {"cores": "many"}})));
    assert!(!meet(&term("cores", "Lt", &["0"]), &json!({})), "no label starts with a sign");
    assert!(
        meet(
            &term("cores", "Gt", &["3"]),
            &terms(&json!([{"matchExpressions": [
                {"key": "cores", "operator": "Lt", "values": ["5"]},
                {"key": "cores", "operator": "NotIn", "values": ["4"]},
            ]}]))
        ),
        "04 is a number, too"
    );
}

#[test]
fn names_of_nodes_part() {
    let on = |name: &str| json!({"nodeName": name});
    assert!(!meet(&on("a"), &on("b")));
    assert!(meet(&on("a"), &on("a")));
    let field = |operator: &str, name: &str| {
        terms(&json!([{"matchFields": [{"key": "metadata.name", "operator": operator, "values": [name]}]}]))
    };
    assert!(!meet(&field("In", "a"), &field("NotIn", "a")));
    assert!(!meet(&on("a"), &field("In", "b")));
    assert!(meet(&on("a"), &field("NotIn", "b")));
}

const KEYS: [&str; 2] = ["a", "b"];
const VALUES: [&str; 5] = ["x", "y", "1", "3", "03"];
const NAMES: [&str; 3] = ["one", "two", "three"];

/// Every value that constraints over [`VALUES`] and bounds from -1 to 4 can tell apart, and no value.
const UNIVERSE: [Option<&str>; 17] = [
    None,
    Some(""),
    Some("x"),
    Some("y"),
    Some("z"),
    Some("0"),
    Some("1"),
    Some("2"),
    Some("3"),
    Some("4"),
    Some("5"),
    Some("00"),
    Some("01"),
    Some("02"),
    Some("03"),
    Some("003"),
    Some("04"),
];

fn requirement() -> impl Strategy<Value = Value> {
    let key = proptest::sample::select(&KEYS[..]);
    let listed =
        (proptest::sample::select(vec!["In", "NotIn"]), vec(proptest::sample::select(&VALUES[..]), 1..3));
    let listed = listed.prop_map(|(operator, values)| json!({"operator": operator, "values": values}));
    let bare = proptest::sample::select(vec!["Exists", "DoesNotExist"]);
    let bare = bare.prop_map(|operator| json!({"operator": operator}));
    // Values of `Gt` and `Lt` must be legal values of labels, so that there are no negative ones.
    let bound = (proptest::sample::select(vec!["Gt", "Lt"]), 0_i64..5);
    let bound =
        bound.prop_map(|(operator, bound)| json!({"operator": operator, "values": [bound.to_string()]}));
    (key, prop_oneof![listed, bare, bound]).prop_map(|(key, mut requirement)| {
        requirement["key"] = json!(key);
        requirement
    })
}

fn field() -> impl Strategy<Value = Value> {
    let name = proptest::sample::select(&NAMES[..2]);
    (proptest::sample::select(vec!["In", "NotIn"]), name)
        .prop_map(|(operator, name)| json!({"key": "metadata.name", "operator": operator, "values": [name]}))
}

prop_compose! {
    fn pod()(
        pairs in proptest::collection::btree_map(proptest::sample::select(&KEYS[..]), proptest::sample::select(&VALUES[..]), 0..2),
        alternatives in proptest::option::of(vec((vec(requirement(), 0..4), vec(field(), 0..2)), 0..3)),
    ) -> DaemonPod {
        let mut fields = match alternatives {
            None => json!({}),
            Some(list) => terms(&Value::Array(list.into_iter().map(|(expressions, fields)| {
                json!({"matchExpressions": expressions, "matchFields": fields})
            }).collect())),
        };
        fields["nodeSelector"] = json!(pairs);
        daemon_pod(&fields)
    }
}

/// Whether a node of the universe takes both.
fn some_node_takes(one: &DaemonPod, other: &DaemonPod) -> bool {
    UNIVERSE.iter().any(|a| {
        UNIVERSE.iter().any(|b| {
            let pairs = [(KEYS[0], a), (KEYS[1], b)];
            let labels: BTreeMap<String, String> = pairs
                .iter()
                .filter_map(|(key, value)| Some(((*key).to_owned(), (**value)?.to_owned())))
                .collect();
            NAMES
                .iter()
                .any(|name| one.selector.matches(&labels, name) && other.selector.matches(&labels, name))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_answer_is_that_of_all_nodes(one in pod(), other in pod()) {
        prop_assert_eq!(may_meet(&one, &other), some_node_takes(&one, &other));
    }
}
