//! What pods take of a node.

use crate::placement::{Allocatable, Units};

/// Amounts that pods take, with the number of the pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Amounts of resources.
    pub units: Units,
    /// How many pods.
    pub pods: i64,
}

impl Taken {
    /// Adds the other.
    pub fn add(&mut self, other: &Self) {
        self.units.add(&other.units);
        self.pods = self.pods.saturating_add(other.pods);
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.add(other);
        sum
    }

    pub(super) fn times(&self, count: u64) -> Self {
        let pods = self.pods.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX));
        Self { units: self.units.times(count), pods }
    }

    /// The resources of which a node has less; pods are one of them.
    pub(super) fn exceeding(&self, allocatable: &Allocatable) -> Vec<String> {
        let nothing = Units::default();
        let short = self.units.shortages(&allocatable.units, &nothing);
        let mut short: Vec<String> = short.map(|short| short.resource.to_owned()).collect();
        if self.pods > allocatable.pods {
            short.push("pods".to_owned());
        }
        short
    }
}
