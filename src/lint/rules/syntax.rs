//! syntax: a document that kubectl cannot read.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "syntax",
    summary: "a document is no YAML or JSON that kubectl can read",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A document cannot be parsed: a bracket or quote is never closed, a tab indents a line, a key has no colon, keys of one
mapping start in different columns, or an alias names no anchor. The other documents of the file are still checked.",
        why: "\
kubectl stops at the first document that it cannot read; objects after it in the same file are not applied. In a folder
of manifests that leaves a cluster half updated: the ConfigMap is new, the DaemonSet that reads it is not.",
        remedy: "\
Mend the place that the finding points at. The fault often lies on the line before: a missing colon, an unclosed quote.
Text with placeholders (`{{ … }}`) is a template: render it first, and check the result.",
        bad: "
metadata:
  name: log-agent
   namespace: logging
",
        good: "
metadata:
  name: log-agent
  namespace: logging
",
        links: &[
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/",
            "https://yaml.org/spec/1.2.2/",
        ],
    },
    check: Check::Run(check),
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for broken in &cx.set.broken {
        let place = Place { file: broken.file, span: broken.error.span, object: None, path: None };
        let finding = out.report(place, &broken.error.message);
        let kubectl = broken.error.kubectl.map(|words| format!("kubectl says: {words}"));
        let help: Vec<String> = broken.error.help.clone().into_iter().chain(kubectl).collect();
        if !help.is_empty() {
            finding.help(help.join("\n"));
        }
    }
}
