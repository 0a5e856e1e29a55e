//! Pods that go so that others can run, in words.

use std::collections::BTreeSet;

use super::table_text::Width;
use crate::coverage::Group;
use crate::placement::Victim;

/// Names that a table shows of the pods of a group.
const PODS: usize = 4;

/// `after preempting web/a, web/b`, then the budgets that this violates.
pub(super) fn of_group(group: &Group<'_>, width: Width) -> Vec<String> {
    let victims = || group.preemptions.iter().flat_map(|preemption| &preemption.victims);
    let pods: Vec<&str> = victims().map(|victim: &Victim| victim.pod.as_str()).collect();
    let budgets: BTreeSet<&str> = victims().filter_map(|victim| victim.violates.as_deref()).collect();
    let shown = if width == Width::Wide { pods.len() } else { PODS };
    let mut names = pods.iter().take(shown).copied().collect::<Vec<_>>().join(", ");
    if pods.len() > shown {
        names = format!("{names} and {} more", pods.len() - shown);
    }
    let mut lines = vec![format!("after preempting {names}")];
    if !budgets.is_empty() {
        let noun = if budgets.len() == 1 { "PodDisruptionBudget" } else { "PodDisruptionBudgets" };
        let names = budgets.into_iter().collect::<Vec<_>>().join(", ");
        lines.push(format!("against the {noun} {names}"));
    }
    lines
}
