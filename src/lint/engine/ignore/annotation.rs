//! `daemonset-lint/ignore: "rule-a,rule-b"` on an object or on its pod template.

use super::ignores::{Ignore, IgnoredRule, Ignores, Misspelling, Scope};
use crate::lint::engine::context::RunContext;
use crate::lint::engine::finding::Place;
use crate::manifest::Object;
use crate::words::nearest;
use crate::yaml::{Entry, FieldPath, Node};

/// What all annotations of this program start with.
const PREFIX: &str = "daemonset-lint/";
const IGNORE: &str = "daemonset-lint/ignore";
const REASON: &str = "daemonset-lint/ignore-reason";

/// The annotations that there are.
const KNOWN: [&str; 3] = [IGNORE, REASON, "daemonset-lint/expect"];

/// Where annotations stand.
const PLACES: [&str; 2] = ["metadata.annotations", "spec.template.metadata.annotations"];

/// Files what the annotations of an object ask for.
pub(super) fn read(cx: &RunContext<'_>, index: usize, object: &Object, ignores: &mut Ignores) {
    if !object.may_mention(PREFIX) {
        return;
    }
    for path in PLACES {
        let path = FieldPath::parse(path);
        let Some(annotations) = object.node().at(&path).and_then(Node::as_map) else {
            continue;
        };
        let place = |entry: Entry<'_>| {
            let path = path.clone().entry(entry.key);
            Place { file: object.file, span: object.span_of(&path), object: Some(index), path: Some(path) }
        };
        for entry in annotations.entries.iter().filter(|entry| entry.key.starts_with(PREFIX)) {
            if entry.key == IGNORE {
                let reason = annotations.get(REASON).and_then(|entry| entry.value.as_str());
                let names = entry.value.as_str().unwrap_or_default();
                let ignore = ignore(cx, (index, place(entry)), names, reason);
                if ignore.rules.is_empty() {
                    ignores.misspelt.push(nothing_named(ignore.at));
                } else {
                    ignores.list.push(ignore);
                }
            } else if let Some(misspelling) =
                misspelling(entry.key, Place { span: entry.key_span, ..place(entry) })
            {
                ignores.misspelt.push(misspelling);
            }
        }
    }
}

/// The ignore of an object by an annotation at a place.
fn ignore(cx: &RunContext<'_>, (object, at): (usize, Place), names: &str, reason: Option<&str>) -> Ignore {
    let names = names.split(|character: char| character == ',' || character.is_whitespace());
    let names = names.filter(|name| !name.is_empty());
    let rules = names.map(|name| IgnoredRule::new(cx, at.file, name, at.span)).collect();
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    Ignore { at, rules, reason, scope: Scope::Object(object) }
}

fn nothing_named(at: Place) -> Misspelling {
    let help = format!("name the rules: {IGNORE}: \"rule-a,rule-b\"");
    Misspelling { at, problem: "this annotation names no rule to ignore", help }
}

/// What is wrong with an unknown annotation of daemonset-lint.
fn misspelling(key: &str, at: Place) -> Option<Misspelling> {
    if KNOWN.contains(&key) {
        return None;
    }
    // All of them have one prefix.
    let help = match nearest(key, KNOWN, 0.9) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", KNOWN.join(", ")),
    };
    Some(Misspelling { at, problem: "there is no such annotation of daemonset-lint", help })
}
