//! Problems of small manifests, each a mistake that people make.

use crate::yaml::{Limits, Node, SourceFile, load};

use super::{Problem, ProblemKind, check, root};

mod fields;
mod values;

const TOP: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\n";
const SPEC: &str = "spec:\n  selector: {matchLabels: {app: agent}}\n";
const POD: &str = "  template:\n    metadata: {labels: {app: agent}}\n    spec:\n";
const CONTAINER: &str = "      containers:\n        - name: agent\n          image: agent:1\n";

/// The value of a text, whose document is never dropped.
fn parsed(text: &str) -> Node<'static> {
    let source = SourceFile::new("agent.yaml", text);
    let document = load(&source, &Limits::default()).remove(0);
    Box::leak(Box::new(document.content.unwrap().unwrap())).root()
}

fn problems(text: &str) -> Vec<Problem> {
    let quantity = |text: &str| text.starts_with(|char: char| char.is_ascii_digit());
    check(parsed(text), root("apps/v1", "DaemonSet").unwrap(), text, quantity)
}

/// One line a problem: its path, and what is said of it.
fn told(text: &str) -> Vec<String> {
    problems(text).iter().map(|problem| format!("{}: {}", problem.path, said(&problem.kind))).collect()
}

fn said(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::UnknownField { suggestion: None, holds_anchors: true, .. } => {
            "unknown, anchors".to_owned()
        }
        ProblemKind::UnknownField { suggestion: None, .. } => "unknown".to_owned(),
        ProblemKind::UnknownField { suggestion: Some(known), .. } => {
            let how = if known.same_word { "spelt" } else { "near" };
            let fits = if known.fits { "" } else { ", other value" };
            let taken = if known.taken { ", taken" } else { "" };
            format!("{how} {}{fits}{taken}", known.name)
        }
        ProblemKind::MisplacedField { belongs, .. } => {
            let places: Vec<_> = belongs
                .iter()
                .map(|place| format!("{place}{}", if place.taken { " (taken)" } else { "" }))
                .collect();
            format!("belongs to {}", places.join(" or "))
        }
        ProblemKind::NotAString { found, written } => format!("{found}, written {written}"),
        ProblemKind::WrongType { expected, found } => format!("{found} for {expected}"),
        ProblemKind::Malformed { expected } => format!("not {expected}"),
        ProblemKind::EmptyElement { .. } => "empty element".to_owned(),
    }
}

#[track_caller]
fn assert_told(text: &str, expected: &[&str]) {
    assert_eq!(told(text), expected, "\n{text}");
}

/// A DaemonSet with more lines in its pod spec.
fn with_pod(lines: &str) -> String {
    format!("{TOP}{SPEC}{POD}{CONTAINER}{lines}")
}

/// A DaemonSet with more lines in its spec.
fn with_spec(lines: &str) -> String {
    format!("{TOP}{SPEC}{lines}{POD}{CONTAINER}")
}
