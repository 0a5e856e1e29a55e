//! What to take for values that the API would refuse.

use std::collections::HashMap;

use crate::manifest::schema::{Problem, ProblemKind, Ty};
use crate::yaml::{Node, Segment, Value};

/// What a value and those below it are to be taken for, where problems name them.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// What the value itself is to be taken for, if it is named.
    own: Option<Meant>,
    below: HashMap<Segment, Repairs>,
}

/// What a value is to be taken for.
#[derive(Debug)]
pub(super) enum Meant {
    Text(String),
    Int(i64),
    Bool(bool),
    /// For nothing: what it was meant to be is not plain.
    Absent,
}

impl Repairs {
    /// What problems of a value ask for; `None` if they stop no decoder.
    pub(super) fn new(node: Node<'_>, problems: &[Problem]) -> Option<Self> {
        let mut repairs: Option<Self> = None;
        for problem in problems.iter().filter(|problem| is_fault(&problem.kind)) {
            let mut place = repairs.get_or_insert_default();
            for step in problem.path.segments() {
                place = place.below.entry(step.clone()).or_default();
            }
            let value = node.at(&problem.path).map_or(Value::Null, |node| node.value);
            place.own.get_or_insert_with(|| meant(value, &problem.kind));
        }
        repairs
    }

    pub(super) fn own(&self) -> Option<&Meant> {
        self.own.as_ref()
    }

    pub(super) fn field(&self, key: &str) -> Option<&Self> {
        // A key on the heap for each field of the few objects with faults.
        self.below.get(&Segment::Key(key.to_owned().into()))
    }

    pub(super) fn item(&self, index: usize) -> Option<&Self> {
        self.below.get(&Segment::Index(index))
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self.own, Some(Meant::Absent))
    }
}

/// Whether a value of this kind would stop the decoder: unknown fields do not, and empty elements mean empty objects.
fn is_fault(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::NotAString { .. } | ProblemKind::WrongType { .. } | ProblemKind::Malformed { .. }
    )
}

/// What a value was meant to be, where that is plain.
fn meant(value: Value<'_>, fault: &ProblemKind) -> Meant {
    let meant = match (fault, value) {
        (ProblemKind::NotAString { written, .. }, _) => Some(Meant::Text(written.clone())),
        (ProblemKind::WrongType { expected: Ty::Int32, .. }, Value::String(text)) => {
            text.parse::<i32>().ok().map(|number| Meant::Int(number.into()))
        }
        (ProblemKind::WrongType { expected: Ty::Int64, .. }, Value::String(text)) => {
            text.parse().ok().map(Meant::Int)
        }
        (ProblemKind::WrongType { expected: Ty::Bool, .. }, Value::String(text)) => {
            text.parse().ok().map(Meant::Bool)
        }
        _ => None,
    };
    meant.unwrap_or(Meant::Absent)
}
