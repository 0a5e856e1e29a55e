//! Texts that want more than their share, in every file that is read.

use std::fmt::Write as _;

use serde_json::Value;

use super::{AGENT, NODES, agent};
use crate::sandbox::{Run, Sandbox};

/// Reads a text as a manifest, as nodes, as pods, as a config and as a baseline; `check` looks at each run.
fn everywhere(text: impl AsRef<[u8]>, check: impl Fn(&str, &Run)) {
    let sandbox = agent();
    sandbox.file("hostile.yaml", text);
    let base = ["check", "agents", "-q", "-o", "compact"];
    for flags in [
        &["hostile.yaml"][..],
        &["--nodes", "hostile.yaml"],
        &["--nodes", "nodes.json", "--pods", "hostile.yaml"],
        &["--config", "hostile.yaml"],
        &["--baseline", "hostile.yaml"],
    ] {
        let run = sandbox.run(&[&base[..], flags].concat());
        check(flags[flags.len().saturating_sub(2)], &run);
    }
}

/// A manifest has a finding with these words, and everything else is refused with them.
fn refused_everywhere(text: &str, words: &str) {
    everywhere(text, |what, run| {
        let (told, status) = if what == "hostile.yaml" { (&run.out, 1) } else { (&run.err, 2) };
        assert!(told.replace("\n  │ ", " ").contains(words), "{what}: {run:?}");
        assert_eq!(run.status, status, "{what}: {run:?}");
    });
}

#[test]
fn alias_bombs() {
    let mut bomb =
        "apiVersion: apps/v1\nkind: DaemonSet\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![alias; 10].join(", "));
    }
    refused_everywhere(&bomb, "aliases repeat far more values than the document writes");
}

#[test]
fn alias_bombs_by_merging() {
    let mut bomb = "kind: DaemonSet\na0: &a0 {k: x}\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        let _ = writeln!(
            bomb,
            "a{level}: &a{level} {{b: *a{before}, <<: [*a{before}, *a{before}], c{level}: *a{before}}}"
        );
    }
    refused_everywhere(&bomb, "aliases repeat far more values than the document writes");
}

#[test]
fn ten_thousand_levels_of_nesting() {
    const DEEP: usize = 10_000;
    let block: String =
        (1..1_000).fold("kind: DaemonSet\n".to_owned(), |text, depth| text + &" ".repeat(depth - 1) + "a:\n");
    let texts = [
        format!("kind: DaemonSet\na: {}{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("kind: DaemonSet\na: {}", "{a: ".repeat(DEEP)),
        format!("kind: DaemonSet\na:\n  {}x", "- ".repeat(DEEP)),
        format!("{{\"kind\": \"DaemonSet\", \"a\": {}{}}}", "[".repeat(DEEP), "]".repeat(DEEP)),
        block,
    ];
    for text in texts {
        refused_everywhere(&text, "document is nested deeper than 100 levels");
    }
    let objects = "{\"a\":".repeat(DEEP) + "1" + &"}".repeat(DEEP);
    for text in [
        objects.clone(),
        format!("{{\"kind\": \"DaemonSet\", \"items\": [{objects}]}}"),
        "{\"a\":".repeat(DEEP),
    ] {
        everywhere(&text, |what, run| assert!([1, 2].contains(&run.status), "{what}: {run:?}"));
    }
}

#[test]
fn a_node_list_with_a_deep_field_that_nobody_reads() {
    let deep = "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000);
    let sandbox = agent();
    sandbox.file("nodes.json", NODES.replacen("\"metadata\":", &format!("\"x\": {deep}, \"metadata\":"), 1));
    let run = sandbox.run(&["coverage", "agents", "--nodes", "nodes.json"]);
    assert!(run.out.contains("of 3 nodes"), "{run:?}");
}

#[test]
fn nul_bytes() {
    refused_everywhere("kind: DaemonSet\na: \"x\0y\"\n", "this is binary data, not YAML");
    for text in ["\0", "\0\0\0\0", "kind: DaemonSet\0"] {
        everywhere(text, |what, run| assert!([1, 2].contains(&run.status), "{what}: {run:?}"));
    }
}

#[test]
fn invalid_utf_8_is_refused_where_it_stands_and_never_written_back() {
    let bytes = [AGENT.as_bytes(), b"  # \xFF\xFE \xC3\n"].concat();
    let sandbox = Sandbox::new();
    let path = sandbox.file("a.yaml", &bytes);
    let run = sandbox.run(&["check", "a.yaml", "--fix", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let finding = &report["findings"][0];
    assert_eq!((&finding["rule"], &finding["column"]), (&"syntax".into(), &5.into()), "{run:?}");
    assert!(finding["help"].as_str().unwrap().contains("invalid leading UTF-8 octet"), "{run:?}");
    assert_eq!(std::fs::read(path).unwrap(), bytes);
    for text in [
        &b"\xFF"[..],
        b"\xFF\xFE",
        b"\xFE\xFF\xD8",
        b"\xEF\xBB\xBF",
        b"a: \xF0\x9F",
        b"\xC0\x80: \xED\xA0\x80",
    ] {
        everywhere(text, |what, run| assert!([1, 2].contains(&run.status), "{what} {text:?}: {run:?}"));
    }
}

#[test]
fn templates_that_never_end() {
    let text = format!("kind: DaemonSet\n{}", "{{".repeat(50_000));
    everywhere(&text, |what, run| assert!([1, 2].contains(&run.status), "{what}: {run:?}"));
}

#[test]
fn quotes_and_brackets_that_never_end() {
    for open in ["\"", "'", "[", "{", "- [", "? ", "!", "&", "*", "|", ">", "%", "---\n", "\t"] {
        let text = format!("kind: DaemonSet\na: {}", open.repeat(20_000));
        everywhere(&text, |what, run| assert!([1, 2].contains(&run.status), "{what} {open:?}: {run:?}"));
    }
}
