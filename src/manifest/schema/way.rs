//! The way from an object to a value in it.

/// One step to a value, with the type that it starts from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way<'a> {
    /// A field of an object.
    Field(&'a str),
    /// A key of a map.
    Key(&'a str),
    /// An element of a list.
    Index(usize),
}
