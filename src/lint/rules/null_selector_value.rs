//! null-selector-value: `nodeSelector: {disk: }` selects nothing or everything, depending on the kubectl.

use crate::lint::engine::snippet;
use crate::lint::prelude::*;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "null-selector-value",
    summary: "a selector key without a value, which kubectl may drop",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A key of nodeSelector or of the selector's matchLabels has no value: `node-role.kubernetes.io/worker:` with nothing behind the
colon, `~` or `null`. An empty string in quotes (`\"\"`) is a value and is not reported.",
        why: "\
What it means depends on who sends it. `kubectl create`, Helm and kubectl apply up to 1.30 send the empty string: the node must have
the label with an empty value. Client-side `kubectl apply` since 1.31 drops keys that are null before it creates the object: the
condition is gone without a word, and an agent for GPU nodes lands on every node. The same manifest behaves in two ways, by the
version on somebody's laptop.",
        remedy: "\
Write `\"\"` where the value of the label is empty, as with node-role.kubernetes.io labels. To ask for the label with any value use
node affinity with the operator Exists.",
        bad: "
nodeSelector:
  node-role.kubernetes.io/worker:
",
        good: "
nodeSelector:
  node-role.kubernetes.io/worker: \"\"
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector",
            "https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    for (map, loss) in [
        ("spec.template.spec.nodeSelector", "the pods then land on nodes without it, too"),
        ("spec.selector.matchLabels", "the selector then misses it"),
    ] {
        let path = FieldPath::parse(map);
        let Some(entries) = cx.object.node().at(&path).and_then(Node::as_map) else {
            continue;
        };
        for entry in entries.entries.iter().filter(|entry| entry.value.is_null()) {
            let path = path.clone().entry(entry.key);
            let key = snippet::scalar(entry.key);
            out.report(
                cx.place(entry.key_span, &path),
                format!("{} has no value, so kubectl may drop it", entry.key),
            )
            .help(format!("write `{key}: \"\"`; kubectl apply since 1.31 drops the key, and {loss}"))
            .fix(Applicability::Unsafe, "write an empty string", empty(cx, &path, entry.key));
        }
    }
}

/// An empty string for the value; in the selector only if the pods have the label so.
fn empty(cx: &Context<'_>, path: &FieldPath, key: &str) -> Option<Patch> {
    let labels = FieldPath::parse("spec.template.metadata.labels");
    let label = cx.object.node().at(&labels.entry(key)).and_then(Node::as_str);
    let is_label = path.parent()?.last_key() == Some("matchLabels");
    (!is_label || label == Some("")).then(|| cx.set(path, "\"\""))?
}
