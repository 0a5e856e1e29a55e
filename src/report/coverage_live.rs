//! The lines of a coverage table that speak of updates.

use std::fmt::Write as _;
use std::time::Duration;

use super::painter::{Painter, Tone};
use super::table_text::{Width, plural};
use crate::coverage::{DaemonSetCoverage, RolloutPlan, Strategy};

/// Rollouts of so many waves are worth a line in every table.
const MANY_WAVES: u64 = 100;

/// Rollouts that take so long are worth a line in every table.
const LONG: Duration = Duration::from_secs(30 * 60);

/// Writes what there is to say of the next update.
pub(super) fn rows(out: &mut String, daemon_set: &DaemonSetCoverage, width: Width, painter: Painter) {
    let Some(plan) = &daemon_set.rollout else { return };
    if let Some(budget) = plan.blocked_budget() {
        let mark = painter.paint("!", Tone::Bad);
        let _ = writeln!(out, "  {mark} rollout: blocked by {}", blocker(plan, budget));
    }
    if width == Width::Wide || is_long(plan) {
        let _ = writeln!(out, "  {} rollout: {}", painter.paint("↻", Tone::Faint), words(plan));
    }
}

/// `unready nodes: 3 of budget 2`.
fn blocker(plan: &RolloutPlan, budget: u64) -> String {
    match (plan.unready_nodes, plan.pending_nodes) {
        (unready, 0) => format!("unready nodes: {unready} of budget {budget}"),
        (0, pending) => format!("pending pods: {pending} of budget {budget}"),
        (unready, pending) => {
            format!("unready nodes and pending pods: {unready} and {pending} of budget {budget}")
        }
    }
}

fn is_long(plan: &RolloutPlan) -> bool {
    match plan.strategy {
        Strategy::OnDelete => false,
        Strategy::RollingUpdate { waves, duration, .. } => {
            waves >= MANY_WAVES || (waves >= 2 && duration.is_some_and(|duration| duration >= LONG))
        }
    }
}

/// `10 waves of 1 node, at least 5m`.
fn words(plan: &RolloutPlan) -> String {
    let Strategy::RollingUpdate { max_unavailable, max_surge, waves, duration } = plan.strategy else {
        return "OnDelete: pods are replaced when someone deletes them".to_owned();
    };
    let count = |number: u64, noun| plural(usize::try_from(number).unwrap_or(usize::MAX), noun);
    let (at_once, surge) =
        if max_surge > 0 { (max_surge, " with a second pod") } else { (max_unavailable, "") };
    let time = duration.map(|duration| format!(", at least {}", time(duration))).unwrap_or_default();
    format!("{} of {}{surge}{time}", count(waves, "wave"), count(at_once, "node"))
}

/// `45s`, `5m`, `1h30m`, `2d4h`.
fn time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (days, hours, minutes, rest) =
        (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "m"), (rest, "s")];
    let parts = parts.into_iter().skip_while(|(number, _)| *number == 0).take(2);
    let mut text = String::new();
    for (number, unit) in parts.filter(|(number, _)| *number > 0) {
        let _ = write!(text, "{number}{unit}");
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
