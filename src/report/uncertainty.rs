//! What is not known of pods, in words.

use super::printable::printable;
use crate::coverage::Uncertainty;

/// What cannot be told, and why: `RuntimeClass gvisor is not in the input: …`.
pub(super) fn words(uncertainty: &Uncertainty) -> String {
    match uncertainty {
        Uncertainty::Scheduler(name) => {
            format!("scheduler {} decides whether they start, by rules of its own", printable(name))
        }
        Uncertainty::RuntimeClass(name) => {
            format!(
                "RuntimeClass {} is not in the input: nor is its overhead and node selector",
                printable(name)
            )
        }
        Uncertainty::Claim(claim) => {
            format!(
                "{} {} is not in the input: they start only if it exists",
                claim.kind.name(),
                printable(&claim.name)
            )
        }
        Uncertainty::Devices(claim) => {
            format!("{} {}: which devices are free is not known", claim.kind.name(), printable(&claim.name))
        }
        Uncertainty::PriorityClass(name) => {
            format!("PriorityClass {} is not in the input: they may preempt other pods", printable(name))
        }
        Uncertainty::Sums => "of other pods only sums are known: they may preempt some".to_owned(),
    }
}
