//! What a config can set of a rule, declared beside the rule as statics:
//!
//! ```ignore
//! static MAX_PERCENT: NumberOption = NumberOption {
//!     name: "max-percent", summary: "largest share of nodes …", unit: Unit::Percent, default: 50, min: 1, max: 100,
//! };
//! // in the rule:   options: &[RuleOption::Number(&MAX_PERCENT)],
//! // in its check:  cx.options.number(&MAX_PERCENT)
//! ```
//!
//! A rule reads an option through its static, so that there is no name to misspell and no type to mistake.

use std::collections::BTreeMap;
use std::fmt;

use super::settings::Sourced;
use crate::placement::Quantity;
use crate::yaml::quoted;

/// A whole number or a percentage.
#[derive(Debug)]
pub struct NumberOption {
    /// The kebab-case name in the config.
    pub name: &'static str,
    /// What it sets, in one line, lower case.
    pub summary: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The value where no config sets one.
    pub default: i64,
    /// The smallest value.
    pub min: i64,
    /// The largest value.
    pub max: i64,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Parts of a hundred; the config may write a percent sign.
    Percent,
}

/// An amount of a resource: `100m`, `2Gi`.
#[derive(Debug)]
pub struct QuantityOption {
    /// The kebab-case name in the config.
    pub name: &'static str,
    /// What it sets, in one line, lower case.
    pub summary: &'static str,
    /// The value where no config sets one, as it would be written.
    pub default: &'static str,
}

/// A list of strings.
#[derive(Debug)]
pub struct ListOption {
    /// The kebab-case name in the config.
    pub name: &'static str,
    /// What it sets, in one line, lower case.
    pub summary: &'static str,
    /// The list where no config sets one.
    pub default: &'static [&'static str],
}

/// One option of a rule.
#[derive(Clone, Copy, Debug)]
pub enum RuleOption {
    /// A number.
    Number(&'static NumberOption),
    /// An amount.
    Quantity(&'static QuantityOption),
    /// A list.
    List(&'static ListOption),
}

/// A value that a config sets; of the kind of its option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// Within the bounds of its option.
    Number(i64),
    /// An amount.
    Quantity(Quantity),
    /// A list.
    List(Vec<String>),
}

impl RuleOption {
    /// The name in the config.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Number(option) => option.name,
            Self::Quantity(option) => option.name,
            Self::List(option) => option.name,
        }
    }

    /// What it sets.
    pub fn summary(&self) -> &'static str {
        match self {
            Self::Number(option) => option.summary,
            Self::Quantity(option) => option.summary,
            Self::List(option) => option.summary,
        }
    }

    /// The value where no config sets one.
    pub fn default(&self) -> OptionValue {
        match self {
            Self::Number(option) => OptionValue::Number(option.default),
            Self::Quantity(option) => OptionValue::Quantity(option.default()),
            Self::List(option) => OptionValue::List(option.default()),
        }
    }
}

impl QuantityOption {
    fn default(&self) -> Quantity {
        self.default.parse().unwrap_or_default()
    }
}

impl ListOption {
    fn default(&self) -> Vec<String> {
        self.default.iter().map(|&item| item.to_owned()).collect()
    }
}

impl fmt::Display for OptionValue {
    /// As YAML, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Quantity(quantity) => write!(f, "\"{quantity}\""),
            Self::List(items) => {
                write!(f, "[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// The options of one rule in one place of the run: what is set there, and the defaults.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(Option<&'a BTreeMap<&'static str, Sourced<OptionValue>>>);

impl<'a> Options<'a> {
    pub(crate) fn new(set: Option<&'a BTreeMap<&'static str, Sourced<OptionValue>>>) -> Self {
        Self(set)
    }

    fn value(self, name: &str) -> Option<&'a OptionValue> {
        Some(&self.0?.get(name)?.value)
    }

    /// The value of a number.
    pub fn number(self, option: &'static NumberOption) -> i64 {
        match self.value(option.name) {
            Some(OptionValue::Number(number)) => *number,
            _ => option.default,
        }
    }

    /// The value of an amount.
    pub fn quantity(self, option: &'static QuantityOption) -> Quantity {
        match self.value(option.name) {
            Some(OptionValue::Quantity(quantity)) => *quantity,
            _ => option.default(),
        }
    }

    /// The value of a list.
    pub fn list(self, option: &'static ListOption) -> Vec<String> {
        match self.value(option.name) {
            Some(OptionValue::List(items)) => items.clone(),
            _ => option.default(),
        }
    }
}
