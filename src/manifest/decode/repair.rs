//! What an object with faults was meant to say, so that it can be decoded and the other rules see it.

use std::collections::HashMap;

use crate::manifest::schema::{Problem, ProblemKind, Ty};
use crate::yaml::{Entry, Mapping, Node, Number, Segment, Value};

/// A copy of a document in which the values that problems name are mended; `None` if none needs to be.
pub(super) fn repaired(node: &Node, problems: &[Problem]) -> Option<Node> {
    let faults: Vec<_> = problems.iter().filter(|problem| is_fault(&problem.kind)).collect();
    (!faults.is_empty()).then(|| mend(node, &faults, 0).unwrap_or_else(|| absent(node)))
}

/// Whether a value of this kind would stop the decoder: unknown fields do not, and empty elements mean empty objects.
fn is_fault(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::NotAString { .. } | ProblemKind::WrongType { .. } | ProblemKind::Malformed { .. }
    )
}

/// A copy of a node, mended; `None` if nothing of it can be kept. All `faults` lie at or below the node, which is
/// `depth` steps from the root.
fn mend(node: &Node, faults: &[&Problem], depth: usize) -> Option<Node> {
    if let Some(own) = faults.iter().find(|fault| fault.path.segments().len() == depth) {
        return meant(&node.value, &own.kind).map(|value| with(node, value));
    }
    let below = by_step(faults, depth);
    let child = |step: Segment, child: &Node| match below.get(&step) {
        Some(faults) => mend(child, faults, depth + 1),
        None => Some(child.clone()),
    };
    let value = match &node.value {
        Value::Map(map) => Value::Map(mend_map(map, child)),
        Value::List(items) => {
            let items = items.iter().enumerate();
            let kept = |(index, item)| child(Segment::Index(index), item).unwrap_or_else(|| absent(item));
            Value::List(items.map(kept).collect())
        }
        scalar => scalar.clone(),
    };
    Some(with(node, value))
}

fn mend_map(map: &Mapping, child: impl Fn(Segment, &Node) -> Option<Node>) -> Mapping {
    let entries = map.entries.iter().filter_map(|entry| {
        let value = child(Segment::Key(entry.key.clone().into()), &entry.value)?;
        Some(Entry { value, key: entry.key.clone(), ..*entry })
    });
    Mapping::of(entries.collect())
}

fn by_step<'p>(faults: &[&'p Problem], depth: usize) -> HashMap<Segment, Vec<&'p Problem>> {
    let mut by_step: HashMap<Segment, Vec<&Problem>> = HashMap::new();
    for fault in faults {
        if let Some(step) = fault.path.segments().get(depth) {
            by_step.entry(step.clone()).or_default().push(fault);
        }
    }
    by_step
}

/// What a value was meant to be, where that is plain.
fn meant(value: &Value, fault: &ProblemKind) -> Option<Value> {
    match (fault, value) {
        (ProblemKind::NotAString { written, .. }, _) => Some(Value::String(written.clone())),
        (ProblemKind::WrongType { expected: Ty::Int32, .. }, Value::String(text)) => {
            text.parse::<i32>().ok().map(|number| Value::Number(Number::Int(number.into())))
        }
        (ProblemKind::WrongType { expected: Ty::Int64, .. }, Value::String(text)) => {
            text.parse().ok().map(|number| Value::Number(Number::Int(number)))
        }
        (ProblemKind::WrongType { expected: Ty::Bool, .. }, Value::String(text)) => {
            text.parse().ok().map(Value::Bool)
        }
        _ => None,
    }
}

fn absent(node: &Node) -> Node {
    with(node, Value::Null)
}

fn with(node: &Node, value: Value) -> Node {
    Node { value, span: node.span, style: node.style, alias: node.alias }
}
