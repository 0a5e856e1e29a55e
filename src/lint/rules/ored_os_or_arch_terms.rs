//! ored-os-or-arch-terms: an operating system or architecture that only some alternatives ask for.

use std::iter::once;

use k8s_openapi::api::core::v1::{NodeSelectorRequirement, NodeSelectorTerm};
use serde_json::json;

use crate::lint::knowledge::node_labels::{is_arch, is_os, meant_value, present_name};
use crate::lint::pod::node_scope::{required_terms, required_terms_path};
use crate::lint::prelude::*;
use crate::yaml::{Node, Style};

pub(super) static RULE: Rule = Rule {
    id: "ored-os-or-arch-terms",
    summary: "only some of several nodeSelectorTerms ask for the operating system or architecture",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The required node affinity has two or more nodeSelectorTerms, some of which constrain kubernetes.io/os (or
kubernetes.io/arch) and others not, and nodeSelector does not constrain it either. Terms that do not mention the
operating system at all are no matter, and empty terms are left to empty-node-selector-term.",
        why: "\
The terms of nodeSelectorTerms are alternatives: a node that meets one of them is in. Requirements within one term must
all hold. So a list with one term for Linux and one for amd64 does not mean Linux on amd64: it takes every Linux node,
arm64 included (`exec format error`), and every amd64 node, Windows included, where the pod fails with
`CreateContainerConfigError` or waits for an image that does not exist for Windows. A vendor's chart has shipped with
exactly that.",
        remedy: "\
Put the requirements into one term, as further items of its matchExpressions. If the terms are meant as alternatives,
repeat the operating system in each, or move it to nodeSelector, which must hold in any case.",
        bad: "
nodeSelectorTerms:
  - matchExpressions:
      - {key: kubernetes.io/os, operator: In, values: [linux]}
  - matchExpressions:
      - {key: kubernetes.io/arch, operator: In, values: [amd64]}
",
        good: "
nodeSelectorTerms:
  - matchExpressions:
      - {key: kubernetes.io/os, operator: In, values: [linux]}
      - {key: kubernetes.io/arch, operator: In, values: [amd64]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
            "https://kubernetes.io/docs/concepts/windows/user-guide/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Labels that only nodes of one operating system have.
const TELLS_OS: [&str; 2] = ["node.kubernetes.io/windows-build", "cloud.google.com/gke-os-distribution"];

/// What is asked for in some terms only.
struct Aspect {
    name: &'static str,
    is_meant: fn(&str) -> bool,
}

const ASPECTS: [Aspect; 2] = [
    Aspect { name: "operating system", is_meant: |key| is_os(key) || TELLS_OS.contains(&key) },
    Aspect { name: "architecture", is_meant: is_arch },
];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let selects =
        |aspect: &Aspect| cx.pod.node_selector.iter().flatten().any(|(key, _)| (aspect.is_meant)(key));
    // A term without requirements matches nothing.
    let terms: Vec<(usize, &NodeSelectorTerm)> =
        required_terms(cx.pod).iter().enumerate().filter(|(_, term)| !is_empty(term)).collect();
    let is_split = |aspect: &&Aspect| {
        let asking = terms.iter().filter(|(_, term)| asks(term, aspect)).count();
        asking > 0 && asking < terms.len() && !selects(aspect)
    };
    let split: Vec<&Aspect> = ASPECTS.iter().filter(is_split).collect();
    let Some(first) = split.first() else { return };
    let open = |term: &NodeSelectorTerm| {
        let names = split.iter().filter(|aspect| !asks(term, aspect)).map(|aspect| aspect.name);
        names.collect::<Vec<_>>().join(" and ")
    };
    let Some((index, term)) = terms.iter().find(|(_, term)| !asks(term, first)) else { return };
    let path = |index: usize| required_terms_path().index(index);
    let finding = out
        .report(cx.at(&path(*index)), format!("this alternative takes nodes of any {}", open(term)))
        .help("terms are ORed: put the requirements into one term, or repeat them in each");
    if let Some(missing) = missing(&terms, &split) {
        let one = one_term(cx, &terms, &missing);
        finding.fix(Applicability::Unsafe, "put the requirements into one term", one);
        let each = Patch::all(missing.iter().map(|one| one.added(cx)));
        finding.fix(Applicability::Unsafe, "repeat the requirements in each term", each);
    }
    for (other, term) in terms.iter().filter(|(other, _)| other != index) {
        let text = match open(term) {
            open if open.is_empty() => format!("only here is the {} asked for", first.name),
            open => format!("and this one of any {open}"),
        };
        finding.label(cx.at(&path(*other)).span, text);
    }
}

fn is_empty(term: &NodeSelectorTerm) -> bool {
    term.match_expressions.iter().flatten().next().is_none()
        && term.match_fields.iter().flatten().next().is_none()
}

fn asks(term: &NodeSelectorTerm, aspect: &Aspect) -> bool {
    term.match_expressions.iter().flatten().any(|one| (aspect.is_meant)(&one.key))
}

type Term<'a> = (usize, &'a NodeSelectorTerm);

/// A requirement that a term lacks.
struct Missing<'a> {
    term: usize,
    requirement: &'a NodeSelectorRequirement,
    /// Where another term has it.
    from: FieldPath,
}

/// What the terms lack, if those that ask for an aspect all ask for the same, by values that there are.
fn missing<'a>(terms: &[Term<'a>], split: &[&Aspect]) -> Option<Vec<Missing<'a>>> {
    let mut missing = Vec::new();
    for aspect in split {
        let (asking, open): (Vec<Term<'_>>, Vec<Term<'_>>) =
            terms.iter().partition(|(_, term)| asks(term, aspect));
        let (first, others) = asking.split_first()?;
        let wanted = asked(first.1, aspect);
        let [(at, requirement)] = wanted.as_slice() else { return None };
        let is_same = |other: &Term<'_>| {
            let others = asked(other.1, aspect);
            matches!(others.as_slice(), [(_, other)] if other == requirement)
        };
        let mut values = requirement.values.iter().flatten();
        if !others.iter().all(is_same) || values.any(|value| meant_value(&requirement.key, value).is_some()) {
            return None;
        }
        let from = required_terms_path().index(first.0).key("matchExpressions").index(*at);
        missing.extend(open.iter().map(|(term, _)| Missing { term: *term, requirement, from: from.clone() }));
    }
    Some(missing)
}

/// What a term asks of an aspect, with its place.
fn asked<'a>(term: &'a NodeSelectorTerm, aspect: &Aspect) -> Vec<(usize, &'a NodeSelectorRequirement)> {
    let expressions = term.match_expressions.iter().flatten().enumerate();
    expressions.filter(|(_, one)| (aspect.is_meant)(&one.key)).collect()
}

/// One term in place of all, if they would not differ any more.
fn one_term(cx: &Context<'_>, terms: &[Term<'_>], missing: &[Missing<'_>]) -> Option<Patch> {
    let after = |(index, term): &Term<'_>| {
        let added = missing.iter().filter(|one| one.term == *index).map(|one| one.requirement);
        term.match_expressions.iter().flatten().chain(added).cloned().collect::<Vec<_>>()
    };
    let (first, others) = terms.split_first()?;
    let all = after(first);
    let is_same = |term: &Term<'_>| {
        let other = after(term);
        other.iter().all(|one| all.contains(one)) && all.iter().all(|one| other.contains(one))
    };
    if !others.iter().all(is_same) || terms.iter().any(|(_, term)| term.match_fields.is_some()) {
        return None;
    }
    let gone: Vec<usize> = others.iter().map(|(index, _)| *index).collect();
    let added = missing.iter().filter(|one| one.term == first.0).map(|one| one.added(cx));
    Patch::all(added.chain(once(cx.remove_items(&required_terms_path(), &gone))))
}

impl Missing<'_> {
    /// The requirement at the end of the term, written as in the other one.
    fn added(&self, cx: &Context<'_>) -> Option<Patch> {
        let NodeSelectorRequirement { key, operator, values } = self.requirement;
        let is_block = |node: Node<'_>| node.get("values").is_some_and(|values| values.style == Style::Block);
        let mut yaml = format!("key: {}\noperator: {operator}\n", present_name(key));
        match values.as_deref().unwrap_or_default() {
            [] => {}
            values if cx.object.node().at(&self.from).is_some_and(is_block) => {
                let items = values.iter().map(|value| format!("\n  - {}", json!(value)));
                yaml = format!("{yaml}values:{}", items.collect::<String>());
            }
            values => yaml = format!("{yaml}values: {}", json!(values)),
        }
        cx.append(&required_terms_path().index(self.term).key("matchExpressions"), &yaml)
    }
}
