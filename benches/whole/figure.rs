//! What was measured of one thing.

use std::time::Duration;

/// Times and peak memory of several runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figure {
    /// From the shortest to the longest.
    times: Vec<Duration>,
    /// What the processors spent on each, from the least to the most; empty where it was not measured. Says more than the
    /// time where the machine has other work.
    cpu: Vec<Duration>,
    /// The most memory that a run held, in bytes; 0 where it was not measured.
    pub(crate) peak: u64,
    /// Whether a run was ended before its time; its time is among the others.
    pub(crate) is_cut: bool,
}

impl Figure {
    /// Adds the time of a run.
    pub(crate) fn add(&mut self, time: Duration) {
        insert(&mut self.times, time);
    }

    /// Adds what a run used beside its time.
    pub(crate) fn add_used(&mut self, cpu: Duration, peak: u64) {
        insert(&mut self.cpu, cpu);
        self.peak = self.peak.max(peak);
    }

    pub(crate) fn count(&self) -> usize {
        self.times.len()
    }

    pub(crate) fn total(&self) -> Duration {
        self.times.iter().sum()
    }

    pub(crate) fn median(&self) -> Duration {
        middle(&self.times).unwrap_or_default()
    }

    /// The median of the processors' time.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        middle(&self.cpu)
    }

    pub(crate) fn shortest(&self) -> Duration {
        self.times.first().copied().unwrap_or_default()
    }
}

fn insert(sorted: &mut Vec<Duration>, time: Duration) {
    let at = sorted.partition_point(|known| *known < time);
    sorted.insert(at, time);
}

fn middle(sorted: &[Duration]) -> Option<Duration> {
    sorted.get(sorted.len() / 2).copied()
}
