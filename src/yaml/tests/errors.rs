//! What users are told about broken texts, and where.

use super::super::{FieldPath, SourceFile};
use super::{documents, error, json, value};

/// Text, message, and the part of the text that is pointed at.
const FAULTS: &[(&str, &str, &str)] = &[
    ("a: 1\n\tb: 2\n", "a tab cannot indent a line", "\t"),
    ("a:\n\t\tb: 2\n", "a tab cannot indent a line", "\t\t"),
    ("a: 1\n\t\nb: 2\n", "a tab cannot indent a line", "\t"),
    ("\ta: 1\n", "a tab cannot indent a line", "\t"),
    ("a: |\n  \tx\n", "a tab cannot indent a line", "\t"),
    ("a: |\n  x\n\t\n  y\n", "a tab cannot indent a line", "\t"),
    ("a: |\n  x\n\t\n", "a tab cannot indent a line", "\t"),
    ("a:\n  b: 'x\n  y\nc: 1\n", "the quote is never closed", "'"),
    ("a: 'x\nb: 'y'\n", "the quote is never closed", "'"),
    ("- a\n-\tb: 1\n", "a tab cannot indent a line", "\t"),
    ("a: \"x\nb: 1\n", "the quote is never closed", "\""),
    ("# don't\na: 'x\nb: 1\n", "the quote is never closed", "'"),
    ("a: [1\n", "`[` is never closed", "["),
    ("a: {b: [c}\n", "`[` is closed by `}`", "["),
    ("a: ]\n", "this bracket closes nothing", "]"),
    ("a: [1,,2]\n", "expected a value, a comma or a closing bracket", ","),
    ("a: [--url=http://x/?y=z]\n", "kubectl refuses this character within brackets", "?"),
    ("a: {b: :c}\n", "kubectl refuses this character within brackets", ":"),
    ("a: 'it's'\n", "text follows the closing quote", "s'"),
    ("a: x: y\n", "`: ` cannot stand in a value without quotes", ":"),
    ("a:1\nb: 2\n", "a space is missing behind the colon", "a:1"),
    ("a: 1\nb:2\nc: 3\n", "a space is missing behind the colon", "b:2"),
    ("a: 1\nb\nc: 2\n", "expected a key with a colon", "b"),
    ("a: 1\n b: 2\n", "a key cannot stand here", "b"),
    ("a:\n    b: 1\n  c: 2\n", "this does not fit the mapping above it", "c: 2"),
    ("a: 1\n- b\n", "a list item cannot stand among keys", "- b"),
    ("- a\nb: 1\n", "this does not fit the list above it", "b: 1"),
    ("a: @x\n", "`@` cannot start a value", "@"),
    ("a: `x`\n", "``` cannot start a value", "`"),
    ("a: %x\n", "`%` cannot start a value", "%"),
    ("%YAML 1.1\n", "kubectl takes no YAML directives", "%YAML 1.1"),
    ("a: *b\n", "no anchor of this name stands above", "*b"),
    ("a: &\n", "a name is missing here", "&"),
    ("a: &x.y 1\n", "names of anchors are letters, digits, `-` and `_`", "&x.y"),
    ("a: !x!y 1\n", "this is no valid tag", "!x!y"),
    ("a: - b\n", "a list cannot start here", "-"),
    ("a: \"x\\qy\"\n", "this is no escape that double quotes know", "\\q"),
    ("a: |x\n  y\n", "the text must start on the line below `|` or `>`", "|x"),
    ("---- \n", "only a comment may follow `---` on its line", "-"),
    ("a: \0\n", "this is binary data, not YAML", "\0"),
    ("# \u{7}\n", "control characters are not allowed", "\u{7}"),
    ("a: \u{9f}\n", "control characters are not allowed", "\u{9f}"),
];

#[test]
fn faults_are_named_and_pointed_at() {
    for (text, message, place) in FAULTS {
        let error = error(text);
        let source = SourceFile::new("", *text);
        assert_eq!((error.message.as_str(), source.slice(error.span)), (*message, *place), "{text:?}");
        assert!(error.help.is_some(), "{text:?}");
    }
}

#[test]
fn messages_are_short_and_without_control_characters() {
    for (text, ..) in FAULTS {
        let error = error(text);
        for words in [Some(&error.message), error.help.as_ref()].into_iter().flatten() {
            assert!(words.len() < 80 && !words.contains(char::is_control), "{words:?}");
        }
    }
}

#[test]
fn templates_are_recognised() {
    for text in ["image: {{ .Values.image }}\n", "{{- if .Values.x }}\na: 1\n{{- end }}\n", "a: {{ x }}-y\n"]
    {
        assert_eq!(
            error(text).help.as_deref(),
            Some("this looks like a template: render it first"),
            "{text:?}"
        );
    }
}

#[test]
fn tabs_are_fine_between_tokens_and_within_text() {
    for text in
        ["a:\t1\t# c\n", "a: \"x\ty\"\n", "a: x\ty\n", "a: |\n  x\n  \ty\n", "a:\n  b: 1\n    \t\n  c: 2\n"]
    {
        assert!(documents(text)[0].content.is_ok(), "{text:?}");
    }
}

#[test]
fn what_go_yaml_forgives_is_forgiven() {
    let table = [
        ("a:\n  b: \"x\n  y\n\n z\" # c\n  c: é\n", r#"{"a":{"b":"x y\nz","c":"é"}}"#, "a.c", "é"),
        ("a:\n- 'x\n\ty'\n- b: z\n", r#"{"a":["x y",{"b":"z"}]}"#, "a[1]", "b: z"),
        ("a: \"x\"# c\nb: [d]# d\nc: z\n", r#"{"a":"x","b":["d"],"c":"z"}"#, "c", "z"),
        ("a: {\n\tb: 1,\n\tc: 2\n}\n", r#"{"a":{"b":1,"c":2}}"#, "a.c", "2"),
        ("a: |\n  x\n  \t\nb: z\n", r#"{"a":"x\n\t\n","b":"z"}"#, "b", "z"),
    ];
    for (text, expected, path, place) in table {
        let loaded = value(text);
        assert_eq!(json(loaded), expected, "{text:?}");
        let node = loaded.at(&FieldPath::parse(path)).expect("a value");
        assert_eq!(SourceFile::new("", text).slice(node.span), place, "{text:?}");
    }
}

#[test]
fn a_json_fault_behind_two_values_is_a_fault_of_json() {
    let last = documents("{}{}\n{\"a\": tru}\n").pop().expect("a document");
    let error = last.content.expect_err("a fault");
    assert_eq!(error.message, "this is not JSON, though the values before it are");
    assert_eq!(error.span.start, 14);
}

#[test]
fn no_break_spaces_in_the_indentation_are_named() {
    for text in ["a: 1\n \u{a0}b: 2\n", "a:\n  b: 1\n   \u{a0}c: 2\n", "a:\n\u{a0}\u{a0}x\nb: 1\n"] {
        let error = error(text);
        assert_eq!(error.message, "a no-break space (U+00A0) cannot indent a line", "{text:?}");
        assert_eq!(error.span.start, text.find('\u{a0}').unwrap(), "{text:?}");
    }
    assert_eq!(json(value("a: x\u{a0}y\n")), "{\"a\":\"x\u{a0}y\"}");
}

#[test]
fn bytes_that_are_not_utf8_are_refused_where_they_stand() {
    // As `yaml_parser_update_buffer` of go-yaml words it.
    let table: &[(&[u8], &str)] = &[
        (b"a: \xFF\n", "invalid leading UTF-8 octet"),
        (b"a: \x80\n", "invalid leading UTF-8 octet"),
        (b"a: \xE4x: 1\n", "invalid trailing UTF-8 octet"),
        (b"a: \xC3", "invalid trailing UTF-8 octet"),
        (b"a: \xE4\n", "incomplete UTF-8 octet sequence"),
        (b"a: \xE4\n---\nb: 1\n", "incomplete UTF-8 octet sequence"),
        (b"a: \xE4\nbc: 1\n", "invalid trailing UTF-8 octet"),
        (b"a: \xC0\x80\n", "invalid length of a UTF-8 sequence"),
        (b"a: \xED\xA0\x80\n", "invalid Unicode character"),
        (b"a: \xF4\x90\x80\x80\n", "invalid Unicode character"),
        (b"# \xFF\na: 1\n", "invalid leading UTF-8 octet"),
    ];
    for (bytes, words) in table {
        let source = SourceFile::from_bytes("", bytes.to_vec());
        let first = super::load(&source, &super::Limits::default()).remove(0).content.unwrap_err();
        assert_eq!((first.message.as_str(), first.kubectl), ("this is not UTF-8", Some(*words)), "{bytes:?}");
        assert_eq!(source.slice(first.span), "\u{fffd}");
    }
    let read = |bytes: &[u8]| {
        let source = SourceFile::from_bytes("", bytes.to_vec());
        let documents = super::load(&source, &super::Limits::default()).into_iter();
        documents
            .map(|document| document.content.map(|value| value.map(|value| json(value.root()))).ok())
            .collect::<Vec<_>>()
    };
    let text = |text: &str| Some(Some(text.to_owned()));
    assert_eq!(read(b"a: 1\n---\nb: \xFF\n---\nc: 3\n"), [text("{\"a\":1}"), None, text("{\"c\":3}")]);
    assert_eq!(read(b"{\"a\": \"\xFF\"}"), [text("{\"a\":\"\u{fffd}\"}")], "JSON takes them");
}
