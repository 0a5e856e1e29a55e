//! removed-api-version: a DaemonSet of an API version that servers no longer know.

use std::collections::BTreeMap;

use crate::lint::engine::snippet;
use crate::lint::prelude::*;
use crate::manifest::schema::ProblemKind;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "removed-api-version",
    summary: "a DaemonSet has an apiVersion that servers no longer know",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A DaemonSet of extensions/v1beta1 or apps/v1beta2, both removed in Kubernetes 1.16, or of apps/v1beta1, which never had
DaemonSets. The finding says what else has to change with the version.",
        why: "\
kubectl answers `no matches for kind \"DaemonSet\" in version \"extensions/v1beta1\"` and creates nothing. Changing the version alone
is not enough: extensions/v1beta1 filled in a missing selector from the labels of the template and updated pods only when they were
deleted (OnDelete). apps/v1 refuses a DaemonSet without selector, and replaces all pods as soon as the template changes.",
        remedy: "\
Write `apiVersion: apps/v1`, add the selector, and decide on the update strategy. The selector of a DaemonSet that already runs
cannot be changed: take the one that `kubectl get daemonset -o yaml` shows.",
        bad: "
apiVersion: extensions/v1beta1
kind: DaemonSet
metadata:
  name: log-agent
spec:
  template:
    metadata:
      labels:
        app: log-agent
",
        good: "
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: log-agent
spec:
  selector:
    matchLabels:
      app: log-agent
  updateStrategy:
    type: OnDelete
  template:
    metadata:
      labels:
        app: log-agent
",
        links: &[
            "https://kubernetes.io/docs/reference/using-api/deprecation-guide/#daemonset-v116",
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ],
    },
    check: Check::Workload(check),
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let Some(daemon_set) = cx.object.daemon_set() else { return };
    let version = cx.object.id.api_version.as_str();
    let message = match version {
        "extensions/v1beta1" | "apps/v1beta2" => {
            format!("DaemonSets of {version} are gone since Kubernetes 1.16")
        }
        "apps/v1beta1" => "apps/v1beta1 never had DaemonSets".to_owned(),
        _ => return,
    };
    let api_version = FieldPath::parse("apiVersion");
    let is_written = cx.object.node().at(&api_version).is_some();
    let mut help = vec!["write apps/v1".to_owned()];
    let mut fix = vec![is_written.then(|| cx.set(&api_version, "apps/v1")).flatten()];
    if is_missing(cx, "spec.selector") && !is_elsewhere(cx, "selector") {
        let metadata = daemon_set.spec.template.metadata.as_ref();
        let labels = metadata.and_then(|metadata| metadata.labels.clone()).unwrap_or_default();
        help.push("add the selector below spec, which apps/v1 requires:".to_owned());
        help.push(snippet::selector(&labels));
        fix.push(with_selector(cx, &labels));
    }
    if version == "extensions/v1beta1" && is_missing(cx, "spec.updateStrategy.type") {
        help.push(
            "to keep the old default, that updates wait until pods are deleted, add below spec:".to_owned(),
        );
        help.push("updateStrategy:\n  type: OnDelete".to_owned());
    }
    if !is_missing(cx, "spec.templateGeneration") {
        help.push("remove templateGeneration, which apps/v1 does not have".to_owned());
        fix.push(cx.remove(&FieldPath::parse("spec.templateGeneration")));
    }
    out.report(cx.at(&FieldPath::parse("apiVersion")), message).help(help.join("\n")).fix(
        Applicability::Safe,
        if fix.len() > 1 { "write apps/v1, with what it asks for" } else { "write apps/v1" },
        Patch::all(fix),
    );
}

/// The selector that old servers derived from the labels of the pods.
fn with_selector(cx: &Context<'_>, labels: &BTreeMap<String, String>) -> Option<Patch> {
    let path = FieldPath::parse("spec.selector.matchLabels");
    let pairs = (!labels.is_empty()).then(|| snippet::pairs(labels))?;
    cx.set_at(&path, &pairs, At::Before("template"))
}

fn is_missing(cx: &Context<'_>, path: &'static str) -> bool {
    cx.object.node().at(&FieldPath::parse(path)).is_none_or(Node::is_null)
}

/// Whether the field is written under a wrong name or in a wrong place, which other rules report.
fn is_elsewhere(cx: &Context<'_>, name: &str) -> bool {
    cx.object.problems().iter().any(|problem| match &problem.kind {
        ProblemKind::UnknownField { suggestion, .. } => {
            suggestion.as_ref().is_some_and(|suggestion| suggestion.name == name)
        }
        ProblemKind::MisplacedField { name: misplaced, .. } => misplaced == name,
        _ => false,
    })
}
