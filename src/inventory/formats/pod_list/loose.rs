//! Amounts of a status, of which nearly all repeat those of the spec: they stay where they are read until one is needed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use crate::inventory::formats::borrowed::Borrowed;

/// Amounts by resource, unread.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub(super) struct LooseAmounts<'a>(#[serde(borrow)] BTreeMap<Borrowed<'a>, Loose<'a>>);

/// What a status says of the resources that something has.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct LooseResources<'a> {
    #[serde(borrow, default)]
    pub(super) requests: Option<LooseAmounts<'a>>,
}

impl LooseAmounts<'_> {
    /// Whether these are the amounts, written in the same way.
    pub(super) fn repeats(&self, written: Option<&BTreeMap<String, Quantity>>) -> bool {
        let written = written.into_iter().flatten();
        written
            .map(|(name, amount)| (name.as_str(), amount.0.as_str()))
            .eq(self.0.iter().map(|(name, amount)| (&**name, &*amount.0)))
    }
}

impl From<LooseAmounts<'_>> for BTreeMap<String, Quantity> {
    fn from(amounts: LooseAmounts<'_>) -> Self {
        let owned =
            |(name, amount): (Borrowed<'_>, Loose<'_>)| (name.into_owned(), Quantity(amount.0.into_owned()));
        amounts.0.into_iter().map(owned).collect()
    }
}

impl From<LooseResources<'_>> for api::ResourceRequirements {
    fn from(resources: LooseResources<'_>) -> Self {
        Self { requests: resources.requests.map(Into::into), ..Self::default() }
    }
}

/// An amount as it is written; a number is one, too.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Loose<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor).map(Self)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }
}
