//! mixed-anchor-surprise: a `<<` that overwrites keys written before it.

use crate::lint::prelude::*;
use crate::yaml::{Mapping, Node, Span, Value};

pub(super) static RULE: Rule = Rule {
    id: "mixed-anchor-surprise",
    summary: "a merge key (<<) overwrites keys that are written before it",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A mapping writes a key and then, below it, merges an anchor (`<<: *name`) that brings another value for the same key. Keys written
below the `<<` win as everyone expects, and are not reported, nor are keys whose two values are the same.",
        why: "\
The YAML specification lets explicit keys win wherever they stand. kubectl does not: it applies the merge at its place, and what
comes later overwrites. So the value that you see beside the `<<` is not the one that is sent; editors, yq, Helm and most CI tools
show the other result. A memory limit that was raised for one container stays at that of the anchor, and the agent is OOMKilled as
before.",
        remedy: "Move the `<<` above the keys that are to override it. Then all tools agree.",
        bad: "
limits:
  memory: 512Mi
  <<: *limits
",
        good: "
limits:
  <<: *limits
  memory: 512Mi
",
        links: &["https://yaml.org/type/merge.html", "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/"],
    },
    check: Check::Workload(check),
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.object.node().has_shadowed() {
        look(cx, cx.object.node(), &FieldPath::root(), out);
    }
}

/// Looks through everything that is written below a node; content of aliases is looked at where it is written.
fn look(cx: &Context<'_>, node: Node<'_>, path: &FieldPath, out: &mut Findings) {
    if node.alias.is_some() {
        return;
    }
    match node.value {
        Value::Map(map) => {
            overwritten(cx, map, path, out);
            for entry in map.entries.iter().filter(|entry| entry.merged.is_none()) {
                look(cx, entry.value, &path.clone().entry(entry.key), out);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                look(cx, item, &path.clone().index(index), out);
            }
        }
        _ => {}
    }
}

/// One finding for each `<<` of a mapping.
fn overwritten(cx: &Context<'_>, map: Mapping<'_>, path: &FieldPath, out: &mut Findings) {
    let mut lost: Vec<(Span, Span, &str)> = Vec::new();
    for shadowed in map.shadowed() {
        let Some(kept) = map.get(shadowed.entry.key) else { continue };
        if kept.merged == Some(shadowed.by) && !kept.value.means_same(shadowed.entry.value) {
            lost.push((shadowed.by, shadowed.entry.key_span, kept.key));
        }
    }
    lost.sort_by_key(|(_, key, _)| *key);
    let mut merges: Vec<Span> = lost.iter().map(|(by, ..)| *by).collect();
    merges.sort();
    merges.dedup();
    for merge in merges {
        let mut keys = lost.iter().filter(|(by, ..)| *by == merge);
        let Some((_, first, name)) = keys.next() else { continue };
        let at = cx.place(*first, &path.clone().entry(name));
        let finding = out
            .report(at, format!("this `{name}` is overwritten by the << below it"))
            .label(merge, "this brings another value, and kubectl takes it")
            .help("move the << above the keys that are to override it");
        for (_, other, _) in keys {
            finding.label(*other, "so is this");
        }
    }
}
