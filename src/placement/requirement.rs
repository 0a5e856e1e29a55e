//! One requirement of a node selector term: `key operator values`.

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::core::v1::NodeSelectorRequirement;
use thiserror::Error;

use super::label::{is_label_key, is_label_value};

/// The operator of a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The value is one of the given.
    In,
    /// The value is none of the given, or the label is missing.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is missing.
    DoesNotExist,
    /// The value is an integer above the given one.
    Gt,
    /// The value is an integer below the given one.
    Lt,
}

impl Operator {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "In" => Self::In,
            "NotIn" => Self::NotIn,
            "Exists" => Self::Exists,
            "DoesNotExist" => Self::DoesNotExist,
            "Gt" => Self::Gt,
            "Lt" => Self::Lt,
            _ => return None,
        })
    }

    /// The operator as the API spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::In => "In",
            Self::NotIn => "NotIn",
            Self::Exists => "Exists",
            Self::DoesNotExist => "DoesNotExist",
            Self::Gt => "Gt",
            Self::Lt => "Lt",
        }
    }
}

/// Why a requirement cannot be built; it then spoils the whole term that it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Error)]
pub enum RequirementError {
    /// The operator is none of the known ones; case matters.
    #[error("{key}: unknown operator {operator:?}")]
    UnknownOperator {
        /// The key of the requirement.
        key: String,
        /// The operator as written.
        operator: String,
    },
    /// The operator does not take so many values.
    #[error("{key}: {operator} takes {wanted}, not {given}")]
    ValueCount {
        /// The key of the requirement.
        key: String,
        /// The operator as written.
        operator: String,
        /// What it takes, in words.
        wanted: &'static str,
        /// How many values there are.
        given: usize,
    },
    /// `Gt` or `Lt` with a value that is no 64 bit integer.
    #[error("{key}: {value:?} is not an integer")]
    NotAnInteger {
        /// The key of the requirement.
        key: String,
        /// The value as written.
        value: String,
    },
    /// The key cannot be the key of a label.
    #[error("{key:?} cannot be a label's key")]
    IllegalKey {
        /// The key as written.
        key: String,
    },
    /// A value that no label can have.
    #[error("{key}: {value:?} cannot be a label's value")]
    IllegalValue {
        /// The key of the requirement.
        key: String,
        /// The value as written.
        value: String,
    },
}

/// A requirement that a label or field does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unmet {
    /// The key of the label or field.
    pub key: String,
    /// What was asked of it.
    pub operator: Operator,
    /// The values asked for.
    pub values: Vec<String>,
    /// What the node has; `None` if it lacks the label.
    pub found: Option<String>,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.operator.as_str())?;
        if !self.values.is_empty() {
            write!(f, " [{}]", self.values.join(", "))?;
        }
        match &self.found {
            Some(found) => write!(f, ", found {found:?}"),
            None => f.write_str(", not found"),
        }
    }
}

/// A requirement on a label, known to be well formed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
    /// The value of `Gt` and `Lt` as a number; 0 for the others.
    bound: i64,
}

impl Requirement {
    /// Builds a requirement as upstream does; the first fault found is the error.
    ///
    /// `NewRequirement` in apimachinery `pkg/labels/selector.go` and `nodeSelectorRequirementsAsSelector` in
    /// component-helpers `nodeaffinity.go`, 1.34 to 1.36: every value must be a legal label value, whatever the operator.
    pub(crate) fn new(key: &str, operator: &str, values: &[String]) -> Result<Self, RequirementError> {
        let Some(known) = Operator::parse(operator) else {
            return Err(RequirementError::UnknownOperator { key: key.into(), operator: operator.into() });
        };
        if !is_label_key(key) {
            return Err(RequirementError::IllegalKey { key: key.into() });
        }
        let wanted = match known {
            Operator::In | Operator::NotIn if values.is_empty() => Some("at least one value"),
            Operator::Exists | Operator::DoesNotExist if !values.is_empty() => Some("no value"),
            Operator::Gt | Operator::Lt if values.len() != 1 => Some("one value"),
            _ => None,
        };
        if let Some(wanted) = wanted {
            let (key, operator) = (key.into(), operator.into());
            return Err(RequirementError::ValueCount { key, operator, wanted, given: values.len() });
        }
        let bound = match (&known, values.first()) {
            (Operator::Gt | Operator::Lt, Some(value)) => parse_int(value)
                .ok_or_else(|| RequirementError::NotAnInteger { key: key.into(), value: value.clone() })?,
            _ => 0,
        };
        if let Some(value) = values.iter().find(|value| !is_label_value(value)) {
            return Err(RequirementError::IllegalValue { key: key.into(), value: value.clone() });
        }
        Ok(Self { key: key.into(), operator: known, values: values.to_vec(), bound })
    }

    /// The key of the label.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// How the label is compared.
    pub(super) fn operator(&self) -> &Operator {
        &self.operator
    }

    /// The number that `Gt` and `Lt` compare with; 0 for the others.
    pub(super) fn bound(&self) -> i64 {
        self.bound
    }

    /// The values that the label is compared with.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str)
    }

    /// Whether the labels meet the requirement (`Requirement.Matches` in apimachinery `pkg/labels/selector.go`, 1.34).
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let found = labels.get(&self.key);
        match self.operator {
            Operator::In => found.is_some_and(|value| self.values.contains(value)),
            Operator::NotIn => found.is_none_or(|value| !self.values.contains(value)),
            Operator::Exists => found.is_some(),
            Operator::DoesNotExist => found.is_none(),
            Operator::Gt => found.and_then(|value| parse_int(value)).is_some_and(|value| value > self.bound),
            Operator::Lt => found.and_then(|value| parse_int(value)).is_some_and(|value| value < self.bound),
        }
    }

    /// What is wrong with the labels, or `None` if they meet the requirement.
    pub(crate) fn unmet(&self, labels: &BTreeMap<String, String>) -> Option<Unmet> {
        if self.matches(labels) {
            return None;
        }
        Some(Unmet {
            key: self.key.clone(),
            operator: self.operator.clone(),
            values: self.values.clone(),
            found: labels.get(&self.key).cloned(),
        })
    }
}

/// A requirement on a field of the node; `metadata.name` is the only field there is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FieldRequirement {
    key: String,
    operator: Operator,
    value: String,
}

impl FieldRequirement {
    /// The field with the node's name.
    pub(crate) const NAME: &'static str = "metadata.name";

    /// Builds a requirement of `matchFields`: `In` or `NotIn` with one value.
    ///
    /// `nodeSelectorRequirementsAsFieldSelector` in component-helpers `nodeaffinity.go`, 1.34 to 1.36, which checks
    /// neither the key nor the form of the value.
    pub(crate) fn new(requirement: &NodeSelectorRequirement) -> Result<Self, RequirementError> {
        let key = requirement.key.clone();
        let Some(operator @ (Operator::In | Operator::NotIn)) = Operator::parse(&requirement.operator) else {
            return Err(RequirementError::UnknownOperator { key, operator: requirement.operator.clone() });
        };
        match requirement.values.as_deref().unwrap_or_default() {
            [value] => Ok(Self { key, operator, value: value.clone() }),
            values => Err(RequirementError::ValueCount {
                key,
                operator: operator.as_str().to_owned(),
                wanted: "one value",
                given: values.len(),
            }),
        }
    }

    /// The name that the requirement compares with the node's, if it reads the name.
    pub(crate) fn name(&self) -> Option<&str> {
        (self.key == Self::NAME).then_some(self.value.as_str())
    }

    /// Whether the field must have the value, and not another one.
    pub(super) fn is_in(&self) -> bool {
        self.operator == Operator::In
    }

    /// Whether a node of this name meets the requirement; a field that nodes do not have reads as `""`.
    pub(crate) fn matches(&self, node_name: &str) -> bool {
        (self.found(node_name) == self.value) == (self.operator == Operator::In)
    }

    /// What is wrong with the name, or `None` if it meets the requirement.
    pub(crate) fn unmet(&self, node_name: &str) -> Option<Unmet> {
        if self.matches(node_name) {
            return None;
        }
        Some(Unmet {
            key: self.key.clone(),
            operator: self.operator.clone(),
            values: vec![self.value.clone()],
            found: Some(self.found(node_name).to_owned()),
        })
    }

    fn found<'a>(&self, node_name: &'a str) -> &'a str {
        if self.key == Self::NAME { node_name } else { "" }
    }
}

/// `strconv.ParseInt(text, 10, 64)`: an optional sign and decimal digits, which is what Rust reads, too.
fn parse_int(text: &str) -> Option<i64> {
    text.parse().ok()
}
