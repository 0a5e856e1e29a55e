//! Requirements on labels, to what is known of their values.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::text::{Text, is_templated};
use crate::inventory::pool::LabelValues;

/// A requirement as Karpenter writes it: `{key, operator, values}`.
#[derive(Clone, Debug, Deserialize)]
pub(in super::super) struct Requirement {
    #[serde(default)]
    pub(in super::super) key: Text,
    #[serde(default)]
    operator: Text,
    values: Option<Vec<Text>>,
}

impl Requirement {
    /// What the requirement says of the label's values; a value that is a template may turn out as any.
    pub(in super::super) fn values(&self) -> Result<LabelValues, String> {
        let (known, unknown): (Vec<&Text>, Vec<&Text>) =
            self.values.iter().flatten().partition(|value| !is_templated(&value.0));
        let values: BTreeSet<String> = known.into_iter().map(|value| value.0.clone()).collect();
        let between = |above, below| LabelValues::Between { above, below };
        match self.operator.0.as_str() {
            "In" if !unknown.is_empty() => Ok(LabelValues::NoneOf(BTreeSet::new())),
            "In" if values.is_empty() => Err("operator In needs values".to_owned()),
            "In" => Ok(LabelValues::OneOf(values)),
            "NotIn" => Ok(LabelValues::NoneOf(values)),
            "Exists" => Ok(LabelValues::NoneOf(BTreeSet::new())),
            "DoesNotExist" => Ok(LabelValues::Absent),
            "Gt" => Ok(between(Some(self.number()?), None)),
            "Gte" => Ok(between(Some(self.number()?.saturating_sub(1)), None)),
            "Lt" => Ok(between(None, Some(self.number()?))),
            "Lte" => Ok(between(None, Some(self.number()?.saturating_add(1)))),
            other => Err(format!(
                "`{other}` is no operator; expected In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte or Lte"
            )),
        }
    }

    fn number(&self) -> Result<i64, String> {
        let [Text(value)] = self.values.as_deref().unwrap_or_default() else {
            return Err(format!("operator {} needs one value", self.operator.0));
        };
        value.parse().map_err(|_| format!("operator {} needs a whole number, not `{value}`", self.operator.0))
    }
}

/// What two statements say of a label together; `None` if no value satisfies both.
///
/// Exclusions are given up where a range stands beside them: the range is kept, which is the wider of what is true.
pub(in super::super) fn both(one: LabelValues, other: LabelValues) -> Option<LabelValues> {
    use LabelValues::{Absent, Between, NoneOf, OneOf, Open};
    let merged = match (one, other) {
        (Open, other) | (other, Open) => other,
        (Absent, Absent) => Absent,
        (Absent, _) | (_, Absent) => return None,
        (OneOf(values), limits) | (limits, OneOf(values)) => {
            OneOf(values.into_iter().filter(|value| admits(&limits, value)).collect())
        }
        (NoneOf(one), NoneOf(other)) => NoneOf(one.union(&other).cloned().collect()),
        (Between { above, below }, NoneOf(_)) | (NoneOf(_), Between { above, below }) => {
            Between { above, below }
        }
        (Between { above, below }, Between { above: above_too, below: below_too }) => {
            Between { above: above.max(above_too), below: below.into_iter().chain(below_too).min() }
        }
    };
    let is_empty = match &merged {
        OneOf(values) => values.is_empty(),
        Between { above: Some(above), below: Some(below) } => above.saturating_add(1) >= *below,
        _ => false,
    };
    (!is_empty).then_some(merged)
}

fn admits(limits: &LabelValues, value: &str) -> bool {
    match limits {
        LabelValues::OneOf(values) => values.contains(value),
        LabelValues::NoneOf(values) => !values.contains(value),
        LabelValues::Between { above, below } => value.parse::<i64>().is_ok_and(|number| {
            above.is_none_or(|above| number > above) && below.is_none_or(|below| number < below)
        }),
        LabelValues::Absent => false,
        LabelValues::Open => true,
    }
}
