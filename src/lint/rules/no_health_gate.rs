//! no-health-gate: a rolling update that goes on whatever becomes of the new pods.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "no-health-gate",
    summary: "an update goes on although nothing shows that the new pods work",
    category: Category::Rollout,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Updates are rolling, no container or sidecar has a readinessProbe or a startupProbe, and minReadySeconds is 0 or left
out. Off by default: four of five well-known agents have no readiness probe, and for many of them there is nothing to
ask. The finding names a Service of the run that sends traffic to the pods, for which readiness counts twice.",
        why: "\
Without a probe a pod is Ready as soon as its processes have started, and without minReadySeconds it is available in
the same second. An agent that starts, reads its new configuration and dies after three seconds has been counted by
then; the controller goes on to the next node. maxUnavailable, which should stop a bad version after a few nodes, stops
nothing, and the whole fleet is in CrashLoopBackOff a few minutes later.",
        remedy: "\
Give the agent a readinessProbe on the endpoint it has anyway (/healthz, /ready, /metrics), or set minReadySeconds to
a little more than it takes the agent to fail: 30 seconds slow a rollout of 100 nodes with maxUnavailable: 10% down by
five minutes.",
        bad: "
spec:
  template:
    spec:
      containers:
        - name: agent
          image: registry.example/agent:2.0.0
",
        good: "
spec:
  minReadySeconds: 30
  template:
    spec:
      containers:
        - name: agent
          image: registry.example/agent:2.0.0
          readinessProbe:
            httpGet: {path: /healthz, port: 8080}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let strategy = cx.spec.update_strategy.as_ref().and_then(|strategy| strategy.type_.as_deref());
    let is_rolling = strategy.unwrap_or("RollingUpdate") == "RollingUpdate";
    let waits = cx.spec.min_ready_seconds.is_some_and(|seconds| seconds > 0);
    let mut containers = cx.containers().into_iter();
    let has_probe = containers
        .any(|(_, container)| container.readiness_probe.is_some() || container.startup_probe.is_some());
    if !is_rolling || waits || has_probe {
        return;
    }
    let place = cx.at_key(&FieldPath::parse("spec.template.spec.containers"));
    let finding = out.report(place, "an update goes on before the new pods show that they work");
    finding.help("add a readinessProbe, or minReadySeconds of a little more than a bad start takes");
    let service = cx.services().into_iter().find(|(_, service)| service.file == cx.object.file);
    if let Some((_, service)) = service {
        let name = service.span_of(&FieldPath::parse("metadata.name"));
        finding.label(name, "sends traffic to pods that are not ready to serve");
    }
}
