use k8s_openapi::api::core::v1 as api;
use serde_json::{Value, json};

use super::{spec, taint, taints};
use crate::placement::{
    ComparisonOperators, TaintEffect, Toleration, TolerationOperator, Tolerations, automatic_tolerations,
};

fn toleration(fields: &Value) -> Toleration {
    Toleration::from(&serde_json::from_value::<api::Toleration>(fields.clone()).unwrap())
}

fn tolerates(fields: &Value, text: &str) -> bool {
    toleration(fields).tolerates(&taint(text), ComparisonOperators::Off)
}

#[test]
fn a_toleration_matches_exactly_the_taints_that_upstream_says() {
    let table = [
        (json!({}), "k:NoSchedule", true, "empty key and value stand for every taint without a value"),
        (json!({}), "k=v:NoSchedule", false, "but not for one with a value"),
        (json!({"key": "k"}), "k=v:NoSchedule", false, "no operator compares the values"),
        (json!({"key": "k"}), "k:NoSchedule", true, "and an empty value equals a missing one"),
        (json!({"key": "k", "value": "v"}), "k=v:NoExecute", true, "no effect stands for every effect"),
        (json!({"key": "k", "effect": ""}), "k:NoExecute", true, "an empty effect, too"),
        (
            json!({"key": "k", "operator": "Exists", "value": "x"}),
            "k=v:NoSchedule",
            true,
            "Exists skips values",
        ),
        (json!({"operator": "Exists"}), "k=v:NoSchedule", true, "the universal toleration"),
        (json!({"operator": "Exists", "effect": "NoSchedule"}), "k:NoExecute", false, "one effect only"),
        (
            json!({"operator": "Equal", "value": "v"}),
            "any=v:NoSchedule",
            true,
            "any key, whatever the operator",
        ),
        (
            json!({"key": "k", "operator": "exists"}),
            "k:NoSchedule",
            false,
            "an unknown operator never matches",
        ),
        (json!({"key": "K"}), "k:NoSchedule", false, "case matters"),
        (
            json!({"key": "k", "operator": "Exists", "tolerationSeconds": 0}),
            "k:NoExecute",
            true,
            "seconds do not",
        ),
        (
            json!({"key": "k", "operator": "Gt", "value": "1"}),
            "k=2:NoSchedule",
            false,
            "Gt is off by default",
        ),
    ];
    for (fields, text, wanted, why) in table {
        assert_eq!(tolerates(&fields, text), wanted, "{fields} and {text}: {why}");
    }
}

#[test]
fn comparison_operators_compare_canonical_integers_once_switched_on() {
    let table = [
        ("Gt", "9", "10", true),
        ("Gt", "10", "10", false),
        ("Lt", "10", "9", true),
        ("Lt", "10", "10", false),
        ("Gt", "-5", "0", true),
        ("Gt", "007", "10", false),
        ("Gt", "+5", "10", false),
        ("Gt", "-0", "10", false),
        ("Gt", "", "10", false),
        ("Gt", "1", "1.5", false),
        ("Gt", "1", "99999999999999999999", false),
    ];
    for (operator, own, value, wanted) in table {
        let toleration = toleration(&json!({"key": "k", "operator": operator, "value": own}));
        let taint = taint(&format!("k={value}:NoSchedule"));
        assert_eq!(toleration.tolerates(&taint, ComparisonOperators::On), wanted, "{value} {operator} {own}");
    }
}

#[test]
fn every_daemon_pod_gets_six_tolerations_and_a_seventh_on_the_host_network() {
    let keys = |host_network| {
        automatic_tolerations(host_network).iter().map(|own| own.key.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(keys(false).len(), 6);
    assert_eq!(keys(true)[6], "node.kubernetes.io/network-unavailable");
    assert!(automatic_tolerations(true).iter().all(|own| own.operator == TolerationOperator::Exists));
}

#[test]
fn an_automatic_toleration_replaces_its_like_in_place_and_strips_the_seconds() {
    let like = json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
                      "tolerationSeconds": 60});
    let merged = Tolerations::for_daemon_pod(&spec(&json!({"tolerations": [like, {"key": "mine"}, like]})));
    let list: Vec<_> = merged.iter().collect();
    assert_eq!(list.len(), 3 + 5);
    assert_eq!((list[0].seconds, list[2].seconds), (None, None));
    assert_eq!(list[1].key, "mine");
    assert_eq!(list[3].key, "node.kubernetes.io/unreachable");
}

#[test]
fn a_toleration_that_differs_in_one_of_four_fields_stays_as_it_is_and_comes_first() {
    let other = json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 60});
    let merged = Tolerations::for_daemon_pod(&spec(&json!({"tolerations": [other]})));
    assert_eq!(merged.iter().count(), 7);
    let used = merged.tolerating(&taint("node.kubernetes.io/not-ready:NoExecute")).unwrap();
    assert_eq!(used.seconds, Some(60), "the first one that matches decides about eviction");
}

#[test]
fn all_untolerated_taints_are_named_in_order_and_duplicates_stay() {
    let tolerations = Tolerations::new(vec![toleration(&json!({"key": "b", "operator": "Exists"}))]);
    let node = taints(&[
        "a=1:NoSchedule",
        "b:NoExecute",
        "c:PreferNoSchedule",
        "a=1:NoSchedule",
        "d:",
        "e:NoExecute",
    ]);
    let left: Vec<_> =
        tolerations.untolerated(&node, TaintEffect::REPELLING).map(ToString::to_string).collect();
    assert_eq!(left, ["a=1:NoSchedule", "a=1:NoSchedule", "e:NoExecute"]);
}

#[test]
fn a_taint_is_printed_as_kubectl_prints_it() {
    for text in ["k=v:NoSchedule", "k:NoExecute", "k:Odd"] {
        assert_eq!(taint(text).to_string(), text);
    }
}
