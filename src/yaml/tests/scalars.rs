//! What scalars mean, against the observed behaviour of kubectl.

use super::super::Number;
use super::{documents, error, json, value};

/// Source and JSON, as kubectl sends it.
const PLAIN: &[(&str, &str)] = &[
    ("y", "true"),
    ("Yes", "true"),
    ("on", "true"),
    ("TRUE", "true"),
    ("tRue", "\"tRue\""),
    ("n", "false"),
    ("No", "false"),
    ("OFF", "false"),
    ("~", "null"),
    ("Null", "null"),
    ("", "null"),
    ("nUll", "\"nUll\""),
    ("0755", "493"),
    ("0o17", "15"),
    ("010", "8"),
    ("00", "0"),
    ("0_7", "7"),
    ("08", "8"),
    ("09", "9"),
    ("0x1F", "31"),
    ("0b101", "5"),
    ("-0x1f", "-31"),
    ("0x_f", "15"),
    ("0b-1", "-1"),
    ("0x", "\"0x\""),
    ("1_000", "1000"),
    ("1__0", "10"),
    ("1_000.5", "1000.5"),
    ("_1", "\"_1\""),
    ("+5", "5"),
    ("-0", "0"),
    ("-0.0", "0"),
    ("1e3", "1000"),
    ("12e03", "12000"),
    ("1.5e+3", "1500"),
    (".5", "0.5"),
    (".5_0", "0.5"),
    ("._5", "\"._5\""),
    ("1.", "1"),
    (".", "\".\""),
    ("1.10", "1.1"),
    ("3.20", "3.2"),
    ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9223372036854776000"),
    ("12345678901234567890", "12345678901234567000"),
    ("123456789012345678901234", "1.2345678901234569e+23"),
    ("1e20", "100000000000000000000"),
    ("1e21", "1e+21"),
    ("1e-6", "0.000001"),
    ("1e-7", "1e-7"),
    ("1e400", "\"1e400\""),
    ("1:20", "\"1:20\""),
    ("190:20:30", "\"190:20:30\""),
    ("2020-01-02", "\"2020-01-02\""),
    ("1E", "\"1E\""),
    ("1Gi", "\"1Gi\""),
    ("500m", "\"500m\""),
    (".inf2", "\".inf2\""),
    ("<<", "\"<<\""),
];

#[test]
fn plain_scalars_mean_what_they_mean_to_kubectl() {
    for (source, expected) in PLAIN {
        let loaded = value(&format!("a: {source}\n"));
        assert_eq!(json(loaded.get("a").expect("the key")), *expected, "{source:?}");
    }
}

#[test]
fn quoted_scalars_and_block_scalars_are_text() {
    for (source, _) in PLAIN.iter().filter(|(source, _)| !source.is_empty()) {
        for text in [format!("a: \"{source}\""), format!("a: '{source}'"), format!("a: |-\n  {source}")] {
            assert_eq!(value(&text).get("a").and_then(|node| node.as_str()), Some(*source), "{text:?}");
        }
    }
}

#[test]
fn infinity_and_nan_are_refused() {
    for source in [".inf", "-.Inf", "+.INF", ".nan", ".NaN"] {
        assert_eq!(error(&format!("a: {source}")).message, "JSON has no infinity and no NaN");
    }
}

#[test]
fn tags_decide_or_are_refused() {
    let table = [
        ("!!str 123", "\"123\""),
        ("!!str", "\"\""),
        ("!!int \"5\"", "5"),
        ("!!float 1", "1"),
        ("!!bool \"yes\"", "true"),
        ("!!null ''", "null"),
        ("!!binary aGVsbG8=", "\"hello\""),
        ("!!binary |\n  aGVs\n  bG8=", "\"hello\""),
        ("!!binary //79", "\"\u{fffd}\u{fffd}\u{fffd}\""),
        ("!!timestamp 2020-01-02", "\"2020-01-02\""),
        ("!custom 5", "\"5\""),
        ("! 5", "\"5\""),
        ("!<tag:yaml.org,2002:int> 0x10", "16"),
        ("!!str {b: 1}", "{\"b\":1}"),
        ("!!set {b, c}", "{\"b\":null,\"c\":null}"),
    ];
    for (source, expected) in table {
        let loaded = value(&format!("a: {source}\n"));
        assert_eq!(json(loaded.get("a").expect("the key")), expected, "{source:?}");
    }
    for source in
        ["!!int x", "!!int 1.5", "!!bool 1", "!!null x", "!!float 18446744073709551615", "!!timestamp x"]
    {
        assert_eq!(error(&format!("a: {source}")).message, "the value does not fit its tag", "{source:?}");
    }
    for source in ["!!binary x", "!!binary aG==aGVs", "!!binary ===="] {
        assert_eq!(error(&format!("a: {source}")).message, "`!!binary` needs base64", "{source:?}");
    }
}

#[test]
fn numbers_know_their_spelling_in_json() {
    let table = [
        (Number::Int(-3), "-3"),
        (Number::Uint(u64::MAX), "18446744073709551615"),
        (Number::from(1e3), "1000"),
        (Number::from(1e18), "1000000000000000000"),
        (Number::from(1.5e-7), "1.5e-7"),
        (Number::from(-2.5e300), "-2.5e+300"),
    ];
    for (number, expected) in table {
        assert_eq!(number.to_string(), expected);
    }
}

#[test]
fn block_scalars_fold_and_chomp() {
    let text = "a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\nc: |+\n  x\n\nd: |2\n    x\ne: |\n  last";
    assert_eq!(json(value(text)), r#"{"a":"x\n y\n","b":"x y\nz","c":"x\n\n","d":"  x\n","e":"last\n"}"#);
}

#[test]
fn escapes_of_json_work_in_json_only() {
    assert_eq!(json(value(r#"{"a":"\/\ud83d\ude00\u00e9\n"}"#)), "{\"a\":\"/\u{1F600}é\\n\"}");
    assert_eq!(json(value(r#"{"a":"\ud83dx","b":"\ude00"}"#)), "{\"a\":\"\u{fffd}x\",\"b\":\"\u{fffd}\"}");
    for text in [r#"a: "\/""#, r#"a: "\ud83d\ude00""#] {
        assert_eq!(error(text).message, "kubectl does not know this escape");
    }
    assert_eq!(json(value(r#"a: "\x41\u0042\U00000043\\/""#)), r#"{"a":"ABC\\/"}"#);
}

#[test]
fn a_number_that_json_cannot_hold_is_refused() {
    assert_eq!(error(r#"{"a": 1e400}"#).message, "the number is out of range");
    assert_eq!(documents(r#"{"a": 1e308}"#).len(), 1);
}
