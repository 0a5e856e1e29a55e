//! Amounts of resources that a format gives for the nodes of a pool.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::text::Text;
use crate::placement::{Allocatable, Quantity};

/// How many pods a kubelet takes if nobody tells it otherwise.
const DEFAULT_PODS: &str = "110";

/// Amounts by resource, each one checked.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Amounts(BTreeMap<String, ApiQuantity>);

impl Amounts {
    /// Sets the amount of a resource.
    pub(in super::super) fn set(&mut self, name: &str, amount: &str) -> Result<(), String> {
        if amount.parse::<Quantity>().is_err() {
            return Err(format!("`{amount}` is no quantity of {name}; expected such as 500m, 4 or 16Gi"));
        }
        self.0.insert(name.to_owned(), ApiQuantity(amount.to_owned()));
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a node gives, if it gives anything. Without a number of pods it takes as many as the kubelet does; without
    /// a size of its disk nothing is held against it.
    pub(in super::super) fn allocatable(mut self) -> Option<Allocatable> {
        if self.0.is_empty() {
            return None;
        }
        self.0.entry("pods".to_owned()).or_insert_with(|| ApiQuantity(DEFAULT_PODS.to_owned()));
        let mut allocatable = Allocatable::from(&self.0);
        if !self.0.contains_key("ephemeral-storage") {
            allocatable.units.ephemeral_storage = i64::MAX;
        }
        Some(allocatable)
    }
}

impl From<Amounts> for BTreeMap<String, ApiQuantity> {
    fn from(amounts: Amounts) -> Self {
        amounts.0
    }
}

impl<'de> Deserialize<'de> for Amounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = BTreeMap::<String, Text>::deserialize(deserializer)?;
        let mut amounts = Self::default();
        for (name, Text(amount)) in written {
            amounts.set(&name, &amount).map_err(D::Error::custom)?;
        }
        Ok(amounts)
    }
}
