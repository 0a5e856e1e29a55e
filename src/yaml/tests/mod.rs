//! Tests of the module as a whole: text in, located values out.

mod documents;
mod errors;
mod hostile;
mod keys;
mod properties;
mod resolution;
mod scalars;
mod spans;
mod write;

use super::{Limits, Node, RawDocument, SourceFile, SyntaxError, Value, load};

/// Loads a text within the usual limits.
fn documents(text: &str) -> Vec<RawDocument> {
    load(&SourceFile::new("test.yaml", text), &Limits::default())
}

/// The value of the only document of a text, which is never dropped.
fn value(text: &str) -> Node<'static> {
    let mut documents = documents(text);
    assert_eq!(documents.len(), 1, "one document in {text:?}");
    let document =
        documents.remove(0).content.unwrap_or_else(|error| panic!("{text:?}: {error:?}")).expect("a value");
    Box::leak(Box::new(document)).root()
}

/// The error of the only document of a text.
fn error(text: &str) -> SyntaxError {
    let mut documents = documents(text);
    assert_eq!(documents.len(), 1, "one document in {text:?}");
    match documents.remove(0).content {
        Err(error) => error,
        Ok(content) => panic!("{text:?} has no error: {content:?}"),
    }
}

/// A value as JSON, the way kubectl would send it.
fn json(node: Node<'_>) -> String {
    match node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => serde_json::to_string(text).expect("text is JSON"),
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Map(mapping) => {
            let entry = |entry: super::Entry<'_>| format!("{:?}:{}", entry.key, json(entry.value));
            format!("{{{}}}", mapping.entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

/// The documents of a text as JSON, `-` for one without a value and `!` for a broken one.
fn outline(text: &str) -> Vec<String> {
    let content = |document: RawDocument| match document.content {
        Ok(Some(document)) => json(document.root()),
        Ok(None) => "-".to_owned(),
        Err(_) => "!".to_owned(),
    };
    documents(text).into_iter().map(content).collect()
}
