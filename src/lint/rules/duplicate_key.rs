//! duplicate-key: a key that is written twice, of which kubectl takes the last.

use std::collections::BTreeMap;

use crate::lint::prelude::*;
use crate::manifest::Part;
use crate::yaml::{Entry, Mapping, Node, Value};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-key",
    summary: "a key is written twice in one mapping, and only the last one counts",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A mapping of a DaemonSet, Deployment, ReplicaSet or StatefulSet has the same key twice. Where the values differ it is an error,
because the first one is lost; where they are equal, or the lost one is empty, a warning. Keys are compared as kubectl reads
them, so `yes:` and `on:` are both `true:`. Keys that a merge (`<<`) brings in are not counted. A document in which kind,
metadata and spec repeat is reported once, as two objects between which a `---` is missing, if one of them is a workload.",
        why: "\
kubectl reads a manifest into a map before it sends it, so the last key wins, and neither kubectl nor the server (not even with
`--validate=strict`) says a word. Half of the volumeMounts are gone, or a DaemonSet that lost its `---` is never created. Other
tools refuse the same file: kustomize and Helm stop with `mapping key \"volumeMounts\" already defined`.",
        remedy: "\
Merge the values into one key. Where two documents ran into each other, put `---` on a line of its own between them.",
        bad: "
volumeMounts:
  - {name: logs, mountPath: /var/log}
resources: {}
volumeMounts:
  - {name: state, mountPath: /var/lib/agent}
",
        good: "
volumeMounts:
  - {name: logs, mountPath: /var/log}
  - {name: state, mountPath: /var/lib/agent}
resources: {}
",
        links: &[
            "https://yaml.org/spec/1.2.2/#3213-node-comparison",
            "https://kubernetes.io/docs/concepts/workloads/management/#organizing-resource-configurations",
        ],
    },
    check: Check::Run(check),
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    for (index, object) in cx.set.objects.iter().enumerate() {
        let parts = object.merged_documents();
        let is_ours = object.is_workload() || parts.iter().any(is_workload);
        if !is_ours || object.lost_indentation().is_some() || !object.node().has_shadowed() {
            continue;
        }
        let cx = cx.object(&RULE, index);
        if !parts.is_empty() {
            glued(&cx, &parts, out);
        }
        look(&cx, object.node(), &FieldPath::root(), !parts.is_empty(), out);
    }
}

fn is_workload(part: &Part) -> bool {
    matches!(part.kind.as_deref(), Some("DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet"))
}

fn glued(cx: &Context<'_>, parts: &[Part], out: &mut Findings) {
    let [first, second, rest @ ..] = parts else { return };
    let kind = |part: &Part| part.kind.clone().unwrap_or_else(|| "object".to_owned());
    let place = cx.place(second.start, &FieldPath::root());
    let message = format!("{} objects are written as one: `---` is missing here", parts.len());
    let finding = out.report(place, message);
    finding.label(first.start, format!("this {} is overwritten key by key", kind(first)));
    for part in rest {
        finding.label(part.start, "and here");
    }
    finding.help(format!(
        "put `---` on a line of its own above each new object; now kubectl sends only the last, {} {}",
        article(&cx.object.id.kind),
        cx.object.id.kind
    ));
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" }
}

/// Looks through everything that is written below a node; content of aliases is looked at where it is written.
fn look(cx: &Context<'_>, node: Node<'_>, path: &FieldPath, is_told: bool, out: &mut Findings) {
    if node.alias.is_some() {
        return;
    }
    match node.value {
        Value::Map(map) => {
            if !is_told {
                repeated(cx, map, path, out);
            }
            for entry in map.entries.iter().filter(|entry| entry.merged.is_none()) {
                look(cx, entry.value, &path.clone().entry(entry.key), false, out);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                look(cx, item, &path.clone().index(index), false, out);
            }
        }
        _ => {}
    }
}

fn repeated(cx: &Context<'_>, map: Mapping<'_>, path: &FieldPath, out: &mut Findings) {
    if map.shadowed().is_empty() {
        return;
    }
    let mut lost: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for shadowed in map.shadowed() {
        lost.entry(shadowed.entry.key).or_default().push(shadowed.entry);
    }
    for kept in map.entries.iter().filter(|kept| kept.merged.is_none()) {
        if let Some(lost) = lost.get(kept.key) {
            report(cx, kept, lost, &path.clone().entry(kept.key), out);
        }
    }
}

fn report(cx: &Context<'_>, kept: Entry<'_>, lost: &[Entry<'_>], path: &FieldPath, out: &mut Findings) {
    let source = cx.run.set.source_of(cx.object);
    let how_often = if lost.len() == 1 { "twice".to_owned() } else { format!("{} times", lost.len() + 1) };
    let is_loss = |entry: &Entry<'_>| !entry.value.is_null() && !entry.value.means_same(kept.value);
    let loses = lost.iter().any(is_loss);
    let spelt = lost
        .iter()
        .map(|entry| source.slice(entry.key_span))
        .find(|text| text.trim_matches(['"', '\'']) != kept.key);
    let name = match spelt {
        Some(spelt) => format!("`{}` (written `{spelt}`)", kept.key),
        None => format!("`{}`", kept.key),
    };
    let end = if loses { "; only the last one counts" } else { "" };
    let finding = out.report(cx.place(kept.key_span, path), format!("{name} is written {how_often}{end}"));
    if loses {
        finding.marker("this one counts");
    }
    for entry in lost {
        finding.label(
            entry.key_span,
            if is_loss(entry) { "this value is lost" } else { "it is also written here" },
        );
    }
    if loses {
        finding.help(cure(kept.value));
    } else {
        finding
            .severity(Severity::Warning)
            .help("remove one of them; strict readers of YAML refuse the file")
            .fix(Applicability::Safe, "remove what does not count", without(cx, lost, path));
    }
}

/// The mapping with the last entry only.
fn without(cx: &Context<'_>, lost: &[Entry<'_>], path: &FieldPath) -> Option<Patch> {
    let map = path.parent()?;
    Patch::all(lost.iter().map(|entry| cx.remove_shadowed(&map, *entry)))
}

fn cure(value: Node<'_>) -> &'static str {
    match value.value {
        Value::List(_) => "move all items into one list: kubectl takes the last one without a word",
        Value::Map(_) => "merge them into one mapping: kubectl takes the last one without a word",
        _ => "remove the one that is not meant: kubectl takes the last one without a word",
    }
}
