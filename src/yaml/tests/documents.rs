//! Where documents start and end.

use super::super::SourceFile;
use super::{documents, outline};

#[test]
fn lines_of_three_dashes_separate_documents() {
    let table: &[(&str, &[&str])] = &[
        ("", &[]),
        ("---\n", &[]),
        ("a: 1", &[r#"{"a":1}"#]),
        ("---\na: 1\n--- # next\nb: 2\n---\t\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
        ("a: 1\n---\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
        ("# nothing\n---\nnull\n---\n~\n---\n \n", &["-", "-", "-", "-"]),
        ("a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", &[r#"{"a":1}"#, r#"{"b":"x\ny\n"}"#]),
        ("a: |\n  x\n---\nb: 2\n", &[r#"{"a":"x\n"}"#, r#"{"b":2}"#]),
        ("a: |\n---\n  x: 1\n", &[r#"{"a":""}"#, r#"{"x":1}"#]),
        ("a: \"x\n---\ny\"\n", &["!", r#""y\"""#]),
        ("a: 1\n---- \nb: 2\n---\nc: 3\n", &[r#"{"a":1}"#, "!", r#"{"c":3}"#]),
        ("--- a: 1\n---\nb: 2\n", &["!", r#"{"b":2}"#]),
        ("a: [\n---\nb: 2\n", &["!", r#"{"b":2}"#]),
        ("a: &x 1\n---\nb: *x\n", &[r#"{"a":1}"#, "!"]),
    ];
    for (text, expected) in table {
        assert_eq!(outline(text), *expected, "{text:?}");
    }
}

#[test]
fn what_follows_the_end_of_a_document_is_not_read() {
    assert_eq!(outline("a: 1\n...\nb: 2\n"), [r#"{"a":1}"#]);
    assert_eq!(outline("{a: 1}\nb: 2\n"), [r#"{"a":1}"#]);
    assert_eq!(outline("a: 1\n...\n---\nb: 2\n"), [r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn json_values_follow_each_other_without_separators() {
    let table: &[(&str, &[&str])] = &[
        (r#"{"a":1}{"b":2}"#, &[r#"{"a":1}"#, r#"{"b":2}"#]),
        (" \n{\"a\":1}\n\n{\"b\":[true,null,\"x\"]}\n", &[r#"{"a":1}"#, r#"{"b":[true,null,"x"]}"#]),
        ("{\"a\":1}\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
        ("{\"a\":1}\n---\n{\"b\":2}\n---\nc: 3\n", &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#]),
        ("{\"a\":1}{\"b\":2}\n---\nc: 3\n", &[r#"{"a":1}"#, r#"{"b":2}"#, "!"]),
        ("{\"a\": 1,}", &[r#"{"a":1}"#]),
        ("{a: 1, # comment\n b: yes}", &[r#"{"a":1,"b":true}"#]),
        (r#"{"a":1,"a":2,"<<":{"yes":3}}"#, &[r#"{"a":2,"<<":{"yes":3}}"#]),
        (
            r#"{"a":1.0,"b":1e3,"c":-0,"d":12345678901234567890}"#,
            &[r#"{"a":1,"b":1000,"c":0,"d":12345678901234567000}"#],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(outline(text), *expected, "{text:?}");
    }
}

#[test]
fn documents_cover_their_text() {
    let text = "---\na: 1\n---\n# c\nb: 2\n";
    let source = SourceFile::new("", text);
    let parts: Vec<_> =
        documents(text).iter().map(|document| source.slice(document.span).to_owned()).collect();
    assert_eq!(parts, ["a: 1\n", "# c\nb: 2\n"]);
    let text = " {\"a\":1} \n{\"b\":2}\n";
    let source = SourceFile::new("", text);
    let parts: Vec<_> =
        documents(text).iter().map(|document| source.slice(document.span).to_owned()).collect();
    assert_eq!(parts, [r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn a_document_behind_a_bad_separator_ends_at_the_next_one() {
    let text = "a: 1\n---b: 2\nc: 3\n---\nd: 4\n";
    let source = SourceFile::new("", text);
    let parts: Vec<_> =
        documents(text).iter().map(|document| source.slice(document.span).to_owned()).collect();
    assert_eq!(parts, ["a: 1\n", "c: 3\n", "d: 4\n"]);
}

#[test]
fn comments_belong_to_their_document() {
    let text = "# one\na: 1 # two\nb: \"# no\"\nc: | # three\n  # no\n# four\n---\n# five\n";
    let source = SourceFile::new("", text);
    let comments: Vec<Vec<_>> = documents(text)
        .iter()
        .map(|document| document.comments.iter().map(|span| source.slice(*span).to_owned()).collect())
        .collect();
    assert_eq!(comments, [vec!["# one", "# two", "# three", "# four"], vec!["# five"]]);
}

#[test]
fn encodings_with_a_mark_are_read() {
    let utf16: Vec<u8> = "\u{feff}a: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [b"\xEF\xBB\xBFa: 1\n".to_vec(), utf16] {
        let loaded = super::load(&SourceFile::from_bytes("", bytes), &super::Limits::default());
        assert_eq!(
            loaded[0]
                .content
                .as_ref()
                .unwrap()
                .as_ref()
                .map(|document| super::json(document.root()))
                .as_deref(),
            Some(r#"{"a":1}"#)
        );
    }
}
