//! Keys: how they are spelt, how they meet, how `<<` merges.

use super::super::{Node, SourceFile, Span};
use super::{error, json, value};

fn slice(text: &str, span: Span) -> String {
    SourceFile::new("", text).slice(span).to_owned()
}

#[test]
fn keys_become_text() {
    let table = [
        ("yes", "true"),
        ("n", "false"),
        ("1", "1"),
        ("0755", "493"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("1e-5", "1e-05"),
        ("0.1", "0.1"),
        ("1234567.5", "1.2345675e+06"),
        (".inf", ".inf"),
        ("2020-01-02", "2020-01-02"),
        ("'yes'", "yes"),
        ("!!str 1", "1"),
        ("a b", "a b"),
    ];
    for (source, expected) in table {
        let loaded = value(&format!("{source}: x\n"));
        assert_eq!(loaded.as_map().expect("a mapping").entries.first().unwrap().key, expected, "{source:?}");
    }
}

#[test]
fn keys_that_are_no_text_are_refused() {
    for text in ["~: 1", "null: 1", "? \n: 1"] {
        assert_eq!(error(text).message, "a key must not be null", "{text:?}");
    }
    assert_eq!(error(": 1").message, "a key is missing before this colon");
    for text in ["[a]: 1", "x: {{a: b}: c}", "? - a\n: 1", "x: &x [1]\n*x : 1"] {
        assert_eq!(error(text).message, "a mapping or sequence cannot be a key", "{text:?}");
    }
    assert_eq!(error("18446744073709551615: 1").message, "the number is too large for a key");
}

#[test]
fn the_last_of_equal_keys_wins_and_the_others_are_kept_aside() {
    let text = "a: 1\nb: 2\n\"a\": 3\na: 4\n";
    let loaded = value(text);
    assert_eq!(json(loaded), r#"{"a":4,"b":2}"#);
    let mapping = loaded.as_map().expect("a mapping");
    let shadowed: Vec<_> =
        mapping.shadowed().iter().map(|lost| (json(lost.entry.value), lost.by.start)).collect();
    assert_eq!(shadowed, [("1".to_owned(), 10), ("3".to_owned(), 17)]);
    assert_eq!(mapping.get("a").map(|entry| entry.key_span.start), Some(17));
}

#[test]
fn keys_of_one_meaning_are_equal() {
    assert_eq!(json(value("yes: 1\non: 2\n")), r#"{"true":2}"#);
    assert_eq!(json(value("1: a\n0x1: b\n")), r#"{"1":"b"}"#);
}

#[test]
fn equal_keys_are_found_in_large_mappings() {
    let lines: Vec<_> = (0..100).map(|at| format!("k{at}: {at}\n")).collect();
    let text = lines.concat() + "k3: x\nk99: z\n";
    let loaded = value(&text);
    let mapping = loaded.as_map().expect("a mapping");
    assert_eq!(mapping.entries.len(), 100);
    assert_eq!(mapping.shadowed().len(), 2);
    assert_eq!(loaded.get("k99").and_then(Node::as_str), Some("z"));
}

#[test]
fn merge_keys_merge_where_they_stand() {
    let table = [
        ("<<: {a: 1}\nb: 2", r#"{"a":1,"b":2}"#),
        ("a: 0\n<<: {a: 1}", r#"{"a":1}"#),
        ("<<: {a: 1}\na: 0", r#"{"a":0}"#),
        ("<<: [{a: 1}, {a: 2, b: 3}]", r#"{"a":1,"b":3}"#),
        ("<<: {a: 1}\n<<: {a: 2}", r#"{"a":2}"#),
        ("<<: {<<: {a: 1}, b: 2}", r#"{"a":1,"b":2}"#),
        ("<<: []", "{}"),
        ("x: &x {a: 1}\n<<: *x", r#"{"x":{"a":1},"a":1}"#),
        ("x: &x {a: 1}\n<<: [*x, {a: 2}]", r#"{"x":{"a":1},"a":1}"#),
        ("\"<<\": {a: 1}", r#"{"<<":{"a":1}}"#),
        ("!!str <<: 1", r#"{"<<":1}"#),
        ("!!merge <<: {a: 1}", r#"{"a":1}"#),
    ];
    for (text, expected) in table {
        assert_eq!(json(value(text)), expected, "{text:?}");
    }
    for text in ["<<: 1", "<<:", "<<: [1]", "<<: [[{a: 1}]]", "x: &x [{a: 1}]\n<<: *x"] {
        assert_eq!(error(text).message, "`<<` merges mappings only", "{text:?}");
    }
}

#[test]
fn a_key_before_the_merge_that_overwrites_it_is_kept_aside() {
    let text = "x: &x {a: 1}\ny:\n  a: 0\n  <<: *x\n  b: 2\n";
    let loaded = value(text);
    let mapping = loaded.get("true").and_then(Node::as_map).expect("the mapping");
    assert_eq!(json(mapping.shadowed().first().unwrap().entry.value), "0");
    assert_eq!(slice(text, mapping.shadowed().first().unwrap().by), "<<");
    let merged = mapping.get("a").expect("the entry");
    assert_eq!(merged.merged.map(|span| slice(text, span)).as_deref(), Some("<<"));
    assert_eq!(merged.value.alias.map(|span| slice(text, span)).as_deref(), Some("*x"));
    assert_eq!(slice(text, merged.value.span), "1");
    assert_eq!(mapping.get("b").and_then(|entry| entry.merged), None);
}

#[test]
fn to_override_a_merged_key_is_no_loss() {
    let loaded = value("<<: {a: 1}\na: 0\n");
    assert!(loaded.as_map().expect("a mapping").shadowed().is_empty());
}

#[test]
fn aliases_repeat_values_and_keys() {
    let text = "a: &x\n  b: [1]\nc: *x\n&k d: 2\n*k : 3\n";
    let loaded = value(text);
    assert_eq!(json(loaded), r#"{"a":{"b":[1]},"c":{"b":[1]},"d":3}"#);
    let repeated = loaded.get("c").expect("the alias");
    assert_eq!(repeated.alias.map(|span| slice(text, span)).as_deref(), Some("*x"));
    assert_eq!(slice(text, repeated.span), "b: [1]");
}

#[test]
fn aliases_know_what_stands_above_them_only() {
    assert_eq!(json(value("a: &x 1\nb: &x 2\nc: *x\n")), r#"{"a":1,"b":2,"c":2}"#);
    assert_eq!(error("a: *x\nb: &x 1\n").message, "no anchor of this name stands above");
    assert_eq!(error("a: &x [*x]\n").message, "the alias stands within its own anchor");
    assert_eq!(error("a: &x\n  <<: *x\n").message, "the alias stands within its own anchor");
}
