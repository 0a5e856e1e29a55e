//! Reasons in words, and what would take them away.

use crate::placement::{Reason, Taint, TermFailure};

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
            format!("host port {}/{}: taken by {pod}", port.port, port.protocol)
        }
        Reason::InsufficientResource { resource, requested, available } => {
            format!("{resource}: asks {requested}, {available} free")
        }
        Reason::TooManyPods { allowed } => format!("pods: all {allowed} taken"),
        Reason::UnsupportedOs { wanted, found } => {
            format!("os: pods are for {wanted}, the node runs {found}")
        }
        Reason::MissingTopologyKey { key } => format!("topology: no label {key}"),
        Reason::SchedulingGates { names } => format!("scheduling gates: {}", names.join(", ")),
    }
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
