//! Nodes that a DaemonSet misses for the same reasons.

use crate::placement::{Reason, Verdict};

/// Nodes with one verdict.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// Whether the controller wants pods here that cannot start; otherwise it wants none.
    pub pending: bool,
    /// Whether pods that are there already may stay.
    pub keeps_running: bool,
    /// Every reason that holds.
    pub reasons: &'a [Reason],
    /// The nodes, by their indexes in the inventory, ascending.
    pub nodes: Vec<usize>,
}

/// Groups classes by verdict; classes that run are left out. The excluded come first, then the largest, then the first.
pub(super) fn group<'a>(classes: impl Iterator<Item = (&'a Verdict, &'a Vec<usize>)>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (verdict, members) in classes.filter(|(verdict, _)| !matches!(verdict, Verdict::Runs)) {
        let pending = verdict.should_run();
        let same = groups.iter_mut().find(|group| {
            group.pending == pending
                && group.keeps_running == verdict.should_continue_running()
                && group.reasons == verdict.reasons()
        });
        if let Some(group) = same {
            group.nodes.extend(members);
            continue;
        }
        groups.push(Group {
            pending,
            keeps_running: verdict.should_continue_running(),
            reasons: verdict.reasons(),
            nodes: members.clone(),
        });
    }
    for group in &mut groups {
        group.nodes.sort_unstable();
    }
    groups.sort_by(|a, b| {
        a.pending.cmp(&b.pending).then(b.nodes.len().cmp(&a.nodes.len())).then_with(|| a.nodes.cmp(&b.nodes))
    });
    groups
}
