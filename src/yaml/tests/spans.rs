//! Where values stand.

use super::super::{FieldPath, SourceFile, Style};
use super::value;

/// The text of the value at a path.
fn text_at(text: &str, path: &'static str) -> String {
    let loaded = value(text);
    let node = loaded.at(&FieldPath::parse(path)).unwrap_or_else(|| panic!("{path} in {text:?}"));
    SourceFile::new("", text).slice(node.span).to_owned()
}

#[test]
fn values_cover_their_tokens() {
    let text = "a: \"q\" # c\nb:\n  - x: 1\n    z: |  # h\n      foo\n\n      bar\n\n# end\n  - 'y' # e\n\nc: {d: [1, 2], e: &k f }\n";
    let table = [
        ("a", "\"q\""),
        ("b", "- x: 1\n    z: |  # h\n      foo\n\n      bar\n\n# end\n  - 'y'"),
        ("b[0]", "x: 1\n    z: |  # h\n      foo\n\n      bar"),
        ("b[0].z", "|  # h\n      foo\n\n      bar"),
        ("b[1]", "'y'"),
        ("c", "{d: [1, 2], e: &k f }"),
        ("c.d", "[1, 2]"),
        ("c.e", "f"),
    ];
    for (path, expected) in table {
        assert_eq!(text_at(text, path), expected, "{path}");
    }
    assert_eq!(text_at(text, ""), text.trim_end());
}

#[test]
fn values_that_are_not_written_stand_behind_their_colon_or_dash() {
    let text = "a:\nb:   # c\nc: &x\nd: {e: , f, g: [h: ]}\ni:\n- # x - y\n-\n- 1\n-\n";
    let table = [
        ("a", 2),
        ("b", 5),
        ("c", text.find("c:").map_or(0, |at| at + 2)),
        ("d.e", text.find("e:").map_or(0, |at| at + 2)),
        ("d.f", text.find("f,").map_or(0, |at| at + 1)),
        ("d.g[0].h", text.find("h:").map_or(0, |at| at + 2)),
        ("i[0]", text.find("- #").map_or(0, |at| at + 1)),
        ("i[1]", text.find("-\n-").map_or(0, |at| at + 1)),
        ("i[3]", text.len() - 1),
    ];
    let loaded = value(text);
    for (path, expected) in table {
        let node = loaded.at(&FieldPath::parse(path)).unwrap_or_else(|| panic!("{path}"));
        assert_eq!((node.span.start, node.span.end), (expected, expected), "{path}");
        assert_eq!(node.style, Style::Plain);
    }
}

#[test]
fn block_scalars_start_at_their_indicator() {
    for text in
        ["a: |\n  x\n", "a: !!str |-\n  x\n", "a:\n  >\n  x\n", "a: &k|\n  b\n", "a: | # > x\n\n\n  x\n\n"]
    {
        let expected = match text {
            "a: |\n  x\n" => "|\n  x",
            "a: !!str |-\n  x\n" => "|-\n  x",
            "a:\n  >\n  x\n" => ">\n  x",
            "a: | # > x\n\n\n  x\n\n" => "| # > x\n\n\n  x",
            _ => continue,
        };
        assert_eq!(text_at(text, "a"), expected, "{text:?}");
    }
    assert_eq!(text_at("a: |\nb: 1\n", "a"), "|");
}

#[test]
fn keys_have_spans_and_styles() {
    let text = "a: 1\n\"b\": 2\n? 'c'\n: 3\n";
    let loaded = value(text);
    let source = SourceFile::new("", text);
    let keys: Vec<_> = loaded
        .as_map()
        .unwrap()
        .entries
        .iter()
        .map(|entry| (source.slice(entry.key_span), entry.key_style))
        .collect();
    assert_eq!(keys, [("a", Style::Plain), ("\"b\"", Style::DoubleQuoted), ("'c'", Style::SingleQuoted)]);
}

#[test]
fn spans_count_from_the_start_of_the_whole_text() {
    let text = "é: 1\n---\nb: é\n---\n{\"c\": \"é\"}\n";
    let source = SourceFile::new("", text);
    let last = super::documents(text);
    let node = |at: usize, key: &str| {
        last[at].content.as_ref().unwrap().as_ref().unwrap().root().get(key).unwrap().span
    };
    assert_eq!(source.slice(node(1, "b")), "é");
    assert_eq!(source.slice(node(2, "c")), "\"é\"");
}

#[test]
fn json_values_have_the_same_spans_as_yaml() {
    let text = "{\"a\": [1, \"x\\\"y\", {}], \"b\": null}";
    let table =
        [("a", "[1, \"x\\\"y\", {}]"), ("a[0]", "1"), ("a[1]", "\"x\\\"y\""), ("a[2]", "{}"), ("b", "null")];
    for (path, expected) in table {
        assert_eq!(text_at(text, path), expected);
    }
    assert_eq!(text_at(text, ""), text);
}
