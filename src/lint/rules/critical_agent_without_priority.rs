//! critical-agent-without-priority: any node agent without a priority class. Off by default.

use crate::lint::pod::host_access::host_access;
use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "critical-agent-without-priority",
    summary: "a node agent has no priority class",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A node agent without priorityClassName: a DaemonSet that mounts paths of the node, uses its network, sees its processes or runs
privileged. Agents that the node itself depends on are left to node-critical-without-priority, which is on by default.",
        why: "\
A pod of a DaemonSet has one node to go to. If that is full, it waits there: with priority 0 it displaces nobody, and an
autoscaler adds no node for it. So the busiest nodes are those without logs and metrics (`desired 50, ready 47`, for weeks).
Under pressure the kubelet evicts pods of low priority first. The rule is off because the answer is a choice: not every agent is
worth more than the workload it watches.",
        remedy: "\
Give agents a class of their own, above that of workloads and below system-node-critical, and name it in each of them. Keep
system-node-critical for what the node cannot start without; --unsafe-fixes writes it nevertheless, as the one class that every
cluster has.",
        bad: "
spec:
  hostPID: true
  containers:
    - name: process-agent
      image: registry.example/process-agent:2.3.0
",
        good: "
spec:
  priorityClassName: node-agents
  hostPID: true
  containers:
    - name: process-agent
      image: registry.example/process-agent:2.3.0
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if has_priority(cx.pod) || node_critical(cx).is_some() {
        return;
    }
    let Some(access) = host_access(cx).into_iter().find(|access| access.kind.is_agent()) else { return };
    out.report(cx.at_key(&FieldPath::parse("spec.template.spec")), "a node agent has no priority class")
        .marker("no priorityClassName")
        .label(cx.at(&access.path).span, format!("it {}", access.kind.words()))
        .help("name a PriorityClass above that of workloads, if its node should make room for it")
        .fix(
            Applicability::Unsafe,
            "set priorityClassName to system-node-critical",
            cx.set_in_pod("priorityClassName", "system-node-critical", None),
        );
}
