//! invalid-toleration: a toleration that the API server refuses.

use k8s_openapi::api::core::v1::Toleration;

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;
use crate::placement::{is_label_key, is_label_value};
use crate::words::{in_other_case, slip};

pub(super) static RULE: Rule = Rule {
    id: "invalid-toleration",
    summary: "the API server refuses a toleration",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration breaks one of the rules of the API server: the operator Exists has a value; there is no key and the
operator is not Exists; the operator or the effect is none that exists (the case counts: `exists`, `noSchedule`); the
key is no qualified name or the value no label value; tolerationSeconds stands beside an effect other than NoExecute,
no effect included. The operators Lt and Gt are a warning: they need Kubernetes 1.35 with the feature gate
TaintTolerationComparisonOperators, which is off by default, and a whole number as the value.",
        why: "\
The whole DaemonSet is rejected when it is applied, with messages that point at the wrong field (`operator: Invalid
value: value must be empty when operator is 'Exists'`). Schema checkers let it pass, because all of these fields are
plain strings to them, so that the first to see it is the release job, or the GitOps controller that then keeps the
old version for weeks.",
        remedy: "\
Exists tolerates every value of the key: drop the value, or write Equal (or no operator) to tolerate that value alone.
To tolerate every taint there is, write `- operator: Exists` and nothing else. tolerationSeconds belongs to NoExecute;
without it the pod stays for ever, which is what a node agent wants.",
        bad: "
tolerations:
  - {key: dedicated, operator: Exists, value: gpu, effect: NoSchedule}
",
        good: "
tolerations:
  - {key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

const OPERATORS: [&str; 2] = ["Exists", "Equal"];
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// `ValidateTolerations` in `pkg/apis/core/validation/validation.go`, 1.34; the fields are those that it names.
fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for (index, toleration) in cx.pod.tolerations.iter().flatten().enumerate() {
        let path = FieldPath::parse("spec.template.spec.tolerations").index(index);
        key(cx, toleration, &path, out);
        seconds(cx, toleration, &path, out);
        operator(cx, toleration, &path, out);
        effect(cx, toleration, &path, out);
    }
}

fn key(cx: &DaemonSetContext<'_>, toleration: &Toleration, path: &FieldPath, out: &mut Findings) {
    let key = text(toleration.key.as_ref());
    let at = cx.at(&path.clone().key("key"));
    if !key.is_empty() && !is_label_key(key) && !has_placeholder(key) {
        out.report(at, format!("{key:?} cannot be the key of a taint"))
            .help("write the key as `kubectl describe node` shows it, without value and effect");
        return;
    }
    // An operator that does not exist is reported by itself.
    let operator = text(toleration.operator.as_ref());
    if key.is_empty() && matches!(operator, "" | "Equal") {
        out.report(
            cx.at(&path.clone().key("operator")),
            "a toleration without a key needs the operator Exists",
        )
        .help("name the key of the taint, or write `operator: Exists` to tolerate every taint");
    }
}

fn seconds(cx: &DaemonSetContext<'_>, toleration: &Toleration, path: &FieldPath, out: &mut Findings) {
    let effect = text(toleration.effect.as_ref());
    if toleration.toleration_seconds.is_none() || effect == "NoExecute" || has_placeholder(effect) {
        return;
    }
    let message = match effect {
        "" => "tolerationSeconds needs the effect NoExecute".to_owned(),
        effect => format!("tolerationSeconds needs the effect NoExecute, not {effect}"),
    };
    let seconds = path.clone().key("tolerationSeconds");
    out.report(cx.at(&path.clone().key("effect")), message)
        .label(cx.at_key(&seconds).span, "only evictions wait, and only NoExecute evicts")
        .help("remove tolerationSeconds, or write `effect: NoExecute`")
        .fix(Applicability::Unsafe, "remove tolerationSeconds", cx.remove(&seconds));
}

fn operator(cx: &DaemonSetContext<'_>, toleration: &Toleration, path: &FieldPath, out: &mut Findings) {
    let at = cx.at(&path.clone().key("operator"));
    let value_span = cx.at(&path.clone().key("value")).span;
    let value = text(toleration.value.as_ref());
    match text(toleration.operator.as_ref()) {
        written if has_placeholder(written) => {}
        "" | "Equal" => {
            if !is_label_value(value) && !has_placeholder(value) {
                out.report(
                    cx.at(&path.clone().key("value")),
                    format!("no taint can have the value {value:?}"),
                )
                .field(path.clone().key("operator").to_string())
                .help("write the value as `kubectl describe node` shows it, or use `operator: Exists`");
            }
        }
        "Exists" => {
            if !value.is_empty() {
                out.report(at, "the operator Exists takes no value")
                    .label(value_span, "tolerated with every value anyway")
                    .help("remove the value, or write `operator: Equal` to tolerate this value alone")
                    .fix(Applicability::Safe, "remove the value", cx.remove(&path.clone().key("value")));
            }
        }
        operator @ ("Lt" | "Gt") => comparison(at, operator, value, out),
        other => {
            let message = format!("unknown operator {other:?}");
            out.report(at, message).help(spelling(other, &OPERATORS)).fix(
                Applicability::Safe,
                "write it as Kubernetes does",
                respelt(cx, &path.clone().key("operator"), other, &OPERATORS),
            );
        }
    }
}

/// `Lt` and `Gt`, which servers since 1.35 take if told to (KEP-5471).
fn comparison(at: Place, operator: &str, value: &str, out: &mut Findings) {
    let is_canonical = value.parse::<i64>().is_ok_and(|number| number.to_string() == value);
    if !is_canonical {
        out.report(at, format!("the operator {operator} needs a whole number as value, not {value:?}"))
            .help("write a whole number, or use Equal or Exists");
        return;
    }
    out.report(at, format!("the operator {operator} needs a feature gate that is off by default"))
        .severity(Severity::Warning)
        .help("switch on TaintTolerationComparisonOperators (Kubernetes 1.35 on), or use Equal or Exists");
}

fn effect(cx: &DaemonSetContext<'_>, toleration: &Toleration, path: &FieldPath, out: &mut Findings) {
    let effect = text(toleration.effect.as_ref());
    if effect.is_empty() || EFFECTS.contains(&effect) || has_placeholder(effect) {
        return;
    }
    out.report(cx.at(&path.clone().key("effect")), format!("unknown effect {effect:?}"))
        .help(spelling(effect, &EFFECTS))
        .fix(
            Applicability::Safe,
            "write it as Kubernetes does",
            respelt(cx, &path.clone().key("effect"), effect, &EFFECTS),
        );
}

/// The known word in place of one that differs in case only.
fn respelt(cx: &Context<'_>, path: &FieldPath, written: &str, known: &[&str]) -> Option<Patch> {
    cx.set(path, in_other_case(written, known)?)
}

/// The known word that was meant, or all of them.
fn spelling(written: &str, known: &[&str]) -> String {
    match slip(written, known) {
        Some(word) if word.eq_ignore_ascii_case(written) => format!("write {word}: the case counts"),
        Some(word) => format!("write {word}"),
        None => format!("write one of {}", known.join(", ")),
    }
}

fn text(value: Option<&String>) -> &str {
    value.map(String::as_str).unwrap_or_default()
}
