//! The walk of a document along the API's schema.

use crate::yaml::{Entry, FieldPath, List, Mapping, Node, Span, Style, Value};

use super::advice::Advisor;
use super::problem::{Found, Problem, ProblemKind};
use super::scalar::{Fit, fit};
use super::way::Way;
use super::{Ty, Type, TypeRef};

/// All faults of a document under the type of its root, in the order of the text.
///
/// `text` is the source that the spans of `node` count in. `is_quantity` says whether a string reads as a quantity.
/// Content that aliases repeat is judged at every place where it counts; entries that lost to a duplicate are not.
pub fn check(node: Node<'_>, root: TypeRef, text: &str, is_quantity: fn(&str) -> bool) -> Vec<Problem> {
    let advisor = Advisor::new(node, root, is_quantity);
    let mut walk = Walk { text, is_quantity, advisor, steps: Vec::new(), found: Vec::new() };
    walk.value(Spot { node, key: None, through: node.alias }, Ty::Ref(root));
    let mut found = walk.found;
    found.sort_by_key(|problem| problem.place().start);
    found
}

struct Walk<'a> {
    text: &'a str,
    is_quantity: fn(&str) -> bool,
    advisor: Advisor<'a>,
    /// The way to the current value.
    steps: Vec<Way<'a>>,
    found: Vec<Problem>,
}

/// A value with the tokens that lead to it.
#[derive(Clone, Copy)]
struct Spot<'a> {
    node: Node<'a>,
    key: Option<Span>,
    through: Option<Span>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, spot: Spot<'a>, ty: Ty) {
        match fit(spot.node, ty, self.is_quantity) {
            Fit::No => self.wrong_type(spot, ty),
            Fit::Malformed => self.report(spot, ProblemKind::Malformed { expected: ty }),
            Fit::Yes => match (spot.node.value, ty) {
                (Value::List(items), Ty::List(item)) => self.items(items, spot.through, *item),
                (Value::Map(map), Ty::Map(value)) => self.map(map, spot.through, *value),
                (Value::Map(map), Ty::Ref(ty)) => self.object(map, spot.through, ty),
                _ => {}
            },
        }
    }

    fn items(&mut self, items: List<'a>, through: Option<Span>, ty: Ty) {
        for (index, node) in items.iter().enumerate() {
            self.steps.push(Way::Index(index));
            let spot = Spot { node, key: None, through: node.alias.or(through) };
            if node.is_null() && must_have_content(ty) {
                self.report(spot, ProblemKind::EmptyElement { expected: ty });
            } else {
                self.value(spot, ty);
            }
            self.steps.pop();
        }
    }

    fn map(&mut self, map: Mapping<'a>, through: Option<Span>, ty: Ty) {
        for entry in &map.entries {
            self.steps.push(Way::Key(entry.key));
            self.value(Spot::of(entry, through), ty);
            self.steps.pop();
        }
    }

    fn object(&mut self, map: Mapping<'a>, through: Option<Span>, ty: TypeRef) {
        for entry in &map.entries {
            let spot = Spot::of(entry, through);
            if let Some(field) = ty.field(entry.key) {
                self.steps.push(Way::Field(field.name));
                self.value(spot, field.ty);
                self.steps.pop();
            } else {
                let kind = self.advisor.unknown_field(map, entry, ty, &self.steps);
                self.steps.push(Way::Key(entry.key));
                self.report(spot, kind);
                self.steps.pop();
            }
        }
    }

    fn wrong_type(&mut self, spot: Spot<'a>, expected: Ty) {
        let found = Found::of(spot.node);
        let is_word = matches!(found, Found::Bool | Found::Integer | Found::Fraction);
        let kind = if expected == Ty::Str && is_word && spot.node.style == Style::Plain {
            let written = self.text.get(spot.node.span.range()).unwrap_or_default().to_owned();
            ProblemKind::NotAString { found, written }
        } else {
            ProblemKind::WrongType { expected, found }
        };
        self.report(spot, kind);
    }

    fn report(&mut self, spot: Spot<'a>, kind: ProblemKind) {
        let path = self.steps.iter().fold(FieldPath::root(), |path, step| match *step {
            Way::Field(name) | Way::Key(name) => path.entry(name),
            Way::Index(index) => path.index(index),
        });
        let Spot { node, key, through } = spot;
        self.found.push(Problem { path, key, value: node.span, through, kind });
    }
}

impl<'a> Spot<'a> {
    fn of(entry: Entry<'a>, through: Option<Span>) -> Self {
        let through = entry.value.alias.or(entry.merged).or(through);
        Self { node: entry.value, key: Some(entry.key_span), through }
    }
}

/// Whether the API refuses an empty object of this type.
///
/// Of pull secrets it only warns; owners are checked where they count, which is not in templates; and eviction responders
/// are dropped by default.
fn must_have_content(ty: Ty) -> bool {
    matches!(ty, Ty::Ref(Type { name, fields })
        if !["LocalObjectReference", "OwnerReference", "EvictionResponder"].contains(name) && fields.iter().any(|field| field.required))
}
