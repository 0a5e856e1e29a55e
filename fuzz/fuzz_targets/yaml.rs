//! Text to located values: every text is read or refused at a place, twice in the same way; JSON means what it means.
#![no_main]

use daemonset_lint::yaml::edit::to_json;
use daemonset_lint::yaml::{Encoding, Limits, RawDocument, SourceFile, load, load_where};
use daemonset_lint_fuzz::places::assert_documents;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let source = SourceFile::from_bytes("fuzz.yaml", data.to_vec());
    let documents = load(&source, &Limits::default());
    assert_documents(source.text(), &documents);
    assert_same(&documents, &load(&source, &Limits::default()));
    let small = Limits { depth: 4, nodes: 40, ..Limits::default() };
    assert_documents(source.text(), &load(&source, &small));
    let none = load_where(&source, &Limits::default(), |_| false);
    assert!(none.documents.is_empty());
    for offset in [0, data.len() / 2, data.len() + 1] {
        let line = source.line_at(offset);
        assert!(!source.slice(line).contains('\n'));
        assert!(source.position(offset).line >= 1);
    }
    assert_json(&source, &documents);
});

fn assert_same(one: &[RawDocument], other: &[RawDocument]) {
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(other) {
        assert_eq!((one.span, &one.comments), (other.span, &other.comments));
        assert_eq!(one.content, other.content);
    }
}

/// A text that is a JSON object means the same to us, unless it is beyond our limits.
fn assert_json(source: &SourceFile, documents: &[RawDocument]) {
    let text = source.text();
    let is_utf8 = source.encoding() == Encoding::Utf8 && text.trim_start().starts_with('{');
    let Some(value) = is_utf8.then(|| serde_json::from_str::<Value>(text).ok()).flatten() else { return };
    let [document] = documents else { panic!("{} documents", documents.len()) };
    match &document.content {
        Ok(Some(document)) => assert!(are_equal(&to_json(document.root()), &value), "{document:?}"),
        Ok(None) => panic!("nothing read"),
        Err(error) => assert!(error.message.contains("deeper"), "{error:?}"),
    }
}

/// Numbers may be written in another way.
fn are_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_there =
                |(key, value): (&String, &Value)| other.get(key).is_some_and(|other| are_equal(value, other));
            one.len() == other.len() && one.iter().all(is_there)
        }
        _ => one == other,
    }
}
