//! empty-node-selector-term: `- {}` selects nothing, though it reads like "any node".

use crate::lint::pod::node_scope::required_terms_path;
use crate::lint::prelude::*;
use crate::placement::{NodeSelector, NodeSelectorTerm};

pub(super) static RULE: Rule = Rule {
    id: "empty-node-selector-term",
    summary: "a nodeSelectorTerm without requirements matches no node",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A term of the required node affinity has neither matchExpressions nor matchFields, or both are empty; or the list
nodeSelectorTerms itself is empty. One finding a DaemonSet. Preferred terms are no matter: they do not decide where a
DaemonSet runs.",
        why: "\
Everywhere else in Kubernetes an empty selector matches everything; here it matches nothing. `- {}` reads like \"any
node\", and so does `matchExpressions: []`, which a chart leaves behind when its values are empty. The API server takes
both. If it is the only term, the DaemonSet runs nowhere: DESIRED is 0, the rollout is complete, there is no event. If
it stands among others, the nodes that it was meant to let in stay out. An empty list of terms is refused:
`nodeSelectorTerms: Required value: must have at least one node selector term`.",
        remedy: "\
Remove the term; the others decide. To take any node, remove nodeSelectorTerms together with
requiredDuringSchedulingIgnoredDuringExecution.",
        bad: "
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
    - {}
",
        good: "
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
    - matchExpressions:
        - {key: kubernetes.io/os, operator: In, values: [linux]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let selector = NodeSelector::from(cx.pod);
    let Some(terms) = selector.terms() else { return };
    if terms.is_empty() {
        out.report(cx.at_key(&required_terms_path()), "a list without terms matches no node")
            .help("add a term, or remove requiredDuringSchedulingIgnoredDuringExecution to take any node");
        return;
    }
    let empty: Vec<usize> = (0..terms.len()).filter(|index| terms[*index].is_empty()).collect();
    let Some((first, rest)) = empty.split_first() else { return };
    let is_alone = terms.iter().all(NodeSelectorTerm::is_empty);
    let message = if is_alone {
        "this term matches no node, so that the DaemonSet runs nowhere"
    } else {
        "this term matches no node: without requirements it is passed over"
    };
    let help = if is_alone {
        "remove requiredDuringSchedulingIgnoredDuringExecution to take any node, or add requirements"
    } else {
        "remove it: the other terms decide"
    };
    let path = |index: usize| required_terms_path().index(index);
    let finding = out.report(cx.at(&path(*first)), message).help(help);
    if !is_alone {
        finding.fix(Applicability::Safe, "remove it", cx.remove_items(&required_terms_path(), &empty));
    }
    for index in rest {
        finding.label(cx.at(&path(*index)).span, "matches no node either");
    }
}
