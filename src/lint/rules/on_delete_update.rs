//! on-delete-update: an update that reaches no pod before someone deletes it.

use crate::lint::pod::operator_owned::is_updated_by_another;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "on-delete-update",
    summary: "updates wait until someone deletes each pod",
    category: Category::Rollout,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
updateStrategy has the type OnDelete. It is a note, because some agents must not be replaced while workloads use them
(drivers of GPUs, kernel modules, storage with open volumes), and an operator then deletes the pods one node after
another. Nothing is said where that shows: an operator manages the DaemonSet (a label, an owner, an image that it fills in,
`operator` in the namespace, the name or the path of the file), or it is about hardware such as GPUs. Where rollingUpdate is set beside it, ignored-rolling-update reports that instead.",
        why: "\
A new image, a fixed argument, a rotated secret: the DaemonSet takes it, and no running pod gets it. New nodes run the
new version and old nodes the old one, for months, so that two versions must work together that nobody tested together.
`kubectl rollout status` stops with an error (`rollout status is only available for RollingUpdate strategy type`), and
deployment tools that wait for the rollout either fail or report success at once. Manifests from before 2018 had this
strategy without asking for it: it was the default of extensions/v1beta1.",
        remedy: "\
Use RollingUpdate, with maxUnavailable: 1 and minReadySeconds where the agent is delicate. Keep OnDelete if something
deletes the pods, and say what in a comment beside it, or ignore the rule there with that reason.",
        bad: "
updateStrategy:
  type: OnDelete
",
        good: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 1
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#updating-a-daemonset",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some(strategy) = &cx.spec.update_strategy else { return };
    let rolling = strategy.rolling_update.as_ref();
    let is_contradicted =
        rolling.is_some_and(|rolling| rolling.max_unavailable.is_some() || rolling.max_surge.is_some());
    if strategy.type_.as_deref() != Some("OnDelete") || is_contradicted || is_updated_by_another(cx) {
        return;
    }
    out.report(
        cx.at(&FieldPath::parse("spec.updateStrategy.type")),
        "an update reaches no pod before someone deletes it",
    )
    .help("write RollingUpdate, or note beside it what deletes the pods");
}
