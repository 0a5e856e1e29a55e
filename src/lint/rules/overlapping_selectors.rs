//! overlapping-selectors: two controllers whose selectors match each other's pods.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::brief::{Brief, selector};
use crate::lint::disjoint::are_disjoint;
use crate::lint::label_selector::matches;
use crate::lint::prelude::*;
use crate::lint::twins::OTHERS;
use crate::manifest::{ManifestSet, Object};

pub(super) static RULE: Rule = Rule {
    id: "overlapping-selectors",
    summary: "two controllers of one namespace select each other's pods",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Default::On,
    needs: Needs::Related,
    options: &[],
    page: Page {
        what: "\
A DaemonSet and another DaemonSet, Deployment, ReplicaSet or StatefulSet of the same namespace, each of whose selectors matches
the labels of the other's pods. Two DaemonSets that run the same image are a note: they are tiers of one agent, one for each size
or kind of node. DaemonSets that provably never share a node (twins for Linux and Windows, one for each architecture) are not
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
    for group in groups(cx).values() {
        let by_label = by_label(group);
        for one in group.iter().filter(|one| cx.set.objects[one.index].is_daemon_set()) {
            let others: Vec<usize> = candidates(one, group, &by_label)
                .into_iter()
                .filter(|other| !is_told_there(cx.set, one, other) && may_overlap(one, other))
                .map(|other| other.index)
                .collect();
            if !others.is_empty()
                && let Some(daemon_set) = DaemonSetContext::new(cx.object(&RULE, one.index))
            {
                report(&daemon_set, &others, out);
            }
        }
    }
}

/// A workload, by what is known without looking into it.
struct Member<'a> {
    index: usize,
    brief: Cow<'a, Brief>,
}

/// Workloads that can get into each other's way: those of one folder and one namespace. Manifests of different folders
/// are variants or belong to different clusters.
fn groups<'a>(cx: &'a RunContext<'a>) -> BTreeMap<(&'a str, Option<&'a str>), Vec<Member<'a>>> {
    let mut groups: BTreeMap<_, Vec<Member<'_>>> = BTreeMap::new();
    for (index, object) in cx.set.objects.iter().enumerate() {
        let Some(brief) = cx.brief(index) else { continue };
        // What is compared with a cluster will be in it, wherever it lies.
        let is_in_cluster = cx.set.references > 0;
        let folder = if is_in_cluster { "" } else { cx.set.source_of(object).folder() };
        let group = (folder, object.id.namespace.as_deref());
        groups.entry(group).or_default().push(Member { index, brief });
    }
    groups
}

type ByLabel<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a Member<'a>>>;

/// The workloads of a group by the labels of their pods.
fn by_label<'a>(group: &'a [Member<'a>]) -> ByLabel<'a> {
    let mut found = ByLabel::new();
    for member in group {
        for (key, value) in &member.brief.labels {
            found.entry((key, value)).or_default().push(member);
        }
    }
    found
}

/// The workloads whose pods have a label that the selector asks for; all of the group if it asks for none by value.
fn candidates<'a>(one: &Member<'_>, group: &'a [Member<'a>], by_label: &ByLabel<'a>) -> Vec<&'a Member<'a>> {
    let asked = one.brief.match_labels.iter();
    let lists = asked.map(|(key, value)| by_label.get(&(&**key, &**value)).map_or(&[][..], Vec::as_slice));
    match lists.min_by_key(|list| list.len()) {
        Some(list) => list.to_vec(),
        None => group.iter().collect(),
    }
}

/// Of two DaemonSets the later one reports.
fn is_told_there(set: &ManifestSet, one: &Member<'_>, other: &Member<'_>) -> bool {
    other.index == one.index || (set.objects[other.index].is_daemon_set() && other.index > one.index)
}

/// Whether nothing that is known keeps the selector of each from the pods of the other.
fn may_overlap(one: &Member<'_>, other: &Member<'_>) -> bool {
    one.brief.may_select(&other.brief) && other.brief.may_select(&one.brief)
}

fn report(cx: &DaemonSetContext<'_>, candidates: &[usize], out: &mut Findings) {
    let others = candidates.iter().map(|&index| &cx.run.set.objects[index]);
    let others: Vec<&Object> = others.filter(|other| overlap(cx, other)).take(OTHERS).collect();
    let is_tier = |other: &&Object| {
        other.is_daemon_set() && other.pod_spec().is_some_and(|pod| shares_image(cx.pod, pod))
    };
    let Some(first) = others.iter().find(|other| !is_tier(other)).or(others.first()) else { return };
    let path = FieldPath::parse("spec.selector");
    let name = format!("{} {}", first.id.kind, first.id.name.as_deref().unwrap_or("(no name)"));
    let finding = out
        .report(cx.at_key(&path), format!("{name} and this one select each other's pods"))
        .help("add a label that only one of them has, to selector and template of each");
    if others.iter().all(is_tier) {
        finding.severity(Severity::Note);
    }
    for other in others.iter().filter(|other| other.file == cx.object.file) {
        finding.label(other.key_span_of(&path), "the other selector");
    }
}

/// Whether pods of both can meet on a node, and each selector matches the pods of the other.
fn overlap(cx: &DaemonSetContext<'_>, other: &Object) -> bool {
    let one = cx.object;
    // Asked first: of a file that repeats one object, every pair comes by here.
    let is_itself = one.id.kind == other.id.kind && one.id.name == other.id.name;
    if is_itself {
        return false;
    }
    let Some(pod) = other.pod_spec() else { return false };
    let is_twin = other.is_daemon_set() && are_disjoint(cx.pod, pod);
    !is_twin && selects(one, other) && selects(other, one)
}

/// Whether the selector of a workload matches the pods of another. What a Job or a template would create is not asked.
fn selects(one: &Object, other: &Object) -> bool {
    let Some(labels) = labels(other) else { return false };
    let is_empty = |selector: &LabelSelector| {
        selector.match_labels.iter().flatten().next().is_none()
            && selector.match_expressions.iter().flatten().next().is_none()
    };
    selector(one).is_some_and(|selector| !is_empty(selector) && matches(selector, labels))
}

fn labels(object: &Object) -> Option<&BTreeMap<String, String>> {
    object.pod_template()?.metadata.as_ref()?.labels.as_ref()
}

fn shares_image(one: &PodSpec, other: &PodSpec) -> bool {
    let images = |pod: &PodSpec| -> BTreeSet<String> {
        let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
        images.map(|image| image.split(['@', ':']).next().unwrap_or(image).to_owned()).collect()
    };
    !images(one).is_disjoint(&images(other))
}
