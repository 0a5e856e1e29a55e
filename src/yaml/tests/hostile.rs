//! Texts that want more than their share.

use std::fmt::Write as _;

use super::super::{Limits, SourceFile, load};
use super::{documents, error};

const REPEATED: &str = "aliases repeat far more values than the document writes";

#[test]
fn nesting_is_bounded() {
    let flow = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let map = format!("a: {}", "{a: ".repeat(10_000));
    let json = format!("{}{}", "{\"a\":".repeat(10_000), "1") + &"}".repeat(10_000);
    let mut block = String::new();
    for depth in 0..2_000 {
        let _ = writeln!(block, "{}a:", " ".repeat(depth));
    }
    let dashes = "- ".repeat(10_000) + "a";
    for text in [flow, map, json, block, dashes] {
        assert_eq!(error(&text).message, "document is nested deeper than 100 levels");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(documents(&flow(100))[0].content.is_ok());
    assert!(documents(&flow(101))[0].content.is_err());
    let json = |depth: usize| format!("{{\"a\":{}}}", flow(depth - 1));
    assert!(documents(&json(100))[0].content.is_ok());
    assert!(documents(&json(101))[0].content.is_err());
}

#[test]
fn a_billion_laughs_are_cut_short() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 10].join(", "));
    }
    assert_eq!(error(&text).message, REPEATED);
}

#[test]
fn aliases_of_long_text_count_by_its_length() {
    let text = format!("a: &x {}\nb: [{}]\n", "y".repeat(1_000_000), "*x, ".repeat(3_000));
    assert_eq!(error(&text).message, REPEATED);
}

#[test]
fn aliases_cannot_build_what_could_not_be_written() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        let _ = writeln!(text, "a{level}: &a{level} [*a{}]", level - 1);
    }
    assert_eq!(error(&text).message, "document is nested deeper than 100 levels");
}

#[test]
fn aliases_may_repeat_in_proportion_to_what_is_written() {
    let laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
                  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c]\n";
    assert_eq!(error(laughs).message, REPEATED, "4,000 values of 150 bytes");
    let containers =
        |count| format!("base: &base [{}]\nall:\n{}", "1, ".repeat(60), "- *base\n".repeat(count));
    for count in [1, 30, 500] {
        assert!(documents(&containers(count))[0].content.is_ok(), "{count} times the same");
    }
}

#[test]
fn the_node_limit_counts_every_value() {
    let limits = Limits { nodes: 4, ..Limits::default() };
    let read = |text: &str| load(&SourceFile::new("", text), &limits)[0].content.is_ok();
    assert!(read("[1, 2, 3]"));
    assert!(!read("[1, 2, 3, 4]"));
    assert!(!read("- &a [1]\n- *a\n"));
}

#[test]
fn long_lines_and_many_comments_are_read() {
    let line = format!("a: \"{}\"\nb: [{}]\n", "x".repeat(1_000_000), "1, ".repeat(1_000));
    assert!(documents(&line)[0].content.is_ok());
    let comments = format!("a:\n{}  b: 1\n{}", "# c\n".repeat(5_000), "# d\n".repeat(5_000));
    let loaded = documents(&comments).remove(0);
    assert!(loaded.content.is_ok());
    assert_eq!(loaded.comments.len(), 10_000);
}
