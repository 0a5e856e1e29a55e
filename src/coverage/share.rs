//! What share of a node something takes.

use super::taken::Taken;
use crate::placement::{Allocatable, Quantity, Units};

/// A part of what a node can give of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The resource: cpu, memory or pods.
    pub resource: &'static str,
    /// What is taken, in thousandths of a core or whole units.
    pub taken: i64,
    /// What there is, in the same.
    pub of: i64,
}

impl Share {
    /// Parts of a hundred, rounded up.
    pub fn percent(&self) -> i64 {
        let (taken, of) = (i128::from(self.taken.max(0)), i128::from(self.of.max(1)));
        i64::try_from((taken * 100 + of - 1) / of).unwrap_or(i64::MAX)
    }

    /// What is taken, as a quantity to show.
    pub fn taken_quantity(&self) -> Quantity {
        Units::quantity(self.resource, self.taken)
    }

    /// What there is, as a quantity to show.
    pub fn of_quantity(&self) -> Quantity {
        Units::quantity(self.resource, self.of)
    }
}

impl Taken {
    /// The shares of cpu and memory that it takes of a node; none of what the node does not have.
    pub fn shares(&self, allocatable: &Allocatable) -> Vec<Share> {
        let share = |resource| {
            let (taken, of) = (self.units.get(resource), allocatable.units.get(resource));
            (of > 0).then_some(Share { resource, taken, of })
        };
        ["cpu", "memory"].into_iter().filter_map(share).collect()
    }

    /// The share of the pods that a node may have.
    pub fn pod_share(&self, allocatable: &Allocatable) -> Option<Share> {
        let Allocatable { pods, .. } = *allocatable;
        (pods > 0).then_some(Share { resource: "pods", taken: self.pods, of: pods })
    }
}
