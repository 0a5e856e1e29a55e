//! blocking-pod-affinity: rules between pods that can only keep pods of a DaemonSet from starting.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PodAffinityTerm;

use crate::lint::cluster::colocation::colocation;
use crate::lint::engine::facts::Facts;
use crate::lint::pod::label_selector::{matches, matches_own_pods, matches_pods_of};
use crate::lint::prelude::*;
use crate::manifest::Object;

pub(super) static RULE: Rule = Rule {
    id: "blocking-pod-affinity",
    summary: "rules between pods can only keep pods of a DaemonSet Pending",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The template has a required podAffinity, a topologySpreadConstraint with DoNotSchedule, a required podAntiAffinity
against its own pods over a topology wider than a node, or one against another DaemonSet of the run that can be on the
same nodes. One finding a DaemonSet. Anti-affinity against its own pods on
kubernetes.io/hostname is not reported: it changes nothing, and some agents use it to keep two flavours of themselves
off one node. Affinity on kubernetes.io/hostname to other pods is a note, because an agent may be of use only beside
another one, and nothing where the manifest of that other DaemonSet is in the run, too. Preferred rules and
ScheduleAnyway are not reported either.",
        why: "\
The controller decides which nodes get a pod and pins each pod to its node. The scheduler cannot move it then: it can
only say yes or no. A rule between pods therefore never spreads anything; it lets a pod through, or leaves it Pending
for ever on that node: `0/9 nodes are available: 1 node(s) didn't match pod affinity rules, 8 node(s) didn't satisfy
plugin(s) [NodeAffinity]`. Affinity to another workload fails wherever that is not running yet, after each reboot, too.
A spread constraint fails on nodes that lack the topology label, and with nodeAffinityPolicy: Ignore or minDomains on
others. Anti-affinity per zone leaves one pod a zone. Of two DaemonSets that repel each other (one of them is enough, the
scheduler heeds it both ways) each node starts the one that comes first, and which that is changes from node to node. Linters that ask each workload for a spread constraint are wrong
about DaemonSets: they are spread by nature.",
        remedy: "\
Remove it. To run two agents on different nodes, give each its nodeSelector. To run only beside other pods, select the label of the nodes where those run. If the order of starts
matters, let the agent wait and retry, or use an init container.",
        bad: "
kind: DaemonSet
spec:
  template:
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}
",
        good: "
kind: DaemonSet
spec:
  template:
    spec:
      nodeSelector: {kubernetes.io/os: linux}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

const HOSTNAME: &str = "kubernetes.io/hostname";

/// A rule that blocks.
struct Blocker {
    path: FieldPath,
    /// What it does.
    why: &'static str,
    /// Whether someone may want that.
    is_meant: bool,
    /// The other DaemonSet that it keeps away, if that is all that it does.
    repelled: Option<String>,
}

/// Another DaemonSet of the run may be what a term asks for.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    let affinity = cx.pod.affinity.as_ref();
    affinity.is_some_and(|affinity| affinity.pod_affinity.is_some() || affinity.pod_anti_affinity.is_some())
        || !hard_constraints(cx).is_empty()
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let mut blockers = affinity(cx);
    blockers.extend(anti_affinity(cx));
    let only_spread = blockers.is_empty();
    blockers.extend(spread(cx));
    let Some((first, rest)) = blockers.split_first() else { return };
    let repelled = first.repelled.as_ref().filter(|_| rest.iter().all(|other| other.repelled.is_some()));
    let message = match (repelled, rest.len()) {
        (Some(name), _) => format!("where {name} is wanted too, only one of the two starts"),
        (None, 0) => "it spreads nothing on a DaemonSet, it can only leave pods Pending".to_owned(),
        (None, _) => "these spread nothing on a DaemonSet, they can only leave pods Pending".to_owned(),
    };
    let finding = out
        .report(cx.at(&first.path), message)
        .marker(first.why)
        .help("remove it; to run on some nodes only, select them by label");
    if blockers.iter().all(|blocker| blocker.is_meant) {
        finding.severity(Severity::Note);
    }
    if only_spread {
        let patch = cx.remove_items(&constraints_path(), &hard_constraints(cx));
        finding.fix(Applicability::Unsafe, "remove what can only block", patch);
    }
    for blocker in rest {
        finding.label(cx.at(&blocker.path).span, blocker.why);
    }
}

fn affinity(cx: &DaemonSetContext<'_>) -> Vec<Blocker> {
    let pods = cx.pod.affinity.as_ref().and_then(|affinity| affinity.pod_affinity.as_ref());
    let terms = pods.and_then(|pods| pods.required_during_scheduling_ignored_during_execution.as_ref());
    let path = FieldPath::parse(
        "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution",
    );
    let terms = terms.into_iter().flatten().enumerate().filter(|(_, term)| !is_beside_agent(cx, term));
    let blockers = terms.map(|(index, term)| Blocker {
        path: path.clone().index(index).key("topologyKey"),
        why: "Pending on each node where no such pod runs near",
        is_meant: term.topology_key == HOSTNAME && !is_own(cx, term),
        repelled: None,
    });
    blockers.collect()
}

/// Whether a term asks for a pod of another DaemonSet of the run on the same node.
fn is_beside_agent(cx: &DaemonSetContext<'_>, term: &PodAffinityTerm) -> bool {
    let Some(selector) = &term.label_selector else { return false };
    let known = cx.run.known.facts().iter().enumerate();
    let mut others =
        known.filter(|(index, _)| *index != cx.index && cx.run.set.objects[*index].is_daemon_set());
    term.topology_key == HOSTNAME
        && others.any(|(_, facts)| {
            let labels = facts.as_deref().and_then(Facts::written_labels);
            labels.is_some_and(|labels| matches(selector, labels))
        })
}

fn is_own(cx: &DaemonSetContext<'_>, term: &PodAffinityTerm) -> bool {
    let namespace = cx.object.id.namespace.as_deref();
    pod_labels(cx.object).is_some_and(|labels| matches_own_pods(term, labels, namespace))
}

fn pod_labels(object: &Object) -> Option<&BTreeMap<String, String>> {
    object.pod_template()?.metadata.as_ref()?.labels.as_ref()
}

fn anti_affinity(cx: &DaemonSetContext<'_>) -> Vec<Blocker> {
    let pods = cx.pod.affinity.as_ref().and_then(|affinity| affinity.pod_anti_affinity.as_ref());
    let terms = pods.and_then(|pods| pods.required_during_scheduling_ignored_during_execution.as_ref());
    let path = FieldPath::parse(
        "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution",
    );
    let terms = terms.into_iter().flatten().enumerate();
    let blockers = terms.filter_map(|(index, term)| {
        let (why, repelled) = if !is_own(cx, term) {
            ("the scheduler heeds it both ways", Some(repelled_agent(cx, term)?))
        } else if term.topology_key == HOSTNAME {
            return None;
        } else {
            ("only one pod starts in each of these, the others wait", None)
        };
        let path = path.clone().index(index).key("topologyKey");
        Some(Blocker { path, why, is_meant: false, repelled })
    });
    blockers.collect()
}

/// The name of another DaemonSet of the run that a term repels, though both can be meant for the same nodes.
fn repelled_agent(cx: &DaemonSetContext<'_>, term: &PodAffinityTerm) -> Option<String> {
    let own = cx.object.id.namespace.as_deref();
    let known = cx.run.known.facts().iter().enumerate();
    let mut others =
        known.filter(|(index, _)| *index != cx.index && cx.run.set.objects[*index].is_daemon_set());
    let (index, _) = others.find(|(index, facts)| {
        let other = &cx.run.set.objects[*index];
        let labels = facts.as_deref().and_then(Facts::written_labels);
        labels.is_some_and(|labels| matches_pods_of(term, own, labels, other.id.namespace.as_deref()))
            && colocation(cx.run, cx.index, *index).is_some()
    })?;
    cx.run.set.objects[index].id.name.clone()
}

fn spread(cx: &DaemonSetContext<'_>) -> Vec<Blocker> {
    let blockers = hard_constraints(cx).into_iter().map(|index| Blocker {
        path: constraints_path().index(index).key("whenUnsatisfiable"),
        why: "Pending where the node lacks the label, or the count is off",
        is_meant: false,
        repelled: None,
    });
    blockers.collect()
}

fn constraints_path() -> FieldPath {
    FieldPath::parse("spec.template.spec.topologySpreadConstraints")
}

/// The spread constraints that keep pods Pending, by their indexes.
fn hard_constraints(cx: &DaemonSetContext<'_>) -> Vec<usize> {
    let constraints = cx.pod.topology_spread_constraints.iter().flatten().enumerate();
    let hard = constraints.filter(|(_, constraint)| constraint.when_unsatisfiable == "DoNotSchedule");
    hard.map(|(index, _)| index).collect()
}
