//! deprecated-node-label: a label of nodes by its former name.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{PodAffinityTerm, WeightedPodAffinityTerm};

use crate::lint::knowledge::node_labels::{Renamed, renamed};
use crate::lint::pod::node_constraints::{Constraint, constraints};
use crate::lint::prelude::*;
use crate::yaml::Segment;

pub(super) static RULE: Rule = Rule {
    id: "deprecated-node-label",
    summary: "a label of nodes goes by the name it had as a beta",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
nodeSelector, node affinity, pod affinity or a spread constraint names beta.kubernetes.io/os, beta.kubernetes.io/arch,
beta.kubernetes.io/instance-type, failure-domain.beta.kubernetes.io/zone or failure-domain.beta.kubernetes.io/region.
One finding a DaemonSet. If the required affinity also has a term with the present name, the former one is there for
old clusters, and nothing is reported.",
        why: "\
The names were replaced in 1.14 and 1.17, and each apply prints a warning: `spec.template.spec.nodeSelector[beta
.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead`. Today the kubelet still sets
most of them beside the present ones; nothing promises that it goes on. Nodes that bring their own labels (virtual
nodes, kwok, simulated pools of an autoscaler) often have the present ones only, and the DaemonSet then passes them
over, silently.",
        remedy: "Write the present name; the values are the same.",
        bad: "
nodeSelector:
  beta.kubernetes.io/os: linux
",
        good: "
nodeSelector:
  kubernetes.io/os: linux
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#beta-kubernetes-io-os-deprecated",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// A place that names a label by its former name.
struct Use {
    place: Place,
    label: &'static Renamed,
    /// The present name in its place.
    patch: Option<Patch>,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let mut uses = of_required(cx);
    uses.extend(of_preferred(cx));
    uses.extend(of_topology(cx));
    let Some((first, rest)) = uses.split_first() else { return };
    let Renamed { former, present, since } = first.label;
    let message = format!("the label {former} is deprecated since {since}");
    let pairs: BTreeSet<(&str, &str)> =
        uses.iter().map(|one| (one.label.former, one.label.present)).collect();
    let help = if pairs.len() == 1 {
        format!("write {present}; its values are the same")
    } else {
        let lines = pairs.iter().map(|(former, present)| format!("\n{former} -> {present}"));
        format!("write the present names:{}", lines.collect::<String>())
    };
    let finding = out.report(first.place.clone(), message).help(help);
    finding.server(is_warned_of(&first.place).then_some(Server::Warns));
    let patches = uses.iter().map(|one| one.patch.clone());
    finding.fix(Applicability::Safe, "write the present name", Patch::all(patches));
    for other in rest {
        finding.label(other.place.span, format!("deprecated, too: now {}", other.label.present));
    }
}

/// Whether the server warns: not of the topology of pod affinity (`pkg/api/pod/warnings.go`, 1.37).
fn is_warned_of(place: &Place) -> bool {
    place.path.as_ref().is_some_and(|path| {
        !path.segments().iter().any(
            |segment| matches!(segment, Segment::Key(key) if key == "podAffinity" || key == "podAntiAffinity"),
        )
    })
}

/// Uses in `nodeSelector` and the required terms, but for those that have an alternative under the present name.
fn of_required(cx: &DaemonSetContext<'_>) -> Vec<Use> {
    let all = constraints(cx.pod);
    let has_alternative = |present: &str, term: Option<usize>| {
        term.is_some() && all.iter().any(|one| one.key == present && one.term.is_some() && one.term != term)
    };
    let with_present = |one: &Constraint<'_>, label: &Renamed| {
        let is_taken = all.iter().any(|other| other.key == label.present && other.term == one.term);
        (!is_taken).then(|| one.with_key(cx, label.present))?
    };
    let former = all.iter().filter_map(|one| Some((one, renamed(one.key)?)));
    former
        .filter(|(one, label)| !has_alternative(label.present, one.term))
        .map(|(one, label)| Use { place: one.key_place(cx), label, patch: with_present(one, label) })
        .collect()
}

fn of_preferred(cx: &DaemonSetContext<'_>) -> Vec<Use> {
    let affinity = cx.pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let preferred =
        affinity.and_then(|node| node.preferred_during_scheduling_ignored_during_execution.as_ref());
    let path = FieldPath::parse(
        "spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution",
    );
    let terms = preferred.into_iter().flatten().enumerate();
    let expressions = terms.flat_map(|(index, term)| {
        let path = path.clone().index(index).key("preference").key("matchExpressions");
        let expressions = term.preference.match_expressions.iter().flatten().enumerate();
        expressions.map(move |(at, one)| (path.clone().index(at).key("key"), one.key.as_str()))
    });
    expressions.filter_map(|(path, key)| scalar_use(cx, &path, key)).collect()
}

/// Uses as `topologyKey`.
fn of_topology(cx: &DaemonSetContext<'_>) -> Vec<Use> {
    let spec = FieldPath::parse("spec.template.spec");
    let mut keys: Vec<(FieldPath, &str)> = Vec::new();
    let spread = cx.pod.topology_spread_constraints.iter().flatten().enumerate();
    let list = spec.clone().key("topologySpreadConstraints");
    keys.extend(spread.map(|(index, one)| (list.clone().index(index), one.topology_key.as_str())));
    let affinity = spec.key("affinity");
    if let Some(pods) = cx.pod.affinity.as_ref().and_then(|affinity| affinity.pod_affinity.as_ref()) {
        let path = affinity.clone().key("podAffinity");
        keys.extend(required(&path, pods.required_during_scheduling_ignored_during_execution.as_ref()));
        keys.extend(preferred(&path, pods.preferred_during_scheduling_ignored_during_execution.as_ref()));
    }
    if let Some(pods) = cx.pod.affinity.as_ref().and_then(|affinity| affinity.pod_anti_affinity.as_ref()) {
        let path = affinity.key("podAntiAffinity");
        keys.extend(required(&path, pods.required_during_scheduling_ignored_during_execution.as_ref()));
        keys.extend(preferred(&path, pods.preferred_during_scheduling_ignored_during_execution.as_ref()));
    }
    keys.into_iter().filter_map(|(path, key)| scalar_use(cx, &path.key("topologyKey"), key)).collect()
}

/// A field whose value is a label, if that is a former name.
fn scalar_use(cx: &DaemonSetContext<'_>, path: &FieldPath, key: &str) -> Option<Use> {
    let label = renamed(key)?;
    Some(Use { place: cx.at(path), label, patch: cx.set(path, label.present) })
}

fn required<'a>(path: &FieldPath, terms: Option<&'a Vec<PodAffinityTerm>>) -> Vec<(FieldPath, &'a str)> {
    let list = path.clone().key("requiredDuringSchedulingIgnoredDuringExecution");
    let terms = terms.into_iter().flatten().enumerate();
    terms.map(|(index, term)| (list.clone().index(index), term.topology_key.as_str())).collect()
}

fn preferred<'a>(
    path: &FieldPath,
    terms: Option<&'a Vec<WeightedPodAffinityTerm>>,
) -> Vec<(FieldPath, &'a str)> {
    let list = path.clone().key("preferredDuringSchedulingIgnoredDuringExecution");
    let terms = terms.into_iter().flatten().enumerate();
    let keys = terms.map(|(index, weighted)| {
        (list.clone().index(index).key("podAffinityTerm"), weighted.pod_affinity_term.topology_key.as_str())
    });
    keys.collect()
}
