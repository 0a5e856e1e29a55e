//! pre-stop-outlasts-grace-period: a preStop hook that is still asleep when its container is killed.

use k8s_openapi::api::core::v1::Container;

use crate::lint::pod::init_containers::all_containers;
use crate::lint::pod::sleeps::seconds;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "pre-stop-outlasts-grace-period",
    summary: "a preStop hook sleeps longer than the pod has time to end",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::on_field("api-rejects")],
    page: Page {
        what: "\
The preStop hook of a container sleeps (`sleep`, exec of sleep, or a script of commands one after another) as long as
terminationGracePeriodSeconds or longer; that is 30 where nothing is written. Scripts with branches, loops or background jobs are not
judged. What the API server itself refuses (a `sleep` action longer than the period) is left to api-rejects.",
        why: "\
The time of the hook counts: the grace period starts with it, and the container gets its SIGTERM only when the hook is over. If the period
ends first, the kubelet gives two more seconds and kills (`PreStopHookError`, exit code 137): the agent never hears that it
is to stop. Buffers are not flushed, routes and leases not withdrawn, files not closed, on every node of every update, and what
the sleep was to make graceful is the least graceful end there is.",
        remedy: "\
Set terminationGracePeriodSeconds in the pod spec to the sleep and the time that the agent itself needs to end, or sleep less. Think
of the rollout, too: it takes that long for each node.",
        bad: "
terminationGracePeriodSeconds: 30
containers:
  - name: dns
    image: registry.example/dns:1.4.0
    lifecycle: {preStop: {exec: {command: [sleep, \"40\"]}}}
",
        good: "
terminationGracePeriodSeconds: 60
containers:
  - name: dns
    image: registry.example/dns:1.4.0
    lifecycle: {preStop: {exec: {command: [sleep, \"40\"]}}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution",
            "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
        ],
    },
    check: Check::DaemonSet(check),
};

/// `DefaultTerminationGracePeriodSeconds` in `pkg/apis/core/v1/defaults.go`.
const DEFAULT: i64 = 30;

/// The order of hook, signal and kill is that of `killContainer` in `pkg/kubelet/kuberuntime/kuberuntime_container.go` (1.34).
fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !all_containers(cx.pod).any(|container| container.lifecycle.is_some()) {
        return;
    }
    let written = cx.pod.termination_grace_period_seconds;
    let period = written.unwrap_or(DEFAULT);
    for (path, container) in cx.containers() {
        let Some((field, slept)) = asleep(container).filter(|(_, slept)| *slept >= period) else { continue };
        let message = format!("preStop sleeps {slept} s, and the pod has {period} s to end");
        let path = path.key("lifecycle").key("preStop").join(&FieldPath::parse(field));
        let finding = out.report(cx.at(&path), message).marker("killed before its SIGTERM is handled");
        finding.help(format!(
            "set terminationGracePeriodSeconds above {slept}, by what the agent needs to end, or sleep less"
        ));
        if written.is_some() {
            let path = FieldPath::parse("spec.template.spec.terminationGracePeriodSeconds");
            finding.label(cx.at(&path).span, "the hook counts as well");
        }
    }
}

/// The field that says how long the hook sleeps.
fn asleep(container: &Container) -> Option<(&'static str, i64)> {
    let hook = container.lifecycle.as_ref()?.pre_stop.as_ref()?;
    let field = if hook.sleep.is_some() { "sleep.seconds" } else { "exec.command" };
    Some((field, seconds(hook)?))
}
