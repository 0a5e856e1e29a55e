//! Amounts of resources, as dumps write them.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::Deserialize;

use super::parts::Text;

/// Amounts by resource; a bare number (`cpu: 4`) is meant as text, as it is to the API.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Amounts(BTreeMap<String, Text>);

impl From<Amounts> for BTreeMap<String, Quantity> {
    fn from(amounts: Amounts) -> Self {
        amounts.0.into_iter().map(|(name, amount)| (name, Quantity(amount.0))).collect()
    }
}
