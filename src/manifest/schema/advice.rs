//! What to make of a field that a type does not have: misspelt, misplaced, or unknown.

use crate::yaml::{Entry, Mapping, Node, Span, Value};

use super::anchors::lenders;
use super::names::{nearest, partial, same_word, suggestion, tolerance};
use super::places::Search;
use super::problem::{Place, ProblemKind, Step};
use super::scalar::{Fit, fit};
use super::way::Way;
use super::{Field, Ty, Type, TypeRef};

/// So many unknown fields of a document get advice; each costs a search of the schema.
const BUDGET: usize = 200;

/// Gives advice on the unknown fields of one document.
pub(super) struct Advisor<'a> {
    node: Node<'a>,
    root: TypeRef,
    is_quantity: fn(&str) -> bool,
    left: usize,
    /// Top-level values that aliases repeat, once they were asked for.
    lenders: Option<Vec<Span>>,
}

impl<'a> Advisor<'a> {
    pub(super) fn new(node: Node<'a>, root: TypeRef, is_quantity: fn(&str) -> bool) -> Self {
        Self { node, root, is_quantity, left: BUDGET, lenders: None }
    }

    /// Judges an entry of `map`, the object of type `ty` at the end of `way`, that is no field of the type.
    pub(super) fn unknown_field(
        &mut self,
        map: Mapping<'_>,
        entry: Entry<'_>,
        ty: &Type,
        way: &[Way<'_>],
    ) -> ProblemKind {
        let name = entry.key;
        let unknown = |suggestion| ProblemKind::UnknownField {
            name: name.to_owned(),
            suggestion,
            holds_anchors: false,
        };
        if self.left == 0 {
            return unknown(None);
        }
        self.left -= 1;
        if way.is_empty() && self.lends(entry.value) {
            return ProblemKind::UnknownField {
                name: name.to_owned(),
                suggestion: None,
                holds_anchors: true,
            };
        }
        let accepts = |field: &Field| self.accepts(entry.value, field.ty);
        let suggest = |field: &'static Field| unknown(Some(suggestion(field, map, entry, accepts(field))));
        if let Some(field) = same_word(name, ty) {
            return suggest(field);
        }
        let slip = (name.len() > 3).then(|| nearest(name, ty, 1, accepts)).flatten();
        if let Some(field) = slip.filter(|field| accepts(field) && map.get(field.name).is_none()) {
            return suggest(field);
        }
        if let Some(belongs) = self.elsewhere(entry, way).or_else(|| self.within(entry, ty, way)) {
            return ProblemKind::MisplacedField { name: name.to_owned(), belongs };
        }
        let near = partial(name, ty, accepts).or_else(|| nearest(name, ty, tolerance(name), accepts));
        near.map_or_else(|| unknown(None), suggest)
    }

    fn lends(&mut self, value: Node<'_>) -> bool {
        let lenders = self.lenders.get_or_insert_with(|| lenders(self.node));
        lenders.binary_search(&value.span).is_ok()
    }

    /// The nearest places that know the name, or else one that differs from it in case only.
    fn elsewhere(&self, entry: Entry<'_>, way: &[Way<'_>]) -> Option<Vec<Place>> {
        let accepts = |ty| self.accepts(entry.value, ty);
        let search = Search { document: self.node, root: self.root, way, accepts: &accepts };
        let exact = search.nearest(|known| known == entry.key);
        exact.or_else(|| search.nearest(|known| known.eq_ignore_ascii_case(entry.key)))
    }

    /// The map right below this object that the entry was meant for: labels beside `matchLabels`, amounts beside
    /// `requests` and `limits`.
    fn within(&self, entry: Entry<'_>, ty: &Type, way: &[Way<'_>]) -> Option<Vec<Place>> {
        let maps: &[&str] = match ty.name {
            "LabelSelector" => &["matchLabels"],
            "ResourceRequirements" | "VolumeResourceRequirements" if is_resource(entry.key) => {
                &["requests", "limits"]
            }
            _ => return None,
        };
        let accepted = |name: &&&str| {
            ty.field(name).is_some_and(|field| {
                let Ty::Map(value) = field.ty else { return false };
                !entry.value.is_null() && self.accepts(entry.value, *value)
            })
        };
        let places: Vec<_> = maps.iter().filter(accepted).map(|map| below(way, map, entry.key)).collect();
        (!places.is_empty()).then_some(places)
    }

    /// Whether a value could stand where a type is wanted; looks one level deep.
    fn accepts(&self, node: Node<'_>, ty: Ty) -> bool {
        match (&node.value, ty) {
            (Value::Bool(_) | Value::Number(_), Ty::Str) => true,
            (Value::Map(map), Ty::Ref(ty)) => {
                let known = map.entries.iter().filter(|entry| ty.field(entry.key).is_some()).count();
                2 * known >= map.entries.len()
            }
            (Value::List(items), Ty::List(item)) => {
                items.first().is_none_or(|first| self.accepts(first, *item))
            }
            _ => fit(node, ty, self.is_quantity) == Fit::Yes,
        }
    }
}

/// The place of a key in a map of the object at the end of the way.
fn below(way: &[Way<'_>], map: &str, key: &str) -> Place {
    let steps = way.iter().map(|step| match *step {
        Way::Field(name) | Way::Key(name) => Step::Key(name.to_owned()),
        Way::Index(index) => Step::Index(index),
    });
    let tail = [map, key].map(|name| Step::Key(name.to_owned()));
    Place::new(steps.chain(tail).collect(), false)
}

fn is_resource(name: &str) -> bool {
    matches!(name, "cpu" | "memory" | "ephemeral-storage" | "storage")
        || name.contains('/')
        || name.starts_with("hugepages-")
}
