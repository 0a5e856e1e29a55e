//! The types of the table.

use std::fmt;

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
pub(super) struct Root {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) ty: TypeRef,
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
pub(super) const fn opt(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: false }
}

/// A field that the API demands; for the generated table.
pub(super) const fn req(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: true }
}
