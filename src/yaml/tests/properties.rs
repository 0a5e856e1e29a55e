//! Properties that hold for every text.

use proptest::prelude::*;

use super::super::{Limits, Node, RawDocument, SourceFile, Span, Value, load, number};
use super::{documents, json, value};

/// A value to write and to read back.
#[derive(Clone, Debug)]
enum Tree {
    Text(String),
    Int(i64),
    Bool(bool),
    Null,
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        "[ -~éλ\u{1F600}]{0,12}".prop_map(Tree::Text),
        any::<i64>().prop_map(Tree::Int),
        any::<bool>().prop_map(Tree::Bool),
        Just(Tree::Null),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let map = prop::collection::btree_map("[a-zé]{1,8}", inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Tree::List),
            map.prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

impl Tree {
    fn json(&self) -> String {
        let text = |text: &str| serde_json::to_string(text).expect("text is JSON");
        match self {
            Self::Text(string) => text(string),
            Self::Int(int) => int.to_string(),
            Self::Bool(flag) => flag.to_string(),
            Self::Null => "null".to_owned(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::json).collect::<Vec<_>>().join(",")),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{}:{}", text(key), value.json()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// Block style with single quotes, a comment behind every key, scalars behind their key or dash.
    fn yaml(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let lines: Vec<_> = match self {
            Self::Text(text) => vec![format!(" {}\n", quoted(text))],
            Self::List(items) if !items.is_empty() => {
                items.iter().map(|item| format!("{pad}-{}", item.yaml(indent + 2))).collect()
            }
            Self::Map(entries) if !entries.is_empty() => {
                let value = |value: &Self| value.yaml(indent + 2);
                let line = |(key, of): &(String, Self)| {
                    format!("{pad}{}: # comment\n{pad} {}", quoted(key), value(of))
                };
                entries.iter().map(line).collect()
            }
            _ => vec![format!(" {}\n", self.json())],
        };
        let is_block = matches!(self, Self::List(items) if !items.is_empty())
            || matches!(self, Self::Map(entries) if !entries.is_empty());
        if is_block { format!("\n{}", lines.concat()) } else { lines.concat() }
    }
}

fn spans(node: Node<'_>, out: &mut Vec<Span>) {
    out.push(node.span);
    out.extend(node.alias);
    match node.value {
        Value::List(items) => items.iter().for_each(|item| spans(item, out)),
        Value::Map(mapping) => {
            let lost = mapping.shadowed().iter().map(|shadowed| {
                out.push(shadowed.by);
                shadowed.entry
            });
            let lost: Vec<_> = lost.collect();
            for entry in mapping.entries.iter().chain(lost) {
                out.push(entry.key_span);
                out.extend(entry.merged);
                spans(entry.value, out);
            }
        }
        _ => {}
    }
}

fn assert_spans_fit(text: &str, documents: &[RawDocument]) {
    let mut all = Vec::new();
    for document in documents {
        all.push(document.span);
        all.extend(&document.comments);
        match &document.content {
            Ok(content) => content.iter().for_each(|document| spans(document.root(), &mut all)),
            Err(error) => all.push(error.span),
        }
    }
    for span in all {
        assert!(span.start <= span.end && text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
}

/// Pieces of YAML, to be put together at random.
const PIECES: &str = "(a: |b:|- |\\n|\\n  |\\n    |\\t|\\r\\n|\"|'|\\[|\\]|\\{|\\}|, |#| # c|\\||>|\\|-|&x |\\*x|<<: |!!str |!x|---|\\n---\\n|\\n\\.\\.\\.\\n|\\? |: |:|é|\u{1F600}|\\\\|\\\\u00|0x1|1e3|yes|~|%|@|\u{0}|\u{feff}|\u{85}){0,24}";

proptest! {
    #[test]
    fn any_text_is_read_or_refused_in_place(text in "\\PC*|(?s:.{0,60})") {
        assert_spans_fit(&text, &documents(&text));
    }

    #[test]
    fn any_yaml_like_text_is_read_or_refused_in_place(text in PIECES) {
        assert_spans_fit(&text, &documents(&text));
        let limits = Limits { depth: 3, nodes: 5, repeated: 5 };
        assert_spans_fit(&text, &load(&SourceFile::new("", text.as_str()), &limits));
    }

    #[test]
    fn any_json_like_text_is_read_or_refused_in_place(text in "\\{(\"a\"|:|,|\\{|\\}|\\[|\\]|1|null|\"\\\\ud83d\"|\"\\\\|é| |\\n){0,16}") {
        assert_spans_fit(&text, &documents(&text));
    }

    #[test]
    fn json_and_yaml_of_a_value_are_read_back(tree in tree()) {
        let tree = Tree::Map(vec![("root".to_owned(), tree)]);
        prop_assert_eq!(json(value(&tree.json())), tree.json());
        prop_assert_eq!(json(value(&format!("# not JSON\n{}", tree.json()))), tree.json());
        let text = tree.yaml(0);
        prop_assert_eq!(json(value(&text)), tree.json(), "{}", text);
    }

    #[test]
    fn whole_numbers_keep_their_value(int in any::<i64>()) {
        let loaded = value(&format!("[{int}, {}, {}]", format_radix(int, 16), format_radix(int, 8)));
        prop_assert_eq!(json(loaded), format!("[{int},{int},{int}]"));
    }

    #[test]
    fn floats_keep_their_value(float in prop::num::f64::NORMAL) {
        let loaded = json(value(&format!("a: {float:e}")));
        let read: f64 = loaded.trim_start_matches("{\"a\":").trim_end_matches('}').parse().expect("a number");
        prop_assert_eq!(read.to_bits(), float.to_bits());
    }

    #[test]
    fn scalar_resolution_never_panics(text in "[-+0-9._eExXobA-F]{0,12}") {
        let _ = (number::go_int(&text), number::go_uint(&text), number::go_float(&text));
        let _ = documents(&format!("{text}: {text}\n"));
    }
}

fn format_radix(int: i64, radix: u32) -> String {
    let sign = if int < 0 { "-" } else { "" };
    let magnitude = int.unsigned_abs();
    if radix == 16 { format!("{sign}0x{magnitude:x}") } else { format!("{sign}0{magnitude:o}") }
}
