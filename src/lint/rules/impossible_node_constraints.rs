//! impossible-node-constraints: requirements that contradict each other, so that no node can ever meet them.

use crate::lint::pod::node_scope::{required_terms, required_terms_path};
use crate::lint::pod::satisfiable::{Clause, conflict, pod_clauses, term_clauses};
use crate::lint::prelude::*;
use crate::placement::RequirementError;
use crate::yaml::Span;

pub(super) static RULE: Rule = Rule {
    id: "impossible-node-constraints",
    summary: "no node can meet all of what nodeSelector and affinity ask for",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::by_itself("api-rejects")],
    page: Page {
        what: "\
nodeSelector, nodeName, spec.os and the required node affinity cannot hold together on any node: values of one label
that exclude each other, Exists beside DoesNotExist, two operating systems, Gt and Lt without a number between them, or
a requirement that nothing meets (In without values, an operator that does not exist, Gt with a word). The former
names of labels count as the present ones, and the labels that every node has (os, arch, hostname) as always there.
Terms are alternatives: if some of them can be met, the others are a warning. What is reported holds for every node
that could ever be; nothing is guessed.",
        why: "\
Each part is valid, so that the server accepts the whole; the contradiction often comes from two sources, a chart's
nodeSelector and an affinity from an overlay or from the platform team. The controller then wants no pod anywhere:
DESIRED 0, no event, no Pending pod, a rollout that counts as complete. spec.os works differently and worse: the
scheduler does not read it, so that pods land on nodes of the other system, where the kubelet refuses them
(`PodOSNotSupported`) and the controller creates them anew, with a growing delay, for ever.",
        remedy: "\
Decide which of the two requirements is meant and remove the other. For a choice between values use one In with all of
them, or one term for each alternative.",
        bad: "
nodeSelector:
  pool: gpu
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: pool, operator: In, values: [general]}
",
        good: "
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: pool, operator: In, values: [gpu, general]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
            "https://kubernetes.io/docs/concepts/workloads/pods/#pod-os",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Why something can never be met: a message, the place and its words, and the other party.
struct Fault {
    message: String,
    at: (FieldPath, String),
    others: Vec<(FieldPath, String)>,
    help: &'static str,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let base = pod_clauses(cx.pod);
    if let Some(clauses) = conflict(&base) {
        report(cx, contradiction(&clauses), out);
        return;
    }
    let terms = required_terms(cx.pod);
    let faults: Vec<(usize, Fault)> = (0..terms.len())
        .filter_map(|index| {
            let (own, errors) = term_clauses(index, &terms[index]);
            if let Some(error) = errors.into_iter().next() {
                return (!is_told(cx, &error.1)).then(|| (index, spoilt(error)));
            }
            let all: Vec<Clause> = base.iter().cloned().chain(own).collect();
            Some((index, contradiction(&conflict(&all)?)))
        })
        .collect();
    let is_empty =
        |index: &usize| terms[*index].match_expressions.is_none() && terms[*index].match_fields.is_none();
    let dead = faults.len() + (0..terms.len()).filter(is_empty).count();
    let mut faults = faults.into_iter();
    let Some((_, first)) = faults.next() else { return };
    let finding = report(cx, first, out);
    if dead < terms.len() {
        finding.severity(Severity::Warning);
    }
    for (index, _) in faults {
        let span = cx.at(&required_terms_path().index(index)).span;
        finding.label(span, "no node can meet this alternative either");
    }
}

/// Whether the server refuses the requirement, and that is told.
fn is_told(cx: &DaemonSetContext<'_>, error: &RequirementError) -> bool {
    let is_refused =
        matches!(error, RequirementError::UnknownOperator { .. } | RequirementError::ValueCount { .. });
    is_refused && cx.runs("api-rejects")
}

fn report<'f>(
    cx: &DaemonSetContext<'_>,
    fault: Fault,
    out: &'f mut Findings,
) -> &'f mut crate::lint::engine::finding::Finding {
    let (path, words) = fault.at;
    let finding = out.report(cx.place(span(cx, &path), &path), fault.message).marker(words);
    for (path, words) in fault.others {
        finding.label(span(cx, &path), words);
    }
    finding.help(fault.help)
}

fn span(cx: &DaemonSetContext<'_>, path: &FieldPath) -> Span {
    cx.at(path).span
}

fn contradiction(clauses: &[&Clause]) -> Fault {
    let words = |clause: &&Clause| (clause.path.clone(), format!("asks for {}", clause.words));
    let (message, help) = match clauses {
        [one] => (
            format!("no node can meet this: every node has {}", one.subject),
            "remove it, or ask for a value",
        ),
        [.., last] => (
            format!("no node can meet both requirements on {}", last.subject),
            "keep one of them: every requirement of a term, and nodeSelector, must hold on one node",
        ),
        [] => (String::new(), ""),
    };
    let (others, last) = clauses.split_at(clauses.len().saturating_sub(1));
    Fault {
        message,
        at: last.first().map(words).unwrap_or_default(),
        others: others.iter().map(words).collect(),
        help,
    }
}

fn spoilt((path, error): (FieldPath, RequirementError)) -> Fault {
    Fault {
        message: "no node can ever meet this requirement".to_owned(),
        at: (path, error.to_string()),
        others: Vec::new(),
        help: "correct or remove it: it keeps its whole term from matching",
    }
}
