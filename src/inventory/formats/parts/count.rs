//! Numbers of nodes.

use serde::de::{Deserialize, Deserializer, Error};

use super::text::{Text, is_templated};
use crate::inventory::pool::CountRange;

/// A number of nodes as written: a number, a number in quotes, or a template (`${WORKER_MACHINE_COUNT}`), which is
/// unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Count(pub(in super::super) Option<u64>);

impl Count {
    /// Reads a count from text.
    pub(in super::super) fn parse(text: &str) -> Result<Self, String> {
        if is_templated(text) {
            return Ok(Self(None));
        }
        let number = text.trim().parse().map_err(|_| format!("`{text}` is no number of nodes"))?;
        Ok(Self(Some(number)))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

/// How many nodes there may be: bounds where an autoscaler may move the number, else the number that is asked for.
pub(in super::super) fn count_range(
    wanted: Option<Count>,
    min: Option<Count>,
    max: Option<Count>,
) -> CountRange {
    let known = |count: Option<Count>| count.and_then(|count| count.0);
    if min.is_none() && max.is_none() {
        return CountRange { min: known(wanted), max: known(wanted) };
    }
    CountRange { min: known(min.or(wanted)), max: known(max.or(wanted)) }
}
