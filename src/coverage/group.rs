//! Nodes that a DaemonSet misses for the same reasons.

use std::borrow::Cow;

use crate::placement::{Preemption, Reason, TermFailure, Verdict};

/// What the nodes of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The controller wants no pods here.
    LeftOut,
    /// The controller wants pods here that cannot start.
    Pending,
    /// Pods run here once others have gone.
    Preempting,
}

/// Nodes with one verdict.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// What becomes of the pods.
    pub standing: Standing,
    /// Whether pods that are there already may stay.
    pub keeps_running: bool,
    /// Every reason that holds on the first node.
    pub reasons: &'a [Reason],
    /// The same reasons with what was found on other nodes: how much is free, who holds the port, which value it is.
    pub variants: Vec<&'a [Reason]>,
    /// What has to go before they run, node by node.
    pub preemptions: Vec<&'a Preemption>,
    /// The nodes, by their indexes in the inventory, ascending.
    pub nodes: Vec<usize>,
}

/// Groups nodes by verdict; those that run at once are left out. The excluded come first, then the largest, then the first.
pub(super) fn group<'a>(parts: impl Iterator<Item = (&'a Verdict, Cow<'a, [usize]>)>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (verdict, members) in parts.filter(|(verdict, _)| !matches!(verdict, Verdict::Runs)) {
        let preemption = verdict.preemption();
        let standing = match verdict {
            Verdict::RunsAfterPreempting(_) => Standing::Preempting,
            _ if verdict.should_run() => Standing::Pending,
            _ => Standing::LeftOut,
        };
        let same = groups.iter_mut().find(|group| {
            group.standing == standing
                && group.keeps_running == verdict.should_continue_running()
                && are_alike(group.reasons, verdict.reasons())
        });
        if let Some(group) = same {
            group.nodes.extend(members.as_ref());
            group.preemptions.extend(preemption);
            if group.reasons != verdict.reasons() {
                group.variants.push(verdict.reasons());
            }
            continue;
        }
        groups.push(Group {
            standing,
            keeps_running: verdict.should_continue_running(),
            reasons: verdict.reasons(),
            variants: Vec::new(),
            preemptions: preemption.into_iter().collect(),
            nodes: members.into_owned(),
        });
    }
    for group in &mut groups {
        group.nodes.sort_unstable();
    }
    groups.sort_by(|a, b| {
        a.standing
            .cmp(&b.standing)
            .then(b.nodes.len().cmp(&a.nodes.len()))
            .then_with(|| a.nodes.cmp(&b.nodes))
    });
    groups
}

/// Whether the reasons ask for the same, whatever was found on the node.
fn are_alike(left: &[Reason], right: &[Reason]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_alike(left, right))
}

fn is_alike(left: &Reason, right: &Reason) -> bool {
    match (left, right) {
        (
            Reason::NodeSelector { key, wanted, found },
            Reason::NodeSelector { key: other_key, wanted: other_wanted, found: other_found },
        ) => key == other_key && wanted == other_wanted && found.is_some() == other_found.is_some(),
        (Reason::HostPort { port, .. }, Reason::HostPort { port: other, .. }) => port == other,
        (
            Reason::InsufficientResource { resource, requested, .. },
            Reason::InsufficientResource { resource: other, requested: other_requested, .. },
        ) => resource == other && requested == other_requested,
        (Reason::NodeAffinity { terms }, Reason::NodeAffinity { terms: others }) => {
            terms.len() == others.len()
                && terms.iter().zip(others).all(|(left, right)| is_alike_term(left, right))
        }
        _ => left == right,
    }
}

fn is_alike_term(left: &TermFailure, right: &TermFailure) -> bool {
    let (TermFailure::Unmet(left), TermFailure::Unmet(right)) = (left, right) else { return left == right };
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.key == right.key
                && left.operator == right.operator
                && left.values == right.values
                && left.found.is_some() == right.found.is_some()
        })
}
