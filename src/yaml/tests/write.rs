//! What is written is read back.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::{Node, Number, SourceFile, Style, Value, write};
use super::value;

fn written(value: &Json) -> String {
    write(value, Ord::cmp)
}

/// How a text is written as the value of a key.
fn scalar(text: &str) -> String {
    written(&json!({ "k": text })).trim_start_matches("k: ").trim_end_matches('\n').to_owned()
}

fn to_json(node: Node<'_>) -> Json {
    match node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::from(flag),
        Value::Number(Number::Int(int)) => Json::from(int),
        Value::Number(Number::Uint(uint)) => Json::from(uint),
        Value::Number(Number::Float(float)) => Json::from(float),
        Value::String(text) => Json::from(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(map) => {
            map.entries.iter().map(|entry| (entry.key.to_owned(), to_json(entry.value))).collect()
        }
    }
}

/// What some reader takes for a number, a date, or a time.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "+1",
    "0755",
    "0o17",
    "0x1F",
    "0b11",
    "1e3",
    "1E-3",
    "1.",
    ".5",
    "1_000",
    "0_1",
    ".inf",
    "-.INF",
    ".nan",
    "18446744073709551616",
    "12:30:00",
    "-1:30",
    "190:20:30.15",
    "2001-12-14",
    "2001-12-14t21:59:43.10-05:00",
];

#[test]
fn text_that_some_reader_takes_for_something_else_is_in_quotes() {
    let words = ["yes", "No", "on", "OFF", "y", "N", "true", "False", "~", "null", "Null", "", "<<", "="];
    let syntax = [
        "- a",
        "-",
        "? a",
        ": a",
        ":",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "[a",
        "{a",
        "]a",
        "}a",
        ",a",
        "|",
        ">",
        "'a'",
        "\"a\"",
        " a",
        "a ",
        "\ta",
        "a\t",
        "---",
        "--- a",
        "...",
        "\u{FEFF}a",
    ];
    for text in words.into_iter().chain(NUMBERS.iter().copied()).chain(syntax) {
        assert!(scalar(text).starts_with('"'), "{text:?} is written as {}", scalar(text));
    }
}

#[test]
fn text_that_every_reader_takes_for_itself_is_bare() {
    let plain = [
        "log-agent",
        "100m",
        "64Mi",
        "0.5Gi",
        "10.0.0.1",
        "10%",
        "v1",
        "apps/v1",
        "--verbosity=2",
        "-v",
        "/var/log",
        "registry.example.com:5000/a/b:1.2@sha256:0f",
        "https://example.com/a?b=c&d#e",
        "$(NODE_NAME)",
        "Ship logs.",
        "a, b",
        "it's",
        "yes!",
        "none",
        "é",
        "\u{1F600}",
        ":53",
        "?x",
        "1.2.3",
        "2001",
        "~/x",
    ];
    for text in plain.into_iter().filter(|text| *text != "2001") {
        assert_eq!(scalar(text), text);
    }
}

#[test]
fn lines_are_a_block_and_what_nobody_can_see_is_an_escape() {
    assert_eq!(scalar("a\nb"), "|-\n  a\n  b");
    assert_eq!(scalar("a: 1\n\n  b\n"), "|\n  a: 1\n\n    b");
    assert_eq!(
        written(&json!({ "k": "a\n\n", "l": [["x\ny"], {}, []] })),
        "k: |+\n  a\n\nl:\n  - - |-\n      x\n      y\n  - {}\n  - []\n"
    );
    assert_eq!(scalar(" a\nb"), r#"" a\nb""#);
    assert_eq!(scalar("a\n \nb"), r#""a\n \nb""#);
    assert_eq!(
        scalar("a\0b\u{1b}[31m\u{2028}\u{202e}\r\n\u{e0001}"),
        r#""a\x00b\x1b[31m\u2028\u202e\r\n\U000e0001""#
    );
}

#[test]
fn long_keys_are_read_back() {
    let long = "k".repeat(5000);
    for value_below in [json!("a"), json!(["a"]), json!({ "b": "c\nd" })] {
        let value_written = json!({ "a": { long.as_str(): value_below, "z": 1 } });
        assert_eq!(to_json(value(&written(&value_written))), value_written);
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~éλ\u{1F600}]{0,12}",
        "\\PC{0,8}",
        "(?s:.{0,12})",
        "[-+0-9._:eExXobB~]{1,8}",
        "(a|: |:|- |\\n|\\n  |\\t|\\r|\"|'|#| #|\\[|\\{|\\||>|&x|\\*x|<<|---|\\.\\.\\.|%| |\u{0}|\u{85}|\u{2028}|\u{feff}){0,8}",
    ]
}

fn tree() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        4 => text().prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => prop::num::f64::NORMAL.prop_map(Json::from),
        1 => Just(Json::Null),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn values_are_read_back(tree in tree()) {
        let tree = json!({ "root": tree });
        let text = written(&tree);
        prop_assert_eq!(to_json(value(&text)).to_string(), normal(&tree).to_string(), "{}", text);
    }

    #[test]
    fn a_text_is_one_line_or_a_block(text in text()) {
        let out = written(&json!({ "k": text }));
        let node = value(&out);
        let style = node.get("k").map(|node| node.style);
        prop_assert!(style == Some(Style::BlockScalar) || out.lines().count() == 1, "{}", out);
    }
}

/// Whole floats are whole numbers for kubectl.
fn normal(value: &Json) -> Json {
    match value {
        Json::Number(number) if !number.is_i64() => to_json(self::value(&number.to_string())),
        Json::Array(items) => items.iter().map(normal).collect(),
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), normal(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_source_of_what_is_written_has_its_offsets() {
    let text = written(&json!({ "a": { "b": "c" } }));
    let source = SourceFile::new("x", text.as_str());
    let node = value(&text);
    let c = node.get("a").and_then(|a| a.get("b")).expect("c");
    assert_eq!(source.slice(c.span), "c");
}
