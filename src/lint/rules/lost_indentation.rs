//! lost-indentation: nested keys that stand in the column of the top-level ones.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "lost-indentation",
    summary: "nested keys start in the first column",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A DaemonSet, Deployment, ReplicaSet or StatefulSet has a key without a value (`metadata:`), and the next line, in the same
column, is a key that belongs below it (`name:`). The document is valid YAML, but it says something else: metadata is
empty, and name is a field of its own that no object has. One finding stands for the whole document; the other rules pass
it over, because they would only repeat the cause in other words.",
        why: "\
The indentation is what nests YAML. A paste from a web page, a chat or a terminal loses it easily, and a repeated key
(`metadata`, `spec`) then silently replaces the first one. kubectl answers `error validating data`, `unknown field \"name\"`
or `resource name may not be empty`, none of which says what happened.",
        remedy: "\
Indent each line below the key that it belongs to, two spaces a level. Where the original is at hand, copy it again from its
raw form (the file itself, or the \"raw\" view of a web page) instead of mending it by hand.",
        bad: "
metadata:
name: log-agent
spec:
selector:
matchLabels:
app: log-agent
",
        good: "
metadata:
  name: log-agent
spec:
  selector:
    matchLabels:
      app: log-agent
",
        links: &[
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/",
            "https://yaml.org/spec/1.2.2/#61-indentation-spaces",
        ],
    },
    check: Check::Run(check),
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for (index, object) in cx.set.objects.iter().enumerate() {
        let Some(lost) = object.lost_indentation() else { continue };
        let path = FieldPath::root().entry(&lost.name);
        let place = Place { file: object.file, span: lost.key, object: Some(index), path: Some(path) };
        let message = format!("`{}` lost its indentation: it belongs below `{}`", lost.name, lost.parent);
        out.report(place, message)
            .label(lost.parent_key, "this has no value, since nothing is indented below it")
            .help("indent every line below the key that it belongs to, or copy the raw manifest again");
    }
}
