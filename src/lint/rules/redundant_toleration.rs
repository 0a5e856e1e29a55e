//! redundant-toleration: a toleration that another one, or the controller, makes superfluous.

use crate::lint::prelude::*;
use crate::placement::{
    ComparisonOperators, Taint, TaintEffect, Toleration, TolerationOperator, automatic_tolerations,
};

pub(super) static RULE: Rule = Rule {
    id: "redundant-toleration",
    summary: "another toleration, or the controller, covers the same taints",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Every taint that a toleration covers is also covered by another toleration of the pod with the same tolerationSeconds,
or by one that the DaemonSet controller gives to each of its pods: not-ready and unreachable for NoExecute; memory-,
disk- and pid-pressure and unschedulable for NoSchedule; network-unavailable for NoSchedule on the host network. Of two
equal ones the second is reported. Tolerations with tolerationSeconds on a taint of the controller are left to
ineffective-toleration-seconds. Off by default: many keep the list as documentation.",
        why: "\
It does no harm by itself. It hides what the list says: a reader who finds ten keys below `- operator: Exists` takes
them for the whole truth, removes one to keep the agent off a pool, and nothing changes. not-ready:NoSchedule and
unreachable:NoSchedule look as if the controller added them, too, and it does not; these are not redundant.",
        remedy: "Remove it, or remove the broader one if the list is what is meant.",
        bad: "
tolerations:
  - operator: Exists
  - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
",
        good: "
tolerations:
  - operator: Exists
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// What makes a toleration superfluous.
enum Broader {
    /// Another toleration of the list, by its index.
    Own(usize),
    /// One of those that the controller adds.
    Automatic,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all: Vec<Toleration> = cx.pod.tolerations.iter().flatten().map(Toleration::from).collect();
    let host_network = cx.pod.host_network.unwrap_or_default();
    let redundant: Vec<(usize, Broader)> =
        (0..all.len()).filter_map(|index| Some((index, broader(&all, index, host_network)?))).collect();
    let Some((first, _)) = redundant.first() else { return };
    let list = FieldPath::parse("spec.template.spec.tolerations");
    let path = |index: usize| list.clone().index(index);
    let gone: Vec<usize> = redundant.iter().map(|(index, _)| *index).collect();
    let message = match redundant.len() {
        1 => "other tolerations cover the same taints".to_owned(),
        count => format!("other tolerations cover the same taints as {count} of these"),
    };
    let finding = out
        .report(cx.at(&path(*first)), message)
        .help("remove what is covered, or the broader one if the list is what is meant")
        .fix(Applicability::Safe, "remove what is covered", cx.remove_items(&list, &gone));
    for (index, broader) in &redundant {
        let text = match broader {
            Broader::Own(own) => {
                let line = cx.run.set.source_of(cx.object).position(cx.at(&path(*own)).span.start).line;
                format!("covered by the one in line {line}")
            }
            Broader::Automatic => "the controller adds it by itself".to_owned(),
        };
        if index == first {
            finding.marker(text);
        } else {
            finding.label(cx.at(&path(*index)).span, text);
        }
    }
}

fn broader(list: &[Toleration], index: usize, host_network: bool) -> Option<Broader> {
    let one = &list[index];
    let taints = taints_of(one)?;
    let covers =
        |other: &Toleration| taints.iter().all(|taint| other.tolerates(taint, ComparisonOperators::Off));
    if one.seconds.is_none() && automatic_tolerations(host_network).iter().any(covers) {
        return Some(Broader::Automatic);
    }
    let others = list.iter().enumerate().filter(|(other, _)| *other != index);
    let mut covering = others.filter(|(_, other)| other.seconds == one.seconds && covers(other));
    // Of two that cover each other the first stays.
    let own = covering.find(|(other, toleration)| *other < index || !covered_by(toleration, one))?;
    Some(Broader::Own(own.0))
}

fn covered_by(one: &Toleration, other: &Toleration) -> bool {
    taints_of(one)
        .is_some_and(|taints| taints.iter().all(|taint| other.tolerates(taint, ComparisonOperators::Off)))
}

/// Taints that stand for all that a toleration covers, with a key or value that nobody names where any will do; none
/// for operators that cover nothing for certain.
fn taints_of(toleration: &Toleration) -> Option<Vec<Taint>> {
    const ANY: &str = "daemonset-lint/any";
    let value = match toleration.operator {
        TolerationOperator::Exists => ANY.to_owned(),
        TolerationOperator::Unset | TolerationOperator::Equal => toleration.value.clone(),
        _ => return None,
    };
    let key = if toleration.key.is_empty() { ANY } else { &toleration.key };
    let effects = match &toleration.effect {
        Some(effect) => vec![effect.clone()],
        None => vec![TaintEffect::NoSchedule, TaintEffect::PreferNoSchedule, TaintEffect::NoExecute],
    };
    let taint = |effect| Taint { key: key.to_owned(), value: value.clone(), effect };
    Some(effects.into_iter().map(taint).collect())
}
