//! overlapping-selectors: two controllers whose selectors match each other's pods.

use std::collections::BTreeMap;

use crate::lint::cluster::pairs::{Identities, Partners, first_of};
use crate::lint::engine::facts::{Facts, Labels};
use crate::lint::pod::disjoint::WantedLabels;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "overlapping-selectors",
    summary: "two controllers of one namespace select each other's pods",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A DaemonSet and another DaemonSet, Deployment, ReplicaSet or StatefulSet of the same namespace, each of whose selectors matches
the labels of the other's pods. Two DaemonSets that run the same image are a note: they are tiers of one agent, one for each size
or kind of node; in files of their own they may be variants, of which one is applied, and nothing is said. DaemonSets that provably never share a node (twins for Linux and Windows, one for each architecture) are not
reported, nor are manifests of the same name, which are versions of one object, or of different folders.",
        why: "\
Controllers tell their pods by an owner reference first, so two of them live side by side until a pod has lost its owner: after
`kubectl delete --cascade=orphan`, a restore from backup or a change of kind. Then either may adopt it, a DaemonSet deletes what
it adopts on nodes where it wants none, and pods come and go without end. Everything that knows labels only is wrong from the
start: Services send requests to both, `kubectl logs daemonset/x` and `rollout status` show pods of the other, a
PodDisruptionBudget or NetworkPolicy covers both, and pod anti-affinity keeps them apart. The selector cannot be changed later.",
        remedy: "\
Give each controller a label of its own in selector and template, such as app.kubernetes.io/component or the tier. As selectors are
immutable, delete and create the DaemonSet anew.",
        bad: "
kind: DaemonSet
metadata: {name: agent}
spec: {selector: {matchLabels: {app: agent}}}
---
kind: Deployment
metadata: {name: agent-gateway}
spec: {selector: {matchLabels: {app: agent}}}
",
        good: "
kind: DaemonSet
metadata: {name: agent}
spec: {selector: {matchLabels: {app: agent, component: node}}}
---
kind: Deployment
metadata: {name: agent-gateway}
spec: {selector: {matchLabels: {app: agent, component: gateway}}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector",
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
        ],
    },
    check: Check::Run(check),
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let identities = Identities::new(cx.set);
    for members in groups(cx).values() {
        let is_daemon_set = |index: usize| cx.set.objects[index].is_daemon_set();
        let mut others = Members::default();
        for member in members.iter().filter(|(index, _)| !is_daemon_set(*index)) {
            others.add(*member, identities.of_object(member.0));
        }
        // Of two DaemonSets the later one reports.
        let mut earlier = Members::default();
        for one in members.iter().filter(|(index, _)| is_daemon_set(*index)) {
            let identity = identities.of_object(one.0);
            let mut found = earlier.overlapping(cx, *one, identity);
            found.extend(others.overlapping(cx, *one, identity));
            earlier.add(*one, identity);
            if one.1.has_pod {
                report(cx, *one, &first_of(found), out);
            }
        }
    }
}

type Member<'a> = (usize, &'a Facts);

/// Workloads that can get into each other's way: those of one folder and one namespace. Manifests of different folders
/// are variants or belong to different clusters.
fn groups<'a>(cx: &RunContext<'a>) -> BTreeMap<(&'a str, Option<&'a str>), Vec<Member<'a>>> {
    let mut groups: BTreeMap<_, Vec<Member<'_>>> = BTreeMap::new();
    for (index, facts) in cx.workloads() {
        let object = &cx.set.objects[index];
        // What is compared with a cluster will be in it, wherever it lies.
        let is_in_cluster = cx.set.references > 0;
        let folder = if is_in_cluster { "" } else { cx.set.source_of(object).folder() };
        groups.entry((folder, object.id.namespace.as_deref())).or_default().push((index, facts));
    }
    groups
}

/// What decides with which others a workload overlaps: labels, selector, and the nodes that its pods insist on.
type Key<'a> = (&'a Labels, &'a Labels, Option<String>, &'a WantedLabels);

/// Workloads of a group, by a label of their pods, and by a label that they ask for.
#[derive(Default)]
struct Members<'a> {
    by_label: BTreeMap<(&'a str, &'a str), Partners<Key<'a>>>,
    /// By the first label that the selector asks for, if it asks for one by value.
    by_asked: BTreeMap<Option<(&'a str, &'a str)>, Partners<Key<'a>>>,
}

impl<'a> Members<'a> {
    fn add(&mut self, (index, facts): Member<'a>, identity: usize) {
        let key = key(facts);
        for label in pairs(facts.labels()) {
            self.by_label.entry(label).or_default().add(key.clone(), identity, index);
        }
        let asked = pairs(facts.match_labels()).next();
        self.by_asked.entry(asked).or_default().add(key, identity, index);
    }

    /// The first few of the group that overlap with one: among those that have the rarest label that it asks for, or,
    /// where its selector asks for none by value, among those that ask for a label that it has.
    fn overlapping(&self, cx: &RunContext<'a>, one: Member<'a>, identity: usize) -> Vec<(usize, ())> {
        let asked: Vec<_> = pairs(one.1.match_labels()).map(|label| self.by_label.get(&label)).collect();
        if asked.iter().any(Option::is_none) {
            return Vec::new();
        }
        let rarest = asked.into_iter().flatten().min_by_key(|partners| partners.len());
        let labels = pairs(one.1.labels()).map(Some).chain([None]);
        let asking = labels.filter_map(|label| self.by_asked.get(&label));
        let candidates: Vec<&Partners<Key<'_>>> = match rarest {
            Some(rarest) => vec![rarest],
            None => asking.collect(),
        };
        let own = key(one.1);
        let overlaps = |_: &Key<'_>, other: usize| overlap(cx, one, (other, cx.facts(other)?)).then_some(());
        candidates.into_iter().flat_map(|partners| partners.find(&own, identity, overlaps)).collect()
    }
}

fn key(facts: &Facts) -> Key<'_> {
    let expressions = facts.selector.as_ref().and_then(|selector| selector.match_expressions.as_ref());
    let expressions = expressions.map(|expressions| format!("{expressions:?}"));
    (facts.labels(), facts.match_labels(), expressions, &facts.wanted)
}

fn pairs(labels: &Labels) -> impl Iterator<Item = (&str, &str)> {
    labels.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}

fn report(cx: &RunContext<'_>, one: Member<'_>, others: &[(usize, ())], out: &mut Findings) {
    let object = |index: usize| &cx.set.objects[index];
    let is_tier = |other: usize| {
        let is_alike = cx.facts(other).is_some_and(|facts| shares_image(one.1, facts));
        object(other).is_daemon_set() && is_alike
    };
    // Tiers in files of their own may be variants, of which one is applied.
    let is_together = |other: &usize| object(*other).file == object(one.0).file || !is_tier(*other);
    let others: Vec<usize> = others.iter().map(|(index, ())| *index).filter(is_together).collect();
    let Some(first) = others.iter().find(|other| !is_tier(**other)).or(others.first()) else { return };
    let id = &object(*first).id;
    let name = format!("{} {}", id.kind, id.name.as_deref().unwrap_or("(no name)"));
    let finding = out
        .report(cx.selector_of(one.0, one.1), format!("{name} and this one select each other's pods"))
        .help("add a label that only one of them has, to selector and template of each");
    if others.iter().all(|other| is_tier(*other)) {
        finding.severity(Severity::Note);
    }
    let in_file = others.iter().filter(|other| object(**other).file == object(one.0).file);
    for facts in in_file.filter_map(|other| cx.facts(*other)) {
        finding.label(facts.selector_key, "the other selector");
    }
}

/// Whether pods of both can meet on a node, and each selector matches the pods of the other.
fn overlap(cx: &RunContext<'_>, one: Member<'_>, other: Member<'_>) -> bool {
    let is_twin = cx.set.objects[other.0].is_daemon_set() && one.1.wanted.is_disjoint(&other.1.wanted);
    other.1.has_pod && !is_twin && selects(one.1, other.1) && selects(other.1, one.1)
}

/// Whether the selector of a workload matches the pods of another. What a Job or a template would create is not asked.
fn selects(one: &Facts, other: &Facts) -> bool {
    let Some(labels) = other.written_labels() else { return false };
    let selector = one.selector.as_ref();
    selector.is_some_and(|selector| !selector.is_empty() && selector.matches(labels))
}

fn shares_image(one: &Facts, other: &Facts) -> bool {
    one.repositories.iter().any(|image| other.repositories.contains(image))
}
