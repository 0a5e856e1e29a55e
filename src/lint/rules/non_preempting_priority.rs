//! non-preempting-priority: a priority class that makes no room for the agent.

use k8s_openapi::api::scheduling::v1::PriorityClass;

use crate::lint::idle::is_idle;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "non-preempting-priority",
    summary: "the priority class of a DaemonSet never makes room for it",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Default::On,
    needs: Needs::Related,
    options: &[],
    page: Page {
        what: "\
The PriorityClass that a DaemonSet names is in the run, and has `preemptionPolicy: Never` or a value of 0 or less. A DaemonSet
whose containers only sleep (a placeholder) is meant to give way and is not reported.",
        why: "\
A DaemonSet pod can only go to its own node. With such a class it never displaces anything there, so on a node that is full it
stays Pending for ever (`preemption: No preemption victims found for incoming pod`), however important the name of the class
sounds. `preemptionPolicy: Never` is right for batch jobs, which can wait for another node; an agent cannot. The autoscalers say
it in their FAQs: they add no node for a DaemonSet pod that does not fit, priorities have to make the room.",
        remedy: "\
Give agents a class with a value above that of workloads and without preemptionPolicy (the default is PreemptLowerPriority), or
use system-node-critical. The policy of a class cannot be changed in place: create a new one.",
        bad: "
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: node-agents}
value: 1000000
preemptionPolicy: Never
",
        good: "
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: node-agents}
value: 1000000
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#non-preempting-priority-class",
            "https://karpenter.sh/docs/faq/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some(name) = cx.pod.priority_class_name.as_deref().filter(|name| !name.is_empty()) else { return };
    if cx.pod.containers.iter().all(is_idle) {
        return;
    }
    let set = cx.run.set;
    let mut classes = set.typed::<PriorityClass>("scheduling.k8s.io", "PriorityClass");
    let found = classes.find(|(_, _, class)| class.metadata.name.as_deref() == Some(name));
    let Some((_, object, class)) = found else { return };
    let (message, field, words, help) = if class.preemption_policy.as_deref() == Some("Never") {
        (
            format!("the class {name} never preempts: on a full node the agent stays out"),
            "preemptionPolicy",
            "Never makes no room",
            "name a class that preempts: one without preemptionPolicy, or system-node-critical",
        )
    } else if let Some(value) = class.value.filter(|value| *value <= 0) {
        (
            format!("the class {name} has the value {value}: the agent gives way to any pod"),
            "value",
            "not above that of pods without a class",
            "name a class with a value above that of workloads, or system-node-critical",
        )
    } else {
        return;
    };
    let path = FieldPath::parse("spec.template.spec.priorityClassName");
    let finding = out.report(cx.at(&path), message);
    finding.help(help);
    if object.file == cx.object.file {
        finding.label(object.span_of(&FieldPath::parse(field)), words);
    }
}
