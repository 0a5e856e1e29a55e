//! rollout-duration: an update that goes through the nodes too slowly.

use std::time::Duration;

use crate::coverage::{RolloutPlan, Strategy};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "rollout-duration",
    summary: "a rolling update takes longer than half an hour on these nodes",
    category: Category::Rollout,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[RuleOption::Number(&MAX_MINUTES), RuleOption::Number(&STARTUP_SECONDS)],
    yields_to: &[],
    page: Page {
        what: "\
The number of nodes that the DaemonSet covers, divided by maxUnavailable (or maxSurge) and rounded up, times
minReadySeconds plus the time that a pod takes to be replaced, is more than 30 minutes. Pools count with the number of
nodes that they have at the least. The option max-minutes sets the limit, startup-seconds the time of one pod, which
the manifest does not tell: 30 seconds for stopping the old pod, pulling the image and starting the new one.",
        why: "\
maxUnavailable is 1 unless someone sets it: four of five DaemonSets never do. On 10 nodes that is five minutes, on 1,000
it is a working day. `helm upgrade --wait` and the pipeline give up after minutes, the release counts as failed, and the
rollback starts its own slow walk through the nodes. A fix for a security hole reaches the last node a day later. In the
meantime two versions of the agent run side by side.",
        remedy: "\
Set maxUnavailable to a percentage; it grows with the cluster. 10% takes ten waves however many nodes there are. Agents
that hold no port and no file of the node can use maxSurge instead.",
        bad: "
updateStrategy:
  rollingUpdate:
    maxUnavailable: 1            # 400 nodes
",
        good: "
updateStrategy:
  rollingUpdate:
    maxUnavailable: 10%
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

static MAX_MINUTES: NumberOption = NumberOption {
    name: "max-minutes",
    summary: "how many minutes an update may take",
    unit: Unit::Count,
    default: 30,
    min: 1,
    max: 100_000,
};

static STARTUP_SECONDS: NumberOption = NumberOption {
    name: "startup-seconds",
    summary: "how many seconds it takes until an old pod is replaced and the new one ready",
    unit: Unit::Count,
    default: 30,
    min: 0,
    max: 100_000,
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let nodes = coverage.least_nodes(&run.fleet);
    let startup = u64::try_from(cx.options.number(&STARTUP_SECONDS)).unwrap_or_default();
    let Some(plan) = RolloutPlan::on(cx.spec, nodes, Duration::from_secs(startup)) else { return };
    let Strategy::RollingUpdate { max_unavailable, max_surge, waves, duration: Some(duration) } =
        plan.strategy
    else {
        return;
    };
    let most = u64::try_from(cx.options.number(&MAX_MINUTES)).unwrap_or(u64::MAX);
    if duration.as_secs() <= most.saturating_mul(60) {
        return;
    }
    let (field, at_once) =
        if max_surge > 0 { ("maxSurge", max_surge) } else { ("maxUnavailable", max_unavailable) };
    let path = FieldPath::parse("spec.updateStrategy.rollingUpdate").key(field);
    let each = match cx.spec.min_ready_seconds.unwrap_or_default() {
        0 => format!("{startup}s"),
        ready => format!("({startup}s + {ready}s minReadySeconds)"),
    };
    out.report(cx.at(&path), format!("an update of {nodes} nodes takes about {}", words(duration)))
        .marker(format!("{field} {at_once}: {waves} waves of {each}"))
        .help(format!("set {field} to a percentage, such as 10%: ten waves on any number of nodes"));
}

/// `3h 20min`
fn words(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} minutes"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h {minutes}min"),
    }
}
