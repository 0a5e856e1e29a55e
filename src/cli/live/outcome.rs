//! What there is to say of the clusters of a run beside its results.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::read::{Answer, Question};
use super::visit::Visited;
use crate::cli::args::ClusterArgs;
use crate::cli::remarks;
use crate::cli::terminal::Terminal;
use crate::cluster::{Denied, Kind};
use crate::coverage::Coverage;
use crate::lint::{self, Rule};
use crate::report::{ClusterInfo, DeniedKind, plural, printable};

/// The answers of the clusters that could be read, with the indexes of their contexts.
pub(in crate::cli) fn answers(visited: &mut [Visited<Answer>]) -> impl Iterator<Item = (usize, &mut Answer)> {
    let all = visited.iter_mut().enumerate();
    all.filter_map(|(index, visited)| Some((index, visited.result.as_mut().ok()?)))
}

/// The clusters of a run for its reports, with what was judged in each, by the index of its context.
pub(in crate::cli) fn infos<'a>(
    question: &Question<'_>,
    visited: &[Visited<Answer>],
    judged: impl Iterator<Item = (Option<usize>, &'a Coverage)>,
) -> Vec<ClusterInfo> {
    let judged: BTreeMap<Option<usize>, &Coverage> = judged.collect();
    let infos = visited.iter().enumerate().map(|(index, Visited { name, result })| {
        let coverage = judged.get(&Some(index));
        ClusterInfo {
            context: name.clone(),
            nodes: coverage.map_or(0, |coverage| coverage.fleet.nodes().len()),
            daemon_sets: coverage.map_or(0, |coverage| coverage.daemon_sets.len()),
            is_live: question.manifests().is_none(),
            denied: result.iter().flat_map(|answer| answer.denied.iter().map(denied)).collect(),
            error: result.as_ref().err().map(|error| error.problem.clone()),
        }
    });
    infos.collect()
}

fn denied(denied: &Denied) -> DeniedKind {
    DeniedKind {
        kind: denied.kind.resource().kind,
        namespace: denied.namespace.clone(),
        message: denied.message.clone(),
    }
}

/// Says of every cluster what was left out of account, and where there was nothing to judge. `runs` are the rules that
/// were to run.
pub(in crate::cli) fn explain(
    question: &Question<'_>,
    visited: &[Visited<Answer>],
    clusters: &[ClusterInfo],
    runs: &dyn Fn(&Rule) -> bool,
    terminal: Terminal,
) {
    if let Some(manifests) = question.manifests() {
        remarks::explain_emptiness(manifests, terminal);
    }
    for (Visited { name, result }, info) in visited.iter().zip(clusters) {
        let Ok(answer) = result else { continue };
        if !answer.denied.is_empty() {
            terminal.remark(&denial(name, &answer.denied, runs, terminal.verbose));
        }
        if answer.deleting > 0 {
            let deleting = plural(answer.deleting, "DaemonSet");
            terminal.remark(&format!("context {}: {deleting} left out: being deleted", printable(name)));
        }
        if info.daemon_sets == 0 {
            explain_nothing(question, name, terminal);
        }
    }
}

/// Says why nothing was judged in a cluster. Whoever narrowed the search may have misspelt something.
fn explain_nothing(question: &Question<'_>, context: &str, terminal: Terminal) {
    let context = printable(context);
    let ClusterArgs { namespace, selector, .. } = question.cluster();
    let of = namespace.as_ref().map(|namespace| format!("namespace {namespace} of ")).unwrap_or_default();
    let with = selector.as_ref().map(|selector| format!(" with the labels {selector}")).unwrap_or_default();
    match question.manifests() {
        None if namespace.is_none() && selector.is_none() => {
            terminal.remark(&format!("no DaemonSet in context {context}: nothing was judged"));
        }
        None => {
            terminal.warning(&format!("no DaemonSet{with} in {of}context {context}: nothing was judged"));
        }
        Some(manifests) => {
            if let Some(namespace) = namespace
                && manifests.set.daemon_sets().next().is_some()
            {
                let problem =
                    format!("none of the DaemonSets is in namespace {namespace}: nothing was judged");
                terminal.warning(&problem);
            }
        }
    }
}

/// What may not be read, what that means for the results, and the rights that are missing.
fn denial(context: &str, denied: &[Denied], runs: &dyn Fn(&Rule) -> bool, verbose: bool) -> String {
    let mut text = format!("context {}: not all may be read", printable(context));
    let mut by_consequence: BTreeMap<String, Vec<&Denied>> = BTreeMap::new();
    for one in denied {
        by_consequence.entry(consequence(one.kind, runs)).or_default().push(one);
    }
    for (consequence, kinds) in by_consequence {
        let names = kinds.iter().map(|denied| match &denied.namespace {
            Some(namespace) => format!("{} of namespace {namespace}", denied.kind.resource().plural),
            None => denied.kind.resource().plural.to_owned(),
        });
        let _ = write!(text, "\n  {}: {consequence}", names.collect::<Vec<_>>().join(", "));
        if verbose {
            for denied in kinds {
                let _ = write!(text, "\n    {}", denied.message.replace('\n', " "));
            }
        }
    }
    text.push_str("\n  allow it in a ClusterRole:");
    let mut rules: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for kind in denied.iter().map(|denied| denied.kind) {
        let resource = kind.resource();
        let plurals = rules.entry((resource.group, kind.verb())).or_default();
        if !plurals.contains(&resource.plural) {
            plurals.push(resource.plural);
        }
    }
    for ((group, verb), plurals) in rules {
        let plurals = plurals.join(", ");
        let _ = write!(text, "\n    - {{apiGroups: [{group:?}], resources: [{plurals}], verbs: [{verb}]}}");
    }
    text
}

/// What is left out because a kind may not be read.
fn consequence(kind: Kind, runs: &dyn Fn(&Rule) -> bool) -> String {
    let name = kind.resource().kind;
    let off = lint::rules::ALL.iter().filter(|rule| runs(rule) && lint::depends_on(rule, name));
    let off: Vec<&str> = off.map(|rule| rule.id).collect();
    match kind {
        Kind::Pod => "nodes count as empty, and pods are not compared with the verdicts".to_owned(),
        Kind::DaemonSet => "the manifests are not compared with other DaemonSets".to_owned(),
        _ if !off.is_empty() => format!("rules that are not run: {}", off.join(", ")),
        Kind::PriorityClass => "priorities are not known".to_owned(),
        Kind::LimitRange => "defaults of requests do not count".to_owned(),
        Kind::PodDisruptionBudget => "other pods may be preempted than those that are named".to_owned(),
        _ => "left out of account".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_to_ask_for_has_the_verb_that_each_kind_takes() {
        let denied = [Kind::Pod, Kind::ClusterRoleBinding, Kind::ClusterRole, Kind::Role]
            .map(|kind| Denied { kind, namespace: None, message: String::new() });
        let text = denial("prod", &denied, &|_| false, false);
        let (_, rules) = text.split_once("allow it in a ClusterRole:\n").unwrap();
        let rbac = "rbac.authorization.k8s.io";
        let expected = [
            "    - {apiGroups: [\"\"], resources: [pods], verbs: [list]}".to_owned(),
            format!("    - {{apiGroups: [{rbac:?}], resources: [clusterroles, roles], verbs: [get]}}"),
            format!("    - {{apiGroups: [{rbac:?}], resources: [clusterrolebindings], verbs: [list]}}"),
        ];
        assert_eq!(rules, expected.join("\n"));
    }
}
