//! deployment-with-anti-affinity: a Deployment that spreads one pod a node, which is what a DaemonSet does.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodAffinityTerm, PodSpec, TopologySpreadConstraint};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::knowledge::agent_words::words;
use crate::lint::pod::host_access::host_access;
use crate::lint::pod::label_selector::{first_key, matches, matches_own_pods};
use crate::lint::pod::purpose::{Purpose, purpose};
use crate::lint::prelude::*;
use crate::manifest::Workload;
use crate::placement::{DaemonPod, Toleration, TolerationOperator, Tolerations, controller};
use crate::yaml::Span;

pub(super) static RULE: Rule = Rule {
    id: "deployment-with-anti-affinity",
    summary: "a Deployment spreads one pod a node, as a DaemonSet does",
    category: Category::Workload,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A Deployment, a ReplicaSet, or a StatefulSet without volumeClaimTemplates has a required podAntiAffinity on
kubernetes.io/hostname that matches its own pods: no node gets two of them. It is a warning with more than five replicas whose
pods are node agents (they mount paths of the node, see its processes, use its network, take a port of it, run privileged or
tolerate every taint), or that, with nodes (--nodes), reach the number of nodes that the pods can run on. With more than five
replicas it is a note otherwise. Up to five replicas kept apart for availability are good practice: they are a note only where
the pods mount paths of the node, see its processes or run privileged, or fill the nodes (--nodes), and nothing shows a
controller (its name, leader election, a provisioner of volumes). A spread constraint on kubernetes.io/hostname with maxSkew 1
and DoNotSchedule is reported only where the pods are node agents. Certificates and the clock of the node make no node agent.

A term counts only if it matches the labels of the template: matchLabels, matchExpressions, namespaces,
namespaceSelector, matchLabelKeys and mismatchLabelKeys are all read. Preferred terms are not reported.",
        why: "\
One pod a node, kept by hand, breaks each time the number of nodes changes. A node more has no agent, and nothing says
so. A node less leaves a pod Pending for ever: `0/5 nodes are available: 5 node(s) didn't match pod anti-affinity
rules`; an autoscaler then adds a node just for that pod. A rolling update hangs, because the new pod may not start
beside the old one and there is no free node. A drain takes the agent away before the workload that it serves; and the
agent is not counted when an autoscaler works out what fits on a new node.",
        remedy: "\
Make it a DaemonSet if every node needs one. Keep the template, the selector, volumes and tolerations; turn the node
selector into the pool that is meant. Drop replicas, the anti-affinity and the spread constraints, any
HorizontalPodAutoscaler and, from a StatefulSet, serviceName; `strategy` becomes `updateStrategy`. Keep the Deployment
if a fixed number of replicas is meant (an ingress on three nodes): then the finding can be ignored with the reason
beside it, and maxUnavailable: 1 lets its updates pass.",
        bad: "
kind: Deployment
spec:
  replicas: 12
  template:
    metadata:
      labels: {app: exporter}
    spec:
      hostPID: true
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: {app: exporter}
",
        good: "
kind: DaemonSet
spec:
  template:
    metadata:
      labels: {app: exporter}
    spec:
      hostPID: true
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#alternatives-to-daemonset",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
        ],
    },
    check: Check::Workload(check),
};

const HOSTNAME: &str = "kubernetes.io/hostname";

/// Up to this many replicas are kept apart for availability: operators, webhooks, ingresses.
const FEW_REPLICAS: i32 = 5;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(replicas) = replicas(cx.object.workload()) else { return };
    let Some(pod) = cx.pod_spec() else { return };
    let evidence = agent_evidence(cx, pod, replicas);
    if let Some((path, term)) = own_term(cx, pod) {
        anti_affinity(cx, replicas, &path, term, evidence, out);
        return;
    }
    let Some(evidence) = evidence else { return };
    if let Some((path, constraint)) = own_constraint(cx, pod) {
        spread(cx, replicas, &path, constraint, evidence, out);
    }
}

/// What shows that the pods serve their node, with its place.
///
/// Files, processes and devices of the node do so by themselves, unless a controller takes them. The network, a port or a
/// toleration for every taint do so only with many replicas: an operator on the host network has two.
fn agent_evidence(cx: &Context<'_>, pod: &PodSpec, replicas: i32) -> Option<(Span, String)> {
    let is_many = replicas > FEW_REPLICAS;
    if !is_many && is_controller(cx, pod) {
        return None;
    }
    let access = host_access(cx).into_iter().find(|access| is_many || access.kind.is_local());
    if let Some(access) = access {
        return Some((cx.at(&access.path).span, format!("it {}", access.kind.words())));
    }
    let path = blanket_toleration(cx).filter(|_| is_many)?;
    Some((cx.at(&path).span, "tolerates every taint, as agents do".to_owned()))
}

/// Words of controllers, of which there are a few replicas whatever they mount.
const CONTROLLERS: [&str; 8] =
    ["controller", "operator", "provisioner", "attacher", "resizer", "snapshotter", "webhook", "manager"];

fn is_controller(cx: &Context<'_>, pod: &PodSpec) -> bool {
    let names_one = |text: &str| words(text).any(|word| CONTROLLERS.contains(&word));
    let elects = |container: &Container| {
        let args = container.command.iter().chain(&container.args).flatten();
        args.into_iter().any(|word| word.contains("leader-elect"))
    };
    cx.object.id.name.as_deref().is_some_and(names_one)
        || purpose(cx) == Purpose::Storage
        || pod.containers.iter().any(|one| elects(one) || one.image.as_deref().is_some_and(names_one))
}

/// The number of replicas of a workload that a DaemonSet could replace; absent is 1.
fn replicas(workload: &Workload) -> Option<i32> {
    let written = match workload {
        Workload::Deployment(deployment) => deployment.spec.replicas,
        Workload::ReplicaSet(set) => set.spec.replicas,
        Workload::StatefulSet(set) => {
            let claims = set.spec.volume_claim_templates.as_deref().unwrap_or_default();
            if !claims.is_empty() {
                return None;
            }
            set.spec.replicas
        }
        Workload::DaemonSet(_) | Workload::Other => return None,
    };
    Some(written.unwrap_or(1))
}

/// The first required term that keeps the workload's own pods on nodes of their own.
fn own_term<'a>(cx: &Context<'_>, pod: &'a PodSpec) -> Option<(FieldPath, &'a PodAffinityTerm)> {
    let labels = pod_labels(cx)?;
    let affinity = pod.affinity.as_ref()?.pod_anti_affinity.as_ref()?;
    let terms = affinity.required_during_scheduling_ignored_during_execution.iter().flatten().enumerate();
    let namespace = cx.object.id.namespace.as_deref();
    let mut own =
        terms.filter(|(_, term)| term.topology_key == HOSTNAME && matches_own_pods(term, labels, namespace));
    let (index, term) = own.next()?;
    let list = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    Some((FieldPath::parse(list).index(index), term))
}

/// The first hard constraint that spreads the workload's own pods over nodes.
fn own_constraint<'a>(
    cx: &Context<'_>,
    pod: &'a PodSpec,
) -> Option<(FieldPath, &'a TopologySpreadConstraint)> {
    let labels = pod_labels(cx)?;
    let constraints = pod.topology_spread_constraints.iter().flatten().enumerate();
    let mut own = constraints.filter(|(_, constraint)| {
        constraint.topology_key == HOSTNAME
            && constraint.max_skew == 1
            && constraint.when_unsatisfiable == "DoNotSchedule"
            && constraint.label_selector.as_ref().is_some_and(|selector| matches(selector, labels))
    });
    let (index, constraint) = own.next()?;
    Some((FieldPath::parse("spec.template.spec.topologySpreadConstraints").index(index), constraint))
}

fn anti_affinity(
    cx: &Context<'_>,
    replicas: i32,
    path: &FieldPath,
    term: &PodAffinityTerm,
    evidence: Option<(Span, String)>,
    out: &mut Findings,
) {
    let kind = &cx.object.id.kind;
    let nodes = matching_nodes(cx).filter(|nodes| reaches(replicas, *nodes));
    let is_plain = nodes.is_none() && evidence.is_none();
    let is_few = replicas <= FEW_REPLICAS;
    if is_plain && is_few {
        return;
    }
    let message = match (nodes, &evidence) {
        (Some(1), _) => format!("{replicas} replicas, one per node, for the one node they can run on"),
        (Some(nodes), _) => {
            format!("{replicas} replicas, one per node, for the {nodes} nodes they can run on")
        }
        (None, Some(_)) => format!("a {kind} of node agents that allows one pod per node"),
        (None, None) => format!("a {kind} of {replicas} replicas that allows one pod per node"),
    };
    let finding = out.report(cx.at(&path.clone().key("topologyKey")), message);
    if is_plain || is_few {
        finding
            .severity(Severity::Note)
            .help("keep it for a fixed number of replicas; make it a DaemonSet if every node needs one");
    } else {
        finding.help(rewrite(kind, "anti-affinity")).fix(Applicability::Unsafe, TITLE, daemon_set(cx, path));
    }
    for (span, text) in own_labels(cx, term.label_selector.as_ref()).into_iter().chain(evidence) {
        finding.label(span, text);
    }
}

fn spread(
    cx: &Context<'_>,
    replicas: i32,
    path: &FieldPath,
    constraint: &TopologySpreadConstraint,
    evidence: (Span, String),
    out: &mut Findings,
) {
    let kind = &cx.object.id.kind;
    let message = format!("a {kind} of node agents, spread evenly over nodes");
    let finding =
        out.report(cx.at(&path.clone().key("topologyKey")), message).help(rewrite(kind, "spread constraint"));
    if replicas <= FEW_REPLICAS {
        finding.severity(Severity::Note);
    } else {
        finding.fix(Applicability::Unsafe, TITLE, daemon_set(cx, path));
    }
    let own = own_labels(cx, constraint.label_selector.as_ref());
    for (span, text) in own.into_iter().chain([evidence]) {
        finding.label(span, text);
    }
}

const TITLE: &str = "rewrite it as a DaemonSet";

/// Fields of other workloads that a DaemonSet does not have, or reads in another way.
const OF_OTHERS: [&str; 8] = [
    "replicas",
    "strategy",
    "progressDeadlineSeconds",
    "paused",
    "serviceName",
    "podManagementPolicy",
    "updateStrategy",
    "persistentVolumeClaimRetentionPolicy",
];

/// The workload as a DaemonSet, without what spreads its pods over nodes.
fn daemon_set(cx: &Context<'_>, spreading: &FieldPath) -> Option<Patch> {
    let spec = FieldPath::root().key("spec");
    let fields = OF_OTHERS.iter().map(|name| spec.clone().key(*name));
    let dropped = fields.filter(|path| cx.object.node().at(path).is_some()).map(|path| cx.remove(&path));
    let kind = cx.set(&FieldPath::root().key("kind"), "DaemonSet");
    Patch::all([kind, cx.prune(spreading)].into_iter().chain(dropped))
}

fn rewrite(kind: &str, spreading: &str) -> String {
    let dropped = match kind {
        "StatefulSet" => "replicas, serviceName",
        "ReplicaSet" => "replicas",
        _ => "replicas, strategy",
    };
    format!(
        "make it a DaemonSet if every node needs one: keep selector and template, drop {dropped} and the \
         {spreading}"
    )
}

/// The labels of the template that the selector matches: the other party.
fn own_labels(cx: &Context<'_>, selector: Option<&LabelSelector>) -> Option<(Span, String)> {
    let labels = FieldPath::parse("spec.template.metadata.labels");
    let path = match first_key(selector?, pod_labels(cx)?) {
        Some(key) => labels.entry(key),
        None => labels,
    };
    Some((cx.at(&path).span, "the term matches the pods' own labels".to_owned()))
}

fn pod_labels<'a>(cx: &Context<'a>) -> Option<&'a BTreeMap<String, String>> {
    cx.object.pod_template()?.metadata.as_ref()?.labels.as_ref()
}

/// A toleration for every key, at least for `NoSchedule`.
fn blanket_toleration(cx: &Context<'_>) -> Option<FieldPath> {
    let tolerations = cx.pod_spec()?.tolerations.iter().flatten().map(Toleration::from);
    let is_blanket = |toleration: &Toleration| {
        toleration.key.is_empty()
            && toleration.operator == TolerationOperator::Exists
            && toleration.effect.as_ref().is_none_or(|effect| effect.as_str() == "NoSchedule")
    };
    let index = tolerations.into_iter().position(|toleration| is_blanket(&toleration))?;
    Some(FieldPath::parse("spec.template.spec.tolerations").index(index))
}

/// How many nodes take these pods by selector and taints; none without nodes.
fn matching_nodes(cx: &Context<'_>) -> Option<usize> {
    let fleet = &cx.run.coverage?.fleet;
    let template = cx.object.pod_template()?;
    let mut pod = DaemonPod::from(template);
    let own = template.spec.iter().flat_map(|spec| spec.tolerations.iter().flatten());
    pod.tolerations = Tolerations::new(own.map(Toleration::from).collect());
    let takes = |node: &&crate::inventory::Node| controller(&pod, &node.facts()).is_ok();
    Some(fleet.nodes().iter().filter(takes).count())
}

/// Whether the replicas fill the nodes; a single pod on a single node says nothing.
fn reaches(replicas: i32, nodes: usize) -> bool {
    nodes > 0 && usize::try_from(replicas).is_ok_and(|replicas| replicas > 1 && replicas >= nodes)
}
