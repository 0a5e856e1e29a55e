//! non-preempting-priority: a priority class that makes no room for the agent.

use std::collections::BTreeMap;

use k8s_openapi::api::scheduling::v1::PriorityClass;

use crate::lint::engine::daemon_sets::daemon_sets_if;
use crate::lint::pod::idle::is_idle;
use crate::lint::prelude::*;
use crate::manifest::Object;

pub(super) static RULE: Rule = Rule {
    id: "non-preempting-priority",
    summary: "the priority class of a DaemonSet never makes room for it",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
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
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let mut classes: BTreeMap<String, (&Object, PriorityClass)> = BTreeMap::new();
    for (_, object, class) in run.set.typed::<PriorityClass>("scheduling.k8s.io", "PriorityClass") {
        let Some(name) = class.metadata.name.clone() else { continue };
        classes.entry(name).or_insert((object, class));
    }
    let class_of = |index| run.facts(index).and_then(|facts| classes.get(facts.priority_class.as_deref()?));
    for cx in daemon_sets_if(run, |index, _| class_of(index).is_some()) {
        if let Some((object, class)) = class_of(cx.index).filter(|_| !cx.pod.containers.iter().all(is_idle)) {
            report(&cx, object, class, out);
        }
    }
}

fn report(cx: &DaemonSetContext<'_>, object: &Object, class: &PriorityClass, out: &mut Findings) {
    let name = class.metadata.name.as_deref().unwrap_or_default();
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
