use serde_json::{Value, json};

use super::{labels, spec};
use crate::placement::requirement::Operator;
use crate::placement::{NodeSelector, Requirement, RequirementError, TermFailure, is_label_key};

fn expression(key: &str, operator: &str, values: &[&str]) -> Value {
    json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]})
}

fn field(operator: &str, values: &[&str]) -> Value {
    json!({"matchFields": [{"key": "metadata.name", "operator": operator, "values": values}]})
}

fn selector(terms: &[Value]) -> NodeSelector {
    let required = json!({"nodeSelectorTerms": terms});
    let affinity = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}});
    NodeSelector::from(&spec(&json!({"affinity": affinity})))
}

#[test]
fn every_pair_of_the_node_selector_must_be_there() {
    let selector = NodeSelector::from(&spec(&json!({"nodeSelector": {"a": "1", "role": ""}})));
    assert!(selector.matches(&labels(&[("a", "1"), ("role", ""), ("x", "y")]), "n"));
    let node = labels(&[("a", "2")]);
    let differing: Vec<_> = selector.differing(&node).collect();
    assert_eq!(differing, [("a", "1", Some("2")), ("role", "", None)], "a missing label is not an empty one");
}

#[test]
fn terms_are_alternatives_and_an_empty_one_matches_nothing() {
    let node = labels(&[("a", "1")]);
    let good = expression("a", "In", &["1"]);
    assert!(NodeSelector::from(&spec(&json!({}))).matches(&node, "n"), "no affinity takes every node");
    assert!(!selector(&[]).matches(&node, "n"), "no terms take none");
    assert!(!selector(&[json!({})]).matches(&node, "n"));
    assert!(selector(&[json!({}), good]).matches(&node, "n"));
    assert_eq!(selector(&[]).check_terms(&node, "n"), Err(vec![]));
    assert_eq!(selector(&[json!({})]).check_terms(&node, "n"), Err(vec![TermFailure::Empty]));
}

#[test]
fn operators_read_labels_as_upstream_does() {
    let table: [(&str, &[&str], Option<&str>, bool); 21] = [
        ("In", &["a", "b"], Some("b"), true),
        ("In", &["a"], Some("b"), false),
        ("In", &["a"], None, false),
        ("NotIn", &["a"], Some("b"), true),
        ("NotIn", &["a"], Some("a"), false),
        ("NotIn", &["a"], None, true),
        ("Exists", &[], Some(""), true),
        ("Exists", &[], None, false),
        ("DoesNotExist", &[], Some(""), false),
        ("DoesNotExist", &[], None, true),
        ("Gt", &["9"], Some("10"), true),
        ("Gt", &["9"], Some("9"), false),
        ("Gt", &["9"], Some("abc"), false),
        ("Gt", &["9"], Some("10.5"), false),
        ("Gt", &["9"], Some("99999999999999999999"), false),
        ("Gt", &["9"], None, false),
        ("Gt", &["9"], Some("010"), true),
        ("Lt", &["10"], Some("9"), true),
        ("Lt", &["010"], Some("10"), false),
        ("Lt", &["9"], None, false),
        ("In", &[""], Some(""), true),
    ];
    for (operator, values, label, wanted) in table {
        let node = label.map(|value| labels(&[("k", value)])).unwrap_or_default();
        let matches = selector(&[expression("k", operator, values)]).matches(&node, "n");
        assert_eq!(matches, wanted, "{operator} {values:?} and {label:?}");
    }
}

#[test]
fn a_requirement_that_cannot_be_built_spoils_its_term_alone() {
    let long = "x".repeat(64);
    let table: [(&str, &str, &[&str]); 15] = [
        ("k", "in", &["a"]),
        ("k", "Equals", &["a"]),
        ("k", "In", &[]),
        ("k", "NotIn", &[]),
        ("k", "Exists", &["a"]),
        ("k", "DoesNotExist", &["a"]),
        ("k", "Gt", &[]),
        ("k", "Gt", &["1", "2"]),
        ("k", "Gt", &["abc"]),
        ("k", "Lt", &["-1"]),
        ("k", "Gt", &["+5"]),
        ("k", "NotIn", &["bad value"]),
        ("k", "NotIn", &[&long]),
        ("a/b/c", "DoesNotExist", &[]),
        ("", "DoesNotExist", &[]),
    ];
    let node = labels(&[("ok", "1")]);
    for (key, operator, values) in table {
        let spoilt = expression(key, operator, values);
        let failures = selector(std::slice::from_ref(&spoilt)).check_terms(&node, "n").unwrap_err();
        assert!(matches!(failures[..], [TermFailure::Invalid(_)]), "{spoilt}");
        assert!(selector(&[spoilt, expression("ok", "Exists", &[])]).matches(&node, "n"));
    }
}

#[test]
fn match_fields_compare_the_name_and_must_hold_beside_the_expressions() {
    let mut both = field("In", &["n1"]);
    both["matchExpressions"] = json!([{"key": "a", "operator": "Exists"}]);
    let both = selector(&[both]);
    assert!(both.matches(&labels(&[("a", "")]), "n1"));
    assert!(!both.matches(&labels(&[("a", "")]), "n2"));
    assert!(!both.matches(&labels(&[]), "n1"));
    assert!(both.matches(&labels(&[("a", "")]), ""), "a node without a name skips the fields");
    assert!(selector(&[field("NotIn", &["n1"])]).matches(&labels(&[]), "n2"));
    for spoilt in [field("In", &[]), field("In", &["a", "b"]), field("Exists", &[])] {
        assert!(!selector(&[spoilt]).matches(&labels(&[]), "a"));
    }
}

#[test]
fn a_field_that_nodes_do_not_have_reads_as_empty() {
    let unknown = |operator: &str, value: &str| {
        let requirement = json!({"key": "spec.odd", "operator": operator, "values": [value]});
        selector(&[json!({"matchFields": [requirement]})])
    };
    assert!(unknown("NotIn", "n").matches(&labels(&[]), "n"));
    assert!(!unknown("In", "n").matches(&labels(&[]), "n"));
    assert!(unknown("In", "").matches(&labels(&[]), "n"));
    assert!(unknown("In", "n").names_mentioned().is_empty());
}

#[test]
fn failures_say_what_was_asked_and_what_was_found() {
    let terms = [expression("zone", "In", &["a", "b"]), expression("x", "Exists", &[]), field("In", &["n1"])];
    let failures = selector(&terms).check_terms(&labels(&[("zone", "c")]), "n2").unwrap_err();
    let lines: Vec<_> = failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["zone In [a, b], found \"c\"", "x Exists, not found", "metadata.name In [n1], found \"n2\""]
    );
    let TermFailure::Unmet(unmet) = &failures[0] else { panic!("{failures:?}") };
    assert_eq!(unmet[0].operator, Operator::In);
}

#[test]
fn a_selector_names_the_labels_and_nodes_that_it_reads() {
    let selector =
        selector(&[expression("b", "Exists", &[]), field("NotIn", &["n1"]), expression("a", "in", &[])]);
    assert_eq!(
        selector.label_keys().into_iter().collect::<Vec<_>>(),
        ["b"],
        "a spoilt requirement reads nothing"
    );
    assert_eq!(selector.names_mentioned().into_iter().collect::<Vec<_>>(), ["n1"]);
}

#[test]
fn requirement_errors_name_the_fault() {
    let error = Requirement::new("k", "Gt", &["abc".to_owned()]).unwrap_err();
    assert_eq!(error, RequirementError::NotAnInteger { key: "k".into(), value: "abc".into() });
    assert_eq!(error.to_string(), "k: \"abc\" is not an integer");
}

#[test]
fn label_keys_have_an_optional_domain() {
    for (key, wanted) in [
        ("a", true),
        ("example.com/A_b.c-d", true),
        ("Example.com/a", false),
        ("/a", false),
        ("a/", false),
        ("-a", false),
        ("ex..com/a", false),
    ] {
        assert_eq!(is_label_key(key), wanted, "{key}");
    }
}
