//! invalid-update-strategy: `maxUnavailable` and `maxSurge` that the API server refuses.

use k8s_openapi::api::apps::v1::RollingUpdateDaemonSet;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::coverage::Amount;
use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;
use crate::words::in_other_case;

pub(super) static RULE: Rule = Rule {
    id: "invalid-update-strategy",
    summary: "the API server refuses the update strategy",
    category: Category::Rollout,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The type of the update strategy is neither RollingUpdate nor OnDelete (the case counts), maxUnavailable or maxSurge is no
whole number and no percentage up to 100%, or not exactly one of the two is above zero. What is not written counts with
its default: maxUnavailable 1, maxSurge 0. So `maxSurge: 1` alone is refused, and so is `maxUnavailable: 0` alone.",
        why: "\
The server fills in the defaults before it validates, so a block that looks complete is rejected with `may not be set
when maxUnavailable is non-zero`. Schema checkers let it pass, and the release fails when it is applied.",
        remedy: "\
Choose one of the two. maxUnavailable takes the old pod away first, which suits agents that hold a host port, a socket or
a device. maxSurge starts the new pod beside the old one, which suits agents that must not be away, and needs
`maxUnavailable: 0` beside it.",
        bad: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxSurge: 1
",
        good: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxSurge: 1
    maxUnavailable: 0
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let Some(strategy) = &cx.spec.update_strategy else { return };
    let path = FieldPath::parse("spec.updateStrategy");
    match strategy.type_.as_deref().unwrap_or("RollingUpdate") {
        // `SetDefaults_DaemonSet` fills in an empty type, too.
        "RollingUpdate" | "" => {}
        "OnDelete" => return,
        other if has_placeholder(other) => return,
        other => {
            let known = in_other_case(other, &["RollingUpdate", "OnDelete"]);
            let at = path.key("type");
            let finding = out.report(cx.at(&at), format!("unknown update strategy {other:?}"));
            match known {
                Some(known) => finding.help(format!("write {known}: the case counts")).fix(
                    Applicability::Safe,
                    format!("write {known}"),
                    cx.set(&at, known),
                ),
                None => finding.help("write RollingUpdate or OnDelete"),
            };
            return;
        }
    }
    if let Some(rolling) = &strategy.rolling_update {
        rolling_update(cx, rolling, &path.key("rollingUpdate"), out);
    }
}

fn rolling_update(
    cx: &DaemonSetContext<'_>,
    rolling: &RollingUpdateDaemonSet,
    path: &FieldPath,
    out: &mut Findings,
) {
    let unavailable =
        amount(cx, rolling.max_unavailable.as_ref(), 1, &path.clone().key("maxUnavailable"), out);
    let surge = amount(cx, rolling.max_surge.as_ref(), 0, &path.clone().key("maxSurge"), out);
    let (Some(unavailable), Some(surge)) = (unavailable, surge) else { return };
    match (unavailable, surge) {
        (0, 0) => {
            out.report(cx.at(&path.clone().key("maxUnavailable")), "maxUnavailable and maxSurge are both 0")
                .help("set maxUnavailable to at least 1, or maxSurge to at least 1");
        }
        (1.., 1..) => {
            let message = match rolling.max_unavailable {
                Some(_) => "maxSurge and maxUnavailable are both above 0".to_owned(),
                None => "maxSurge needs `maxUnavailable: 0` beside it; left out, that is 1".to_owned(),
            };
            let (unavailable, surge) = (path.clone().key("maxUnavailable"), path.clone().key("maxSurge"));
            let how_sure = match rolling.max_unavailable {
                Some(_) => Applicability::Unsafe,
                None => Applicability::Safe,
            };
            out.report(cx.at(&surge), message)
                .help("add `maxUnavailable: 0` to start new pods first, or remove maxSurge")
                .fix(
                    how_sure,
                    "set maxUnavailable to 0",
                    cx.set_at(&unavailable, "0", At::After("maxSurge")),
                );
        }
        _ => {}
    }
}

/// The value with its default, percent signs dropped; reported, and none, if the server refuses it by itself.
///
/// Source: `ValidateRollingUpdateDaemonSet` and `ValidatePositiveIntOrPercent` in `pkg/apis/apps/validation/validation.go`, 1.32.
fn amount(
    cx: &DaemonSetContext<'_>,
    value: Option<&IntOrString>,
    default: u64,
    path: &FieldPath,
    out: &mut Findings,
) -> Option<u64> {
    let Some(value) = value else { return Some(default) };
    if let Some(Amount::Count(amount) | Amount::Percent(amount)) = Amount::read(value) {
        return Some(amount);
    }
    if let IntOrString::String(text) = value
        && has_placeholder(text)
    {
        return None;
    }
    let problem = match value {
        IntOrString::Int(_) => "below 0",
        IntOrString::String(text) if is_percentage(text) => "above 100%",
        IntOrString::String(_) => "neither a whole number nor a percentage",
    };
    let name = path.last_key().unwrap_or_default();
    out.report(cx.at(path), format!("{name} is {problem}"))
        .help("write a whole number (1) or a percentage (10%)");
    None
}

/// Digits and a percent sign, nothing else.
fn is_percentage(text: &str) -> bool {
    let digits = text.strip_suffix('%').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
