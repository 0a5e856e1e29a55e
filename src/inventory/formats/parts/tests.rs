//! Tables for the shared parsers.

use super::taint::taint_list;
use super::*;
use std::collections::BTreeSet;

use crate::inventory::formats::document::{Documents, decode, decode_at};
use crate::inventory::pool::{CountRange, LabelValues};

fn decoded<T: for<'de> serde::Deserialize<'de> + Default>(yaml: &str) -> Result<T, String> {
    let documents = Documents::embedded(yaml).unwrap();
    let document = documents.iter().next().unwrap();
    decode_at(document.node(), &["it"]).map(Option::unwrap_or_default).map_err(|fault| format!("{fault:?}"))
}

#[test]
fn taints_as_text() {
    let table = [
        ("a=b:NoSchedule", Ok("a=b:NoSchedule")),
        ("a:NoExecute", Ok("a:NoExecute")),
        ("a=:PreferNoSchedule", Ok("a:PreferNoSchedule")),
        (" example.com/a=b:NO_SCHEDULE ", Ok("example.com/a=b:NoSchedule")),
        ("a", Err("`a` is no taint; expected key=value:Effect or key:Effect")),
        ("a=b", Err("`a=b` is no taint; expected key=value:Effect or key:Effect")),
        ("a=b=c:NoSchedule", Err("`a=b=c:NoSchedule` is no taint; expected key=value:Effect or key:Effect")),
        (":NoSchedule", Err("`:NoSchedule` is no taint; expected key=value:Effect or key:Effect")),
        ("a:No", Err("`No` is no effect of a taint; expected NoSchedule, PreferNoSchedule or NoExecute")),
        ("a:", Err("a taint without an effect; expected NoSchedule, PreferNoSchedule or NoExecute")),
    ];
    for (text, expected) in table {
        let read = taint(text).map(|taint| taint.to_string());
        assert_eq!(read.as_deref().map_err(String::as_str), expected, "{text}");
    }
    let list = taint_list("a=b:NoSchedule,c:NoExecute,").unwrap();
    assert_eq!(list.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a=b:NoSchedule", "c:NoExecute"]);
}

#[test]
fn labels_as_text() {
    let table: [(&str, &[(&str, &str)]); 5] = [
        ("", &[]),
        ("a=b", &[("a", "b")]),
        ("a=b,c=d,", &[("a", "b"), ("c", "d")]),
        ("a, c = d", &[("a", ""), ("c", "d")]),
        ("a=1,a=2", &[("a", "2")]),
    ];
    for (text, expected) in table {
        assert_eq!(label_list(text).iter().collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn counts() {
    let table = [
        ("3", Ok(Some(3))),
        (" 0 ", Ok(Some(0))),
        ("${WORKER_MACHINE_COUNT}", Ok(None)),
        ("${COUNT:=2}", Ok(None)),
        ("$COUNT", Ok(None)),
        ("{{ count }}", Ok(None)),
        ("-1", Err("`-1` is no number of nodes")),
        ("many", Err("`many` is no number of nodes")),
    ];
    for (text, expected) in table {
        let read = Count::parse(text).map(|count| count.0);
        assert_eq!(read.as_ref().map_err(String::as_str), expected.as_ref().map_err(|text| *text), "{text}");
    }
}

#[test]
fn ranges_of_counts() {
    let count = |number| Some(Count(Some(number)));
    let table = [
        ((None, None, None), (None, None)),
        ((count(2), None, None), (Some(2), Some(2))),
        ((Some(Count(None)), None, None), (None, None)),
        ((count(2), count(1), count(5)), (Some(1), Some(5))),
        ((count(2), None, count(5)), (Some(2), Some(5))),
        ((None, count(1), Some(Count(None))), (Some(1), None)),
    ];
    for ((wanted, min, max), (least, most)) in table {
        assert_eq!(count_range(wanted, min, max), CountRange { min: least, max: most });
    }
}

#[test]
fn arguments_of_the_kubelet_in_both_forms() {
    let map = "it: {v: 4, node-labels: \"a=b,c=d\", register-with-taints: \"e=f:NoSchedule\"}";
    let list =
        "it: [{name: node-labels, value: \"a=b,c=d\"}, {name: register-with-taints, value: e=f:NoSchedule}]";
    for yaml in [map, list] {
        let args: KubeletArgs = decoded(yaml).unwrap();
        assert_eq!(args.labels.iter().collect::<Vec<_>>(), [("a", "b"), ("c", "d")], "{yaml}");
        assert_eq!(args.taints, taint_list("e=f:NoSchedule").unwrap(), "{yaml}");
    }
    let error = decoded::<KubeletArgs>("it: {register-with-taints: e}").unwrap_err();
    assert!(error.contains("`e` is no taint"), "{error}");
    let error = decoded::<KubeletArgs>("it: [a]").unwrap_err();
    assert!(error.contains("a list of names and values"), "{error}");
}

#[test]
fn requirements_to_values() {
    let table = [
        ("{key: a, operator: In, values: [b, c]}", "is b or c"),
        ("{key: a, operator: In, values: [1, true]}", "is 1 or true"),
        ("{key: a, operator: In, values: [b, \"${ZONE}\"]}", "is not "),
        ("{key: a, operator: NotIn, values: [b]}", "is not b"),
        ("{key: a, operator: Exists}", "is not "),
        ("{key: a, operator: DoesNotExist}", "absent"),
        ("{key: a, operator: Gt, values: [\"3\"]}", "Some(3)..None"),
        ("{key: a, operator: Gte, values: [\"3\"]}", "Some(2)..None"),
        ("{key: a, operator: Lt, values: [3]}", "None..Some(3)"),
        ("{key: a, operator: Lte, values: [3]}", "None..Some(4)"),
        ("{key: a, operator: In}", "operator In needs values"),
        ("{key: a, operator: Gt, values: [1, 2]}", "operator Gt needs one value"),
    ];
    for (yaml, expected) in table {
        let documents = Documents::embedded(yaml).unwrap();
        let requirement: Requirement = decode(documents.iter().next().unwrap().node()).unwrap();
        let shown = requirement.values().map_or_else(|problem| problem, |values| show(&values));
        assert_eq!(shown, expected, "{yaml}");
    }
}

#[test]
fn requirements_on_the_same_key() {
    let of = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
    let one = |values: &[&str]| LabelValues::OneOf(of(values));
    let none = |values: &[&str]| LabelValues::NoneOf(of(values));
    let between = |above, below| LabelValues::Between { above, below };
    let table = [
        (one(&["a", "b"]), one(&["b", "c"]), Some("is b")),
        (one(&["a"]), one(&["b"]), None),
        (one(&["a", "b"]), none(&["b"]), Some("is a")),
        (none(&["a"]), none(&["b"]), Some("is not a or b")),
        (one(&["4", "8", "x"]), between(Some(4), None), Some("is 8")),
        (between(Some(4), None), between(Some(6), Some(9)), Some("Some(6)..Some(9)")),
        (between(Some(4), None), between(None, Some(5)), None),
        (between(Some(4), None), none(&["6"]), Some("Some(4)..None")),
        (LabelValues::Absent, LabelValues::Absent, Some("absent")),
        (LabelValues::Absent, none(&[]), None),
    ];
    for (left, right, expected) in table {
        assert_eq!(both(left.clone(), right.clone()).as_ref().map(show).as_deref(), expected);
        assert_eq!(both(right, left).as_ref().map(show).as_deref(), expected);
    }
}

fn show(values: &LabelValues) -> String {
    let list = |values: &BTreeSet<String>| values.iter().cloned().collect::<Vec<_>>().join(" or ");
    match values {
        LabelValues::OneOf(values) => format!("is {}", list(values)),
        LabelValues::NoneOf(values) => format!("is not {}", list(values)),
        LabelValues::Between { above, below } => format!("{above:?}..{below:?}"),
        LabelValues::Absent => "absent".to_owned(),
        LabelValues::Open => "open".to_owned(),
    }
}
