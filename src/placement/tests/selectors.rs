//! Selectors in kubectl's syntax.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::placement::{Selector, SelectorError};

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn error(text: &str) -> SelectorError {
    text.parse::<Selector>().unwrap_err()
}

#[test]
fn selectors_mean_what_they_mean_to_kubectl() {
    let node = labels(&[("a", "b"), ("n", "5"), ("role", ""), ("example.com/x", "y")]);
    let matching = [
        "a=b",
        "a==b",
        " a = b ",
        "a!=c",
        "c!=d",
        "a",
        "!c",
        "! c",
        "a in (b)",
        "a in (x, b)",
        "a notin (x,y)",
        "c notin (x)",
        "role=",
        "role in (,)",
        "n>4",
        "n<6",
        "a=b,!c,n>4",
        "example.com/x=y",
        "a in (b),n",
    ];
    for text in matching {
        assert!(text.parse::<Selector>().unwrap().matches(&node), "{text}");
    }
    for text in ["a=c", "a!=b", "!a", "c", "a in (x,y)", "a notin (b)", "n>5", "c=", "c in (x)", "a=b,c"] {
        assert!(!text.parse::<Selector>().unwrap().matches(&node), "{text}");
    }
}

#[test]
fn faults_name_their_place() {
    let cases = [
        ("", 0..0, "the selector is empty"),
        ("a=b,", 4..4, "expected the key of a label at the end"),
        ("a b", 2..3, "expected =, !=, in or notin behind \"a\", found \"b\""),
        ("a=b c", 4..5, "unexpected \"c\"; requirements are parted by commas"),
        ("!a=b", 2..3, "unexpected \"=\"; requirements are parted by commas"),
        ("a in b", 5..6, "expected `(` and a list of values, found \"b\""),
        ("a in (b", 7..7, "expected `,` or `)` at the end"),
        ("a in ()", 0..1, "a: In takes at least one value, not 0"),
        ("a=(", 2..3, "expected a value, found \"(\""),
        ("a/b/c=d", 0..5, "\"a/b/c\" cannot be a label's key"),
        ("a=b/c", 0..1, "a: \"b/c\" cannot be a label's value"),
        ("a>b", 0..1, "a: \"b\" is not an integer"),
    ];
    for (text, at, problem) in cases {
        assert_eq!(error(text), SelectorError { at, problem: problem.to_owned() }, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_faults_lie_within(text in "([a-c=!,()<> é]|in|notin){0,12}") {
        if let Err(error) = text.parse::<Selector>() {
            prop_assert!(text.get(error.at).is_some());
        }
    }
}
