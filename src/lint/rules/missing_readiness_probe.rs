//! missing-readiness-probe: containers without a readinessProbe. Off by default.

use crate::lint::pod::container_resources::count_words;
use crate::lint::pod::probes::lasting_containers;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-readiness-probe",
    summary: "a container has no readiness probe",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container that runs as long as the pod (sidecars among them) has no readinessProbe. Init containers and containers that only
sleep need none. One finding a DaemonSet, with a label at each container.",
        why: "\
Without one a container counts as ready once its process runs. A rolling update then goes on to the next node although the new
pod does nothing yet, or nothing right: with maxUnavailable 1 a bad version still reaches every node, only one after the other.
Services send requests to pods that do not listen yet. The rule is off because four of five agents run without.",
        remedy: "\
Add a probe that succeeds once the agent does its work (it has read its configuration, it has registered). Where nothing can be
asked, minReadySeconds paces a rollout as well.",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    readinessProbe:
      httpGet: {path: /healthz, port: 8080}
      timeoutSeconds: 5
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = lasting_containers(cx);
    let mut without = all.iter().filter(|(_, container)| container.readiness_probe.is_none());
    let Some((first, _)) = without.next() else { return };
    let others: Vec<_> = without.collect();
    let count = count_words(others.len() + 1, all.len());
    let finding = out
        .report(cx.at(first), format!("no readiness probe on {count}"))
        .help("add a readinessProbe that asks the agent itself");
    for (path, _) in others {
        finding.label(cx.at(path).span, "nor on this one");
    }
}
