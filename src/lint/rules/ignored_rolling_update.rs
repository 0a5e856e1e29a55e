//! ignored-rolling-update: settings of a rolling update beside a strategy that makes none.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ignored-rolling-update",
    summary: "OnDelete ignores the settings of a rolling update",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
updateStrategy has the type OnDelete and a rollingUpdate block with maxUnavailable or maxSurge in it. An empty block is
not reported. The finding takes the place of on-delete-update.",
        why: "\
With OnDelete the controller replaces no pod by itself, so that maxUnavailable and maxSurge are neither used nor even
checked: the server accepts `maxUnavailable: 500%` there. Whoever wrote the block expects updates to go out node by
node. They do not go out at all: `kubectl rollout status` refuses to wait, the template of the DaemonSet is new, and
every pod is still the old one, security fix included, until someone deletes it or the node goes.",
        remedy: "\
Write `type: RollingUpdate`, or leave the type out, if updates should go out. Remove the block if OnDelete is meant.",
        bad: "
updateStrategy:
  type: OnDelete
  rollingUpdate:
    maxUnavailable: 10%
",
        good: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 10%
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some(strategy) = &cx.spec.update_strategy else { return };
    let Some(rolling) = &strategy.rolling_update else { return };
    let is_empty = rolling.max_unavailable.is_none() && rolling.max_surge.is_none();
    if strategy.type_.as_deref() != Some("OnDelete") || is_empty {
        return;
    }
    let path = FieldPath::parse("spec.updateStrategy");
    let block = path.clone().key("rollingUpdate");
    out.report(cx.at_key(&block), "OnDelete ignores rollingUpdate")
        .label(cx.at(&path.key("type")).span, "replaces no pod by itself")
        .help("write `type: RollingUpdate` to roll updates out, or remove rollingUpdate")
        .fix(Applicability::Safe, "remove rollingUpdate", cx.remove(&block));
}
