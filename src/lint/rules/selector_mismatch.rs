//! selector-mismatch: a DaemonSet that does not select the pods of its own template.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::engine::snippet;
use crate::lint::prelude::*;
use crate::manifest::schema::{self, Problem, ProblemKind};
use crate::placement::{is_label_key, is_label_value};
use crate::words::in_other_case;
use crate::yaml::Span;

pub(super) static RULE: Rule = Rule {
    id: "selector-mismatch",
    summary: "the selector does not match the labels of the pod template",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The selector of a DaemonSet is missing or empty, asks for a label that the pod template does not have or has with another value, or
holds an expression that the server refuses: an operator other than In, NotIn, Exists and DoesNotExist, In or NotIn without values,
Exists or DoesNotExist with them. Removed API versions that filled in a missing selector are removed-api-version; a selector that
is misspelt or at the wrong level is unknown-field or misplaced-field.",
        why: "\
The server refuses the DaemonSet: `spec.template.metadata.labels: Invalid value: … selector does not match template labels`. For a
missing selector it says just the same, because no selector matches no labels. Schema checkers see two valid maps and pass it.",
        remedy: "\
Write the same pairs on both sides. Select by the few labels that identify the agent (its name, its component) and leave out what
changes with a release, such as version or chart: the selector of a DaemonSet cannot be changed once it is created.",
        bad: "
spec:
  selector:
    matchLabels:
      name: problem-detector
  template:
    metadata:
      labels:
        app: problem-detector
",
        good: "
spec:
  selector:
    matchLabels:
      app: problem-detector
  template:
    metadata:
      labels:
        app: problem-detector
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector",
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements",
        ],
    },
    check: Check::Workload(check),
};

type Labels = BTreeMap<String, String>;

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let Some(daemon_set) = cx.object.daemon_set() else { return };
    if is_told_already(cx) {
        return;
    }
    let selector = &daemon_set.spec.selector;
    let metadata = daemon_set.spec.template.metadata.as_ref();
    let labels = metadata.and_then(|metadata| metadata.labels.clone()).unwrap_or_default();
    let has_labels = selector.match_labels.as_ref().is_some_and(|pairs| !pairs.is_empty());
    let has_expressions = selector.match_expressions.as_ref().is_some_and(|list| !list.is_empty());
    if has_labels || has_expressions {
        pairs(cx, selector, &labels, out);
        expressions(cx, selector, &labels, out);
    } else {
        absent(cx, &labels, out);
    }
}

/// The field that the server names where the labels do not match.
const LABELS: &str = "spec.template.metadata.labels";

fn selector_path() -> FieldPath {
    FieldPath::parse("spec.selector")
}

fn labels_path() -> FieldPath {
    FieldPath::parse(LABELS)
}

/// Whether another rule reports the selector or the labels, so that what is left of them says nothing.
fn is_told_already(cx: &Context<'_>) -> bool {
    let concerned = [selector_path(), labels_path()];
    let concerns = |path: &FieldPath| {
        let starts = |whole: &FieldPath, part: &FieldPath| whole.segments().starts_with(part.segments());
        concerned.iter().any(|concerned| starts(path, concerned) || starts(concerned, path))
    };
    let is_told = |problem: &Problem| match &problem.kind {
        ProblemKind::NotAString { .. } => false,
        ProblemKind::MisplacedField { belongs, .. } => {
            concerns(&problem.path)
                || belongs.iter().filter_map(schema::Place::path).any(|path| concerns(&path))
        }
        ProblemKind::UnknownField { suggestion, .. } => {
            let meant = suggestion.as_ref().zip(problem.path.parent());
            concerns(&problem.path) || meant.is_some_and(|(meant, parent)| concerns(&parent.key(meant.name)))
        }
        _ => concerns(&problem.path),
    };
    cx.object.problems().iter().any(is_told) || !cx.object.merged_documents().is_empty()
}

fn absent(cx: &Context<'_>, labels: &Labels, out: &mut Findings) {
    let path = selector_path();
    let is_written = cx.object.node().at(&path).is_some_and(|node| !node.is_null());
    if !is_written && cx.object.id.api_version != "apps/v1" {
        return;
    }
    let message = if is_written { "the selector is empty" } else { "the selector is missing" };
    let finding = out.report(cx.at(&path), message);
    finding.label(cx.object.key_span_of(&labels_path()), "it must match these labels");
    finding.help(format!("write below spec:\n{}", snippet::selector(labels)));
    if !labels.is_empty() {
        let match_labels = path.key("matchLabels");
        let fix = cx.set_at(&match_labels, &snippet::pairs(labels), At::Before("template"));
        finding.fix(Applicability::Unsafe, "select the pods by their labels", fix);
    }
}

fn pairs(cx: &Context<'_>, selector: &LabelSelector, labels: &Labels, out: &mut Findings) {
    let wanted = selector.match_labels.iter().flatten();
    let mut unmet = wanted.filter(|(key, value)| labels.get(*key) != Some(*value));
    let fix = Patch::all(unmet.clone().map(|(key, _)| {
        let path = selector_path().key("matchLabels").entry(key);
        cx.set(&path, &snippet::quoted(labels.get(key)?))
    }));
    let Some((key, value)) = unmet.next() else { return };
    let path = selector_path().key("matchLabels");
    let message = match labels.get(key) {
        Some(found) => format!(
            "the selector asks for `{}`, the pods have {}",
            snippet::pair(key, value),
            snippet::quoted(found)
        ),
        None => format!("the selector asks for label `{key}`, which the pods do not have"),
    };
    let finding = out.report(at_pair(cx, &path, key), message);
    finding.field(LABELS);
    for (other, _) in unmet {
        finding.label(at_pair(cx, &path, other).span, "nor do they match this");
    }
    finding.label(at_label(cx, key), "these are the labels of the pods");
    finding.help(match labels.get(key) {
        Some(found) => format!(
            "write `{}` here, or `{}` in the template",
            snippet::pair(key, found),
            snippet::pair(key, value)
        ),
        None => format!(
            "add `{}` to the labels of the template, or select labels that it has",
            snippet::pair(key, value)
        ),
    });
    finding.fix(Applicability::Unsafe, "select what the pods have", fix);
}

/// A pair stands for itself: its value, or its key where it is empty.
fn at_pair(cx: &Context<'_>, map: &FieldPath, key: &str) -> Place {
    cx.at(&map.clone().entry(key))
}

/// The label of the template with this key, or else the key of all its labels.
fn at_label(cx: &Context<'_>, key: &str) -> Span {
    let path = labels_path();
    let own = path.clone().entry(key);
    if cx.object.node().at(&own).is_some() { cx.object.span_of(&own) } else { cx.object.key_span_of(&path) }
}

fn expressions(cx: &Context<'_>, selector: &LabelSelector, labels: &Labels, out: &mut Findings) {
    let list = selector_path().key("matchExpressions");
    for (index, expression) in selector.match_expressions.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        if let Some(fault) = fault(expression) {
            let at = path.key(fault.field);
            out.report(cx.at(&at), fault.message).help(fault.help);
        } else if !matches(expression, labels) {
            let LabelSelectorRequirement { key, operator, .. } = expression;
            let message = format!("the labels of the pods do not meet `{key} {operator}`");
            let finding = out.report(cx.at(&path), message);
            finding.field(LABELS);
            finding.label(at_label(cx, key), "these are the labels of the pods");
            finding.help("change the expression or the labels of the template, so that they meet");
        }
    }
}

/// Why the server refuses an expression by itself.
struct Fault {
    field: &'static str,
    message: String,
    help: String,
}

/// Source: `ValidateLabelSelectorRequirement` in apimachinery `pkg/apis/meta/v1/validation/validation.go`, 1.34.
fn fault(LabelSelectorRequirement { key, operator, values }: &LabelSelectorRequirement) -> Option<Fault> {
    let values = values.as_deref().unwrap_or_default();
    let fault = |field, message: String, help: &str| Some(Fault { field, message, help: help.to_owned() });
    match operator.as_str() {
        "In" | "NotIn" if values.is_empty() => fault(
            "values",
            format!("{operator} without values"),
            "list the values, or write Exists or DoesNotExist",
        ),
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            fault("values", format!("{operator} takes no values"), "remove the values, or write In or NotIn")
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {
            if !is_label_key(key) && !has_placeholder(key) {
                return fault(
                    "key",
                    format!("`{key}` cannot be the key of a label"),
                    "write the key of a label",
                );
            }
            let illegal = values.iter().find(|value| !is_label_value(value) && !has_placeholder(value))?;
            fault(
                "values",
                format!("`{illegal}` cannot be the value of a label"),
                "write values that a label can have",
            )
        }
        other => {
            let known = ["In", "NotIn", "Exists", "DoesNotExist"];
            let meant = in_other_case(other, &known);
            let help = meant.map_or_else(
                || format!("write one of {}", known.join(", ")),
                |meant| format!("write {meant}: the case counts"),
            );
            fault("operator", format!("unknown operator {other:?}"), &help)
        }
    }
}

/// Source: `Requirement.Matches` in apimachinery `pkg/labels/selector.go`, 1.34.
fn matches(
    LabelSelectorRequirement { key, operator, values }: &LabelSelectorRequirement,
    labels: &Labels,
) -> bool {
    let found = labels.get(key);
    let is_listed = || found.is_some_and(|found| values.iter().flatten().any(|value| value == found));
    match operator.as_str() {
        "In" => is_listed(),
        "NotIn" => !is_listed(),
        "Exists" => found.is_some(),
        _ => found.is_none(),
    }
}
