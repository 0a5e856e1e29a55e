//! The API's own schema: which fields an object has, and what values they take.
//!
//! The table is generated from the schemas that the API types carry (`tests/generated.rs`), so that no field list is
//! kept by hand; the types themselves stay free of them.

mod advice;
mod anchors;
mod check;
#[rustfmt::skip]
mod generated;
mod lost;
mod names;
mod places;
mod problem;
pub(in crate::manifest) mod scalar;

use std::fmt;

pub use check::check;
pub use lost::{LostIndentation, lost_indentation};
pub use problem::{Found, Place, Problem, ProblemKind, Step, Suggestion};

/// A type of the API: an object, or a part of one.
pub struct Type {
    /// The name without its package: `PodSpec`.
    pub name: &'static str,
    /// The fields, sorted by name.
    pub fields: &'static [Field],
}

/// A type of the table.
pub type TypeRef = &'static Type;

/// A field of a [`Type`].
#[derive(Debug, PartialEq)]
pub struct Field {
    /// The name as the API spells it.
    pub name: &'static str,
    /// What it takes.
    pub ty: Ty,
    /// Whether the API refuses the object without it.
    pub required: bool,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ty {
    /// A string.
    Str,
    /// `true` or `false`.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A quantity such as `100m` or `1.5Gi`, as a string or a number.
    Quantity,
    /// A whole number of 32 bits, or a string.
    IntOrString,
    /// Bytes, as a string in base64.
    Bytes,
    /// A point in time, as a string.
    Time,
    /// A list.
    List(&'static Ty),
    /// A map with keys of the user's choice.
    Map(&'static Ty),
    /// An object with fields of its own.
    Ref(TypeRef),
    /// Whatever the user writes.
    Any,
}

/// The type of whole objects of one kind.
struct Root {
    api_version: &'static str,
    kind: &'static str,
    ty: TypeRef,
}

/// The type of the objects of a kind, if the table has it.
///
/// Versions of the workload kinds that servers no longer know (`extensions/v1beta1`) are read as `apps/v1`.
pub fn root(api_version: &str, kind: &str) -> Option<TypeRef> {
    let api_version = match api_version {
        "extensions/v1beta1" | "apps/v1beta1" | "apps/v1beta2" => "apps/v1",
        current => current,
    };
    let found = generated::ROOTS.iter().find(|root| root.kind == kind && root.api_version == api_version)?;
    Some(found.ty)
}

impl Type {
    /// The field of a name, in exactly this spelling.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let at = self.fields.binary_search_by(|field| field.name.cmp(name)).ok()?;
        Some(&self.fields[at])
    }
}

impl fmt::Debug for Type {
    /// The name alone: types refer to each other.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Str => "a string",
            Self::Bool => "true or false",
            Self::Int32 => "a whole number of 32 bits",
            Self::Int64 => "a whole number",
            Self::Quantity => "a quantity",
            Self::IntOrString => "a whole number or a string",
            Self::Bytes => "a string in base64",
            Self::Time => "a time such as 2006-01-02T15:04:05Z",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Ref(_) => "a mapping",
            Self::Any => "any value",
        })
    }
}

/// A field that may be left out; for the generated table.
const fn opt(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: false }
}

/// A field that the API demands; for the generated table.
const fn req(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: true }
}

#[cfg(test)]
mod tests;
