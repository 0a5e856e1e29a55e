//! no-rollback-history: a DaemonSet that keeps nothing to go back to.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "no-rollback-history",
    summary: "revisionHistoryLimit: 0 leaves no version to roll back to",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
revisionHistoryLimit is 0. Left out, it is 10.",
        why: "\
Each version of the template is kept as a ControllerRevision, a few kilobytes, and `kubectl rollout undo` puts one of
them back. With 0 the old versions are deleted as soon as no pod runs them: `error: no rollout history found for
daemonset \"agent\"`. A broken network agent is the moment when a rollback by one command counts most, because Git,
the chart repository and the deployment pipeline may be out of reach through that same network.",
        remedy: "\
Remove the field, or set a small number such as 3. Tools that deploy from Git do not need the history to deploy, but
the people on call may.",
        bad: "
spec:
  revisionHistoryLimit: 0
",
        good: "
spec:
  revisionHistoryLimit: 3
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if cx.spec.revision_history_limit != Some(0) {
        return;
    }
    let path = FieldPath::parse("spec.revisionHistoryLimit");
    out.report(cx.at(&path), "no old version is kept to roll back to")
        .help("remove it (the default is 10), or keep a few: `revisionHistoryLimit: 3`")
        .fix(Applicability::Safe, "remove revisionHistoryLimit", cx.remove(&path));
}
