//! The known name that an unknown one was meant to be.

use crate::yaml::{Entry, Mapping};

use super::problem::Suggestion;
use super::{Field, Type};

/// The field of a type that is the same word in another spelling: `hostPid`, `mount_path`, `nodeselector`.
pub(super) fn same_word(name: &str, ty: &Type) -> Option<&'static Field> {
    let words = normal(name);
    ty.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name) || normal(field.name) == words)
}

/// The field of a type whose name is at most `limit` edits away; those that take the value come first.
pub(super) fn nearest(
    name: &str,
    ty: &Type,
    limit: usize,
    accepts: impl Fn(&Field) -> bool,
) -> Option<&'static Field> {
    let distance = |field: &Field| strsim::osa_distance(&name.to_lowercase(), &field.name.to_lowercase());
    ty.fields
        .iter()
        .filter(|field| field.name.len().abs_diff(name.len()) <= limit)
        .map(|field| (distance(field), !accepts(field), field))
        .filter(|&(distance, ..)| distance <= limit)
        .min_by_key(|&(distance, refuses, _)| (distance, refuses))
        .map(|(.., field)| field)
}

/// The field of a type whose name begins or ends with the unknown one, or the other way round: `strategy` for
/// `updateStrategy`, `nodeSelectorTerms` for `nodeSelector`.
pub(super) fn partial(name: &str, ty: &Type, accepts: impl Fn(&Field) -> bool) -> Option<&'static Field> {
    let name = name.to_lowercase();
    ty.fields.iter().find(|field| {
        let known = field.name.to_lowercase();
        let (short, long) = if known.len() < name.len() { (&known, &name) } else { (&name, &known) };
        let half = short.len() >= 5 && 2 * short.len() >= long.len();
        half && (long.starts_with(short.as_str()) || long.ends_with(short.as_str())) && accepts(field)
    })
}

/// How many edits a name of this length may be off and still be recognised.
pub(super) fn tolerance(name: &str) -> usize {
    match name.len() {
        0..3 => 0,
        3..6 => 1,
        6..10 => 2,
        _ => 3,
    }
}

/// The suggestion of a field in place of an entry.
pub(super) fn suggestion(
    field: &'static Field,
    map: Mapping<'_>,
    entry: Entry<'_>,
    fits: bool,
) -> Suggestion {
    let same_word = normal(field.name) == normal(&entry.key);
    Suggestion { name: field.name, same_word, fits, taken: map.get(field.name).is_some() }
}

fn normal(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_')).map(|char| char.to_ascii_lowercase()).collect()
}
