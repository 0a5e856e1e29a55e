//! no-eligible-node: a DaemonSet that lands nowhere.

use crate::coverage::DaemonSetCoverage;
use crate::lint::cluster::absent_labels::{absent, found_words, is_hardware};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::node_labels::{is_arch, is_os};
use crate::lint::pod::node_constraints::Constraint;
use crate::lint::pod::node_scope::{required_terms, required_terms_path};
use crate::lint::pod::satisfiable::is_impossible;
use crate::lint::prelude::*;
use crate::placement::Verdict;

pub(super) static RULE: Rule = Rule {
    id: "no-eligible-node",
    summary: "the DaemonSet runs on no node and no pool of the inventory",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[
        Yields::on_object("mistyped-node-label"),
        Yields::on_object("legacy-master-selector"),
        Yields::by_itself("impossible-node-constraints"),
        Yields::by_itself("empty-node-selector-term"),
        Yields::by_itself("missing-tolerations"),
    ],
    page: Page {
        what: "\
No node and no pool of the inventory (--nodes) passes nodeSelector, required affinity and taints together. A pool that
may be empty now counts as well as its nodes would. Where a required label is on no node, the finding shows it, and what
there is instead; where it is a label of hardware (nvidia.com/gpu.present, feature.node.kubernetes.io/…) it is a note,
because a cluster without such machines has nothing for the agent to do.

Silent are DaemonSets for an operating system or architecture that no node has: they are the twin of another one.
Silent too are those with a declaration (daemonset-lint/expect), which placement-expectation checks. If nothing but
taints is in the way, missing-tolerations names them.",
        why: "\
The controller wants no pod, so that none fails. `kubectl get ds` shows DESIRED 0, `kubectl rollout status` says
\"successfully rolled out\", the Helm release is deployed, no event is written. The label was renamed with the node
image, belongs to another cluster, or has a typing error, and the agent is missing on every node until someone looks for
its data.",
        remedy: "\
Compare the labels of the nodes (`kubectl get nodes --show-labels`) with what the DaemonSet requires, and correct
the one or the other; `kubectl daemonset-lint coverage` prints the reason for each group of nodes. If the DaemonSet is meant to
run nowhere for now, say so with the annotation daemonset-lint/expect: none.",
        bad: "
nodeSelector:
  disk: ssd                # the nodes have storage: ssd
",
        good: "
nodeSelector:
  storage: ssd
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let is_declared = !cx.declarations().is_empty();
    if run.fleet.is_empty() || coverage.lands_anywhere() || is_declared || is_hopeless(cx) {
        return;
    }
    let places = Places::all(&run.fleet);
    if is_admitted(coverage) {
        if !cx.runs("missing-tolerations") {
            only_taints(cx, &places, out);
        }
        return;
    }
    let absent = absent(cx.pod, &places);
    if absent.iter().any(|one| is_os(one.key) || is_arch(one.key)) {
        return;
    }
    match &absent[..] {
        [] => together(cx, &places, out),
        [first, others @ ..] => by_label(cx, first, others, &places, out),
    }
}

/// Whether the selectors let it onto some node, so that only taints are in the way there.
fn is_admitted(coverage: &DaemonSetCoverage) -> bool {
    let on_pools = coverage.pools().iter().map(|verdict| verdict.admitted);
    coverage.verdicts().iter().any(Verdict::is_admitted)
        || on_pools.max().is_some_and(|most| most != crate::coverage::Matches::None)
}

/// Whether no inventory could have a node for the DaemonSet, and a rule that needs none reports that.
fn is_hopeless(cx: &DaemonSetContext<'_>) -> bool {
    (cx.runs("impossible-node-constraints") && is_impossible(cx.pod))
        || (cx.runs("empty-node-selector-term") && has_only_empty_terms(cx))
}

fn has_only_empty_terms(cx: &DaemonSetContext<'_>) -> bool {
    let terms = required_terms(cx.pod);
    let is_empty = |term: &k8s_openapi::api::core::v1::NodeSelectorTerm| {
        term.match_expressions.iter().flatten().next().is_none()
            && term.match_fields.iter().flatten().next().is_none()
    };
    !terms.is_empty() && terms.iter().all(is_empty)
}

fn by_label(
    cx: &DaemonSetContext<'_>,
    first: &Constraint<'_>,
    others: &[Constraint<'_>],
    places: &Places<'_>,
    out: &mut Findings,
) {
    let finding = out
        .report(cx.at(&first.path), message(places))
        .marker(found_words(first.key, places))
        .help("correct the label, or give it to the nodes that are meant");
    for other in others {
        finding.label(cx.at(&other.path).span, found_words(other.key, places));
    }
    if is_hardware(first.key) {
        finding.severity(Severity::Note);
    }
}

/// Each requirement is met somewhere, all of them nowhere.
fn together(cx: &DaemonSetContext<'_>, places: &Places<'_>, out: &mut Findings) {
    let spec = FieldPath::parse("spec.template.spec");
    let candidates = [spec.clone().key("nodeName"), spec.clone().key("nodeSelector"), required_terms_path()];
    let mut written = candidates.iter().filter(|path| cx.object.node().at(path).is_some());
    let place = written.next().map_or_else(|| cx.at_key(&spec.key("containers")), |path| cx.at_key(path));
    let marker = match &cx.pod.node_name {
        Some(name) if !name.is_empty() => format!("{name} is not among them"),
        _ => "no node meets all of these requirements".to_owned(),
    };
    let finding = out.report(place, message(places)).marker(marker);
    finding.help("`coverage` says for each group of nodes which requirement it lacks");
    for path in written {
        finding.label(cx.at_key(path).span, "together with these");
    }
}

fn only_taints(cx: &DaemonSetContext<'_>, places: &Places<'_>, out: &mut Findings) {
    let spec = FieldPath::parse("spec.template.spec");
    let written = ["tolerations", "containers"].map(|key| spec.clone().key(key));
    let [tolerations, containers] = &written;
    let path = if cx.object.node().at(tolerations).is_some() { tolerations } else { containers };
    out.report(cx.at_key(path), message(places))
        .marker("nothing but taints is in the way")
        .help("tolerate the taints of the nodes that are meant; `coverage` lists them");
}

fn message(places: &Places<'_>) -> String {
    format!("runs nowhere: none of {} is eligible", places.count())
}
