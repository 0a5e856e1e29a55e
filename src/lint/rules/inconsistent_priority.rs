//! inconsistent-priority: the DaemonSets beside it have a priority class, this one has none.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::engine::snippet;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "inconsistent-priority",
    summary: "a DaemonSet has no priority class, unlike those beside it",
    category: Category::Availability,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A node agent without priorityClassName among at least three DaemonSets of one folder, of which at least two of five set a class.
DaemonSets are counted by name, so that variants of one agent are one. One that its node depends on is left to
node-critical-without-priority.",
        why: "\
A set of agents mostly agrees on a priority, and the one that does not was forgotten: it came later, or from another chart. It is
the one that stays Pending on full nodes and is evicted first, and its absence is noticed last. Users of GPU and network
operators have gone through their charts by hand for exactly this, and found 6 of 11 DaemonSets without a class.",
        remedy: "Set the class that the others set, or a comment that says why this one is worth less.",
        bad: "
# beside two DaemonSets with priorityClassName: system-node-critical
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  template:
    spec:
      hostPID: true
      containers: [{name: plugin, image: registry.example/plugin:1.0.2}]
",
        good: "
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  template:
    spec:
      priorityClassName: system-node-critical
      hostPID: true
      containers: [{name: plugin, image: registry.example/plugin:1.0.2}]
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
            "https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/",
        ],
    },
    check: Check::Run(check),
};

/// So many DaemonSets make a set that can agree on something.
const FEWEST: usize = 3;

/// The share of them, in percent, that must have a class.
const SHARE: usize = 40;

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, object) in cx.set.objects.iter().enumerate() {
        if object.is_daemon_set() {
            folders.entry(cx.set.source_of(object).folder()).or_default().push(index);
        }
    }
    for members in folders.values() {
        siblings(cx, members, out);
    }
}

fn siblings(cx: &RunContext<'_>, members: &[usize], out: &mut Findings) {
    let named = |index: &usize| cx.set.objects[*index].id.qualified_name();
    let has = |index: &usize| cx.facts(*index).is_some_and(|facts| facts.has_priority);
    let all: BTreeSet<String> = members.iter().map(named).collect();
    let with: BTreeSet<String> = members.iter().filter(|index| has(index)).map(named).collect();
    if all.len() < FEWEST || with.len() * 100 < all.len() * SHARE {
        return;
    }
    let classes: BTreeSet<Box<str>> =
        members.iter().filter_map(|index| cx.facts(*index)?.priority_class.clone()).collect();
    let is_minor = |index: &usize| cx.facts(*index).is_some_and(|facts| facts.is_minor_agent);
    for index in
        members.iter().filter(|index| !has(index) && is_minor(index) && !with.contains(&named(index)))
    {
        let object = cx.set.objects[*index].open();
        let context = Context { object: &object, ..cx.object(&RULE, *index) };
        let count = format!("{} of {}", with.len(), all.len());
        let place = context.at_key(&FieldPath::parse("spec.template.spec"));
        let only = classes.first().filter(|_| classes.len() == 1);
        let fix =
            only.and_then(|class| context.set_in_pod("priorityClassName", &snippet::scalar(class), None));
        let classes = classes.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" or ");
        let finding =
            out.report(place, format!("{count} DaemonSets here have a priority class, this one has none"));
        finding.marker("no priorityClassName");
        finding.help(format!("set `priorityClassName` as they do ({classes}), if it matters as much"));
        finding.fix(Applicability::Unsafe, format!("set priorityClassName to {classes}"), fix);
        let sibling =
            members.iter().find(|sibling| cx.set.objects[**sibling].file == object.file && has(sibling));
        if let Some(sibling) = sibling {
            let path = FieldPath::parse("spec.template.spec.priorityClassName");
            finding.label(cx.set.objects[*sibling].span_of(&path), "one of those that have one");
        }
    }
}
