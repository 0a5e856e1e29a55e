//! missing-liveness-probe: containers without a livenessProbe. Off by default.

use crate::lint::pod::container_resources::count_words;
use crate::lint::pod::probes::lasting_containers;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-liveness-probe",
    summary: "a container has no liveness probe",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container that runs as long as the pod (sidecars among them) has no livenessProbe. Init containers and containers that only
sleep need none. One finding a DaemonSet, with a label at each container.",
        why: "\
A process that hangs without ending is never restarted: the pod stays Running and Ready while the node goes unserved, until
someone notices. The rule is off because three of four agents run without and are well: a process that ends when it fails is
restarted anyway, and a probe with a short timeout restarts agents that are only busy, on the nodes that are loaded most.",
        remedy: "\
Add a probe that asks the agent itself, cheaply, with a timeout of several seconds and a generous failureThreshold. Leave out what
the agent depends on: see liveness-leaves-the-node.",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    livenessProbe:
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
    let mut without = all.iter().filter(|(_, container)| container.liveness_probe.is_none());
    let Some((first, _)) = without.next() else { return };
    let others: Vec<_> = without.collect();
    let count = count_words(others.len() + 1, all.len());
    let finding = out
        .report(cx.at(first), format!("no liveness probe on {count}"))
        .help("add a livenessProbe that asks the agent itself");
    for (path, _) in others {
        finding.label(cx.at(path).span, "nor on this one");
    }
}
