//! Numbers and percentages.

use crate::yaml::{Node, Number, Value};

/// A whole number, or one with a percent sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    Plain(i64),
    Percent(i64),
}

impl Amount {
    /// The amount that is written; `None` if it is not a valid amount.
    pub(super) fn of(node: Node<'_>) -> Option<Self> {
        match node.value {
            Value::Number(Number::Int(number)) => Some(Self::Plain(number)),
            Value::String(text) => match text.strip_suffix('%') {
                Some(digits) => digits.trim().parse().ok().map(Self::Percent),
                None => text.parse().ok().map(Self::Plain),
            },
            _ => None,
        }
    }
}
