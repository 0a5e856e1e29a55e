//! Reasons in words, and what would take them away.

use std::collections::BTreeSet;

use crate::coverage::Group;
use crate::placement::{Quantity, Reason, Taint, TermFailure};

/// What the reasons of a group say, one text each; where they differ from node to node, of all of them.
pub(super) fn of_group(group: &Group<'_>) -> Vec<String> {
    let reasons = group.reasons.iter().enumerate();
    reasons
        .map(|(index, reason)| {
            let variants = group.variants.iter().filter_map(|variant| variant.get(index));
            let all: Vec<&Reason> = [reason].into_iter().chain(variants).collect();
            of_many(reason, &all)
        })
        .collect()
}

/// One reason as it holds on several nodes.
fn of_many(first: &Reason, all: &[&Reason]) -> String {
    match first {
        Reason::NodeSelector { key, wanted, found: Some(_) } => {
            let found = all.iter().filter_map(|reason| match reason {
                Reason::NodeSelector { found, .. } => found.as_deref().map(value),
                _ => None,
            });
            let found: BTreeSet<String> = found.collect();
            format!("nodeSelector: {key} is {}, wants {}", any_of(&found), value(wanted))
        }
        Reason::HostPort { port, .. } => {
            let holders = all.iter().filter_map(|reason| match reason {
                Reason::HostPort { pod, .. } => Some(pod.as_str()),
                _ => None,
            });
            let holders: BTreeSet<&str> = holders.collect();
            let first = holders.iter().copied().find(|pod| !pod.is_empty()).unwrap_or_default();
            let others = match holders.len() - 1 {
                0 => String::new(),
                1 => " and 1 other pod".to_owned(),
                others => format!(" and {others} other pods"),
            };
            format!("host port {}/{}: taken by {}{others}", port.port, port.protocol, holder(first))
        }
        Reason::InsufficientResource { resource, requested, .. } => {
            let free = all.iter().filter_map(|reason| match reason {
                Reason::InsufficientResource { available, .. } => Some(*available),
                _ => None,
            });
            let free: BTreeSet<Quantity> = free.collect();
            match (free.first(), free.last()) {
                (Some(least), Some(most)) if least != most => {
                    format!("{resource}: asks {requested}, {least} to {most} free")
                }
                _ => words(first),
            }
        }
        _ => words(first),
    }
}

/// `a`, `a or b`, `one of 12 others`.
fn any_of(values: &BTreeSet<String>) -> String {
    if values.len() > 3 {
        return format!("one of {} others", values.len());
    }
    values.iter().map(String::as_str).collect::<Vec<_>>().join(" or ")
}

/// What a reason says of a node, in a few words.
pub(super) fn words(reason: &Reason) -> String {
    match reason {
        Reason::NodeName { wanted } => format!("nodeName: wants {wanted} only"),
        Reason::NodeSelector { key, wanted, found: Some(found) } => {
            format!("nodeSelector: {key} is {}, wants {}", value(found), value(wanted))
        }
        Reason::NodeSelector { key, wanted, found: None } => {
            format!("nodeSelector: no label {key}, wants {}", value(wanted))
        }
        Reason::NodeAffinity { terms } => affinity(terms),
        Reason::UntoleratedTaint { taint } => format!("taint {taint}"),
        Reason::HostPort { port, pod } => {
            format!("host port {}/{}: taken by {}", port.port, port.protocol, holder(pod))
        }
        Reason::InsufficientResource { resource, requested, available } => {
            format!("{resource}: asks {requested}, {available} free")
        }
        Reason::TooManyPods { allowed } => format!("pods: all {allowed} taken"),
        Reason::UnsupportedOs { wanted, found } => {
            format!("os: pods are for {wanted}, the node runs {found}")
        }
        Reason::MissingTopologyKey { key } => format!("topology: no label {key}"),
        Reason::RuntimeClassSelector { key, wanted, found: Some(found) } => {
            format!("RuntimeClass: {key} is {}, wants {}", value(found), value(wanted))
        }
        Reason::RuntimeClassSelector { key, wanted, found: None } => {
            format!("RuntimeClass: no label {key}, wants {}", value(wanted))
        }
        Reason::MissingClaim { kind, name } => format!("{kind} {name} does not exist"),
        Reason::SchedulingGates { names } => format!("scheduling gates: {}", names.join(", ")),
    }
}

/// The pod that holds a port; a snapshot does not name it.
fn holder(pod: &str) -> &str {
    if pod.is_empty() { "another pod" } else { pod }
}

fn affinity(terms: &[TermFailure]) -> String {
    match terms {
        [] => "nodeAffinity: no terms, so no node matches".to_owned(),
        [term] => format!("nodeAffinity: {term}"),
        terms => {
            let numbered =
                terms.iter().enumerate().map(|(index, term)| format!("term {}: {term}", index + 1));
            format!("nodeAffinity: {}", numbered.collect::<Vec<_>>().join(" | "))
        }
    }
}

fn value(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { text.to_owned() }
}

/// What would bring the nodes of a group in, if one change can be named.
pub(super) fn remedy(reasons: &[Reason]) -> Option<String> {
    let taints: Option<Vec<&Taint>> = reasons.iter().map(taint_of).collect();
    if let Some(taints) = taints {
        let tolerations: Vec<String> = taints.into_iter().map(Taint::toleration).collect();
        let object = if tolerations.len() == 1 { "it" } else { "them" };
        return Some(format!("tolerate {object} to reach them:  {}", tolerations.join("  ")));
    }
    match reasons {
        [Reason::NodeSelector { key, wanted, found: None }] => {
            Some(format!("label them to include them:  {key}={wanted}"))
        }
        _ => None,
    }
}

fn taint_of(reason: &Reason) -> Option<&Taint> {
    match reason {
        Reason::UntoleratedTaint { taint } => Some(taint),
        _ => None,
    }
}
