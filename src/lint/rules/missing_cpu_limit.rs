//! missing-cpu-limit: containers without a limit for cpu. Off by default.

use crate::lint::pod::container_resources::{CPU, container_resources, count_words};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-cpu-limit",
    summary: "a container has no cpu limit",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container, a sidecar or an init container has no limit for cpu, nor has the pod as a whole. One finding a DaemonSet, with a
label at each container. Containers that only sleep are left out.",
        why: "\
Without a limit a container may use every idle core of its node. Whether that is bad is debated, so the rule is off: idle cores
are free, requests decide who gets what once they are scarce, and a limit throttles an agent exactly when there is most to do.
Four of five agents have none. Where cores are sold by limits, or an agent that runs wild on every node at once costs more than
one that lags, a limit is right.",
        remedy: "Set limits.cpu well above what the agent uses at its busiest. Leave it out for CNI, CSI and service proxies.",
        bad: "
resources:
  requests: {cpu: 50m, memory: 64Mi}
  limits: {memory: 128Mi}
",
        good: "
resources:
  requests: {cpu: 50m, memory: 64Mi}
  limits: {cpu: 500m, memory: 128Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/assign-cpu-resource/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = container_resources(cx);
    let mut without = all.iter().filter(|container| !container.is_idle && !container.limits(CPU));
    let Some(first) = without.next() else { return };
    let others: Vec<_> = without.collect();
    let count = count_words(others.len() + 1, all.len());
    let finding = out
        .report(cx.place(first.span(cx), &first.path), format!("no cpu limit on {count}"))
        .help("set limits.cpu well above the busiest moment, or leave the rule off");
    for container in others {
        finding.label(container.span(cx), "nor on this one");
    }
}
