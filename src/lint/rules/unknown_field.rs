//! unknown-field: a field that the API does not have.

use crate::lint::prelude::*;
use crate::manifest::schema::{self, ProblemKind, Suggestion};
use crate::yaml::Segment;

pub(super) static RULE: Rule = Rule {
    id: "unknown-field",
    summary: "a field is unknown to the API",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A field that its object does not have in Kubernetes 1.37, nor in any version before it that is still in use: a misspelt name
(`nodeSelectors`), another case (`hostPid` for hostPID), the spelling of another tool (`mount_path`), or a key of one's own
(`x-labels` that only holds an anchor). The finding names the field that was meant, where one is near. Names are compared with the
schema of the API, letter by letter. Fields that only removed API versions had count as known under these versions. Where the config
says what the manifests have to run on (`kubernetes: \"1.33\"`), fields that only newer servers know are reported, too.",
        why: "\
kubectl asks the server to be strict, which answers `strict decoding error: unknown field \"spec.template.spec.hostPid\"` and
creates nothing. Clients that are not strict (`--validate=ignore`, most controllers, servers before 1.25) drop the field without
a word: the agent runs, but without the host's process table, on nodes it should not be on, or without its limits.",
        remedy: "\
Write the field as the API spells it; `kubectl explain daemonset.spec.template.spec` lists the names. Remove what no version
knows. Write an anchor where its value is used first, instead of under a key of its own. Settings that are meant for other tools
belong in annotations.",
        bad: "
spec:
  template:
    spec:
      hostPid: true
      nodeSelectors:
        kubernetes.io/os: linux
",
        good: "
spec:
  template:
    spec:
      hostPID: true
      nodeSelector:
        kubernetes.io/os: linux
",
        links: &[
            "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
            "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_explain/",
        ],
    },
    check: Check::Workload(check),
};

/// Fields that only API versions had which are gone by now.
///
/// Source: `types.go` of `k8s.io/api/extensions/v1beta1` and `k8s.io/api/apps/v1beta1`.
const OLD: &[(&str, &str, &str)] = &[
    ("extensions/v1beta1", "DaemonSet", "spec.templateGeneration"),
    ("extensions/v1beta1", "Deployment", "spec.rollbackTo"),
    ("apps/v1beta1", "Deployment", "spec.rollbackTo"),
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    newer(cx, out);
    for problem in cx.problems() {
        let ProblemKind::UnknownField { name, suggestion, holds_anchors } = &problem.kind else { continue };
        if was_known(cx, &problem.path) {
            continue;
        }
        let message = match suggestion {
            Some(known) => format!("unknown field `{name}`, did you mean `{}`?", known.name),
            None => format!("unknown field `{name}`"),
        };
        let finding = cx.report(out, problem, message);
        match suggestion {
            Some(known) => finding.help(instead(known)).fix(
                Applicability::Unsafe,
                format!("rename it to {}", known.name),
                if known.fits { cx.rename(&problem.path, known.name) } else { None },
            ),
            None if *holds_anchors => finding.help(
                "put the anchor where its value is first used: kubectl refuses unknown fields (--validate=strict)",
            ),
            None => finding.help("remove it: kubectl refuses it, and clients that are not strict drop it silently"),
        };
    }
}

/// Fields that the version does not have which the manifest has to run on.
fn newer(cx: &Context<'_>, out: &mut Findings) {
    let Some(version) = cx.kubernetes() else { return };
    let id = &cx.object.id;
    let Some(root) = schema::root(&id.api_version, &id.kind) else { return };
    for field in schema::new_fields(cx.object.node(), root, &|minor| !version.has(minor)) {
        let Some(Segment::Key(name)) = field.path.segments().last() else { continue };
        let since = format!("Kubernetes 1.{}", field.minor);
        let message = format!("unknown field `{name}` in Kubernetes {version}: it came with {since}");
        out.report(cx.place(field.key, &field.path), message).help(format!(
            "remove it, or say that the manifests run on 1.{} at least (`kubernetes`)",
            field.minor
        ));
    }
}

fn was_known(cx: &Context<'_>, path: &FieldPath) -> bool {
    let id = &cx.object.id;
    OLD.iter().any(|(api_version, kind, field)| {
        id.api_version == *api_version && id.kind == *kind && *path == FieldPath::parse(field)
    })
}

/// What to write in place of the field.
fn instead(Suggestion { name, same_word, fits, taken }: &Suggestion) -> String {
    if *taken {
        return format!("remove it: {name} is also written");
    }
    let why = if *same_word { ": names of fields are compared letter by letter" } else { "" };
    let value = if *fits { "" } else { ", with a value that it takes" };
    format!("write {name}{value}{why}")
}
