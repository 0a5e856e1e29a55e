//! Where in an object a field is known.

use crate::yaml::Node;

use super::problem::{Place, Step};
use super::way::Way;
use super::{Ty, TypeRef};

/// Deeper than any field of the table; bounds the search where types refer to themselves.
const DEPTH: usize = 12;

/// Fields that nobody writes into a manifest by hand.
const NOT_WRITTEN: [&str; 3] = ["status", "managedFields", "ephemeralContainers"];

/// So many steps away a field is still looked for.
const REACH: usize = 3;

/// A name that more types than this have (`name`, `path`, `readOnly`) says little about where it belongs.
const COMMON: usize = 6;

/// So many places, equally near, still are advice.
const CHOICES: usize = 3;

/// A search of the schema for places that take a value which `way` does not lead to.
pub(super) struct Search<'a> {
    pub(super) document: Node<'a>,
    pub(super) root: TypeRef,
    /// The way to the object in which the value is written.
    pub(super) way: &'a [Way<'a>],
    /// Whether the value could stand where a type is wanted.
    pub(super) accepts: &'a dyn Fn(Ty) -> bool,
}

/// One field on the way from the root to an object.
#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    /// Whether the field is a list of such objects.
    list: bool,
}

/// An object that has the field.
struct Candidate {
    parts: Vec<Part>,
    field: &'static str,
    /// All steps, and the steps down; the fewer, the likelier.
    rank: (usize, usize),
}

impl Search<'_> {
    /// The nearest places of a field; `None` if there is none, or too many to choose from.
    pub(super) fn nearest(&self, is: impl Fn(&str) -> bool) -> Option<Vec<Place>> {
        let from = names(self.way)?;
        let mut found: Vec<Candidate> = Vec::new();
        let mut owners: Vec<TypeRef> = Vec::new();
        each_object(self.root, &mut |parts, ty| {
            let Some(field) = ty.fields.iter().find(|field| is(field.name)) else { return };
            if !owners.contains(&ty) {
                owners.push(ty);
            }
            let Some(rank) = rank(&from, parts).filter(|_| (self.accepts)(field.ty)) else { return };
            found.push(Candidate { parts: parts.to_vec(), field: field.name, rank });
        });
        let best = found.iter().map(|candidate| candidate.rank).min()?;
        if best.0 > 1 && owners.len() > COMMON {
            return None;
        }
        found.retain(|candidate| candidate.rank == best);
        self.most_written(&found)
    }

    /// The candidates as places; where they tie, those of which most is written already.
    fn most_written(&self, candidates: &[Candidate]) -> Option<Vec<Place>> {
        let mut places: Vec<_> = candidates.iter().map(|candidate| self.place(candidate)).collect();
        let fewest = places.iter().map(|(missing, _)| *missing).min()?;
        places.retain(|(missing, _)| *missing == fewest);
        (places.len() <= CHOICES).then(|| places.into_iter().map(|(_, place)| place).collect())
    }

    /// A candidate as a place in this document, and how many of its objects are not there yet.
    fn place(&self, candidate: &Candidate) -> (usize, Place) {
        let mut steps = Vec::new();
        let mut node = Some(self.document);
        let mut missing = 0;
        let mut shared = self.way;
        for part in &candidate.parts {
            steps.push(Step::Key(part.name.to_owned()));
            node = node.and_then(|node| node.get(part.name));
            missing += usize::from(node.is_none());
            shared = match shared {
                [Way::Field(name), rest @ ..] if *name == part.name => rest,
                _ => &[],
            };
            if part.list {
                let items = node.and_then(Node::as_list).unwrap_or_default();
                let mut index = (items.len() == 1).then_some(0);
                if let [Way::Index(own), rest @ ..] = shared {
                    index = Some(*own);
                    shared = rest;
                }
                steps.push(index.map_or(Step::Each, Step::Index));
                node = items.get(index.unwrap_or_default());
            }
        }
        let certain = !steps.contains(&Step::Each);
        steps.push(Step::Key(candidate.field.to_owned()));
        let taken = certain && node.is_some_and(|node| node.get(candidate.field).is_some());
        (missing, Place::new(steps, taken))
    }
}

/// Calls `visit` with every object that can be written below `root`, `root` included, and the way to it.
fn each_object(root: TypeRef, visit: &mut dyn FnMut(&[Part], TypeRef)) {
    descend(root, &mut Vec::new(), visit);
}

fn descend(ty: TypeRef, parts: &mut Vec<Part>, visit: &mut dyn FnMut(&[Part], TypeRef)) {
    visit(parts, ty);
    if parts.len() == DEPTH {
        return;
    }
    for field in ty.fields {
        let (child, list) = match field.ty {
            Ty::Ref(child) => (child, false),
            Ty::List(Ty::Ref(child)) => (*child, true),
            _ => continue,
        };
        if NOT_WRITTEN.contains(&field.name) {
            continue;
        }
        parts.push(Part { name: field.name, list });
        descend(child, parts, visit);
        parts.pop();
    }
}

/// The names of the fields on the way; `None` if it leads through a map of the user's.
fn names<'a>(way: &[Way<'a>]) -> Option<Vec<&'a str>> {
    let fields = way.iter().filter(|step| !matches!(step, Way::Index(_)));
    fields
        .map(|step| match step {
            Way::Field(name) => Some(*name),
            _ => None,
        })
        .collect()
}

/// How far an object is from another: all steps, and the steps down; `None` if it is out of reach.
///
/// A way that only goes up, out of the object, may be as long as it likes; one that only goes down a step longer
/// than one that does both.
fn rank(from: &[&str], parts: &[Part]) -> Option<(usize, usize)> {
    let common = from.iter().zip(parts).take_while(|(name, part)| **name == part.name).count();
    let (up, down) = (from.len() - common, parts.len() - common);
    let reach = match (up, down) {
        (up, 0) => up,
        (0, _) => REACH + 1,
        _ => REACH,
    };
    (up + down <= reach).then_some((up + down, down))
}
