//! Located values to typed ones: the one serde format through which the API types are decoded.
//!
//! Values mean what they mean to the JSON decoder of Go: `null` is the absence of a field, or the zero value where
//! something must be; `80.0` is a whole number; names of fields are matched in their case; unknown fields are ignored.

mod error;
mod node;
mod repair;

pub use error::DecodeError;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::yaml::Node;

use super::schema::Problem;
use node::NodeDeserializer;
use repair::Repairs;

/// Decodes an object of the API, in spite of the problems that [`check`](super::schema::check) found in it.
///
/// A value that the API would refuse is read as what it was meant to be where that is plain (`value: true` is the
/// string `true`), and otherwise as absent, so that the other rules still see the object; elements of lists keep their
/// index. `apiVersion` and `kind` of objects are not compared with those of `T`.
pub fn decode<T: DeserializeOwned>(node: Node<'_>, problems: &[Problem]) -> Result<T, DecodeError> {
    let repairs = Repairs::new(node, problems);
    T::deserialize(NodeDeserializer::of_object(node, repairs.as_ref()))
}

/// Decodes a value into a type of our own, which can borrow its strings.
pub fn from_node<'de, T: Deserialize<'de>>(node: Node<'de>) -> Result<T, DecodeError> {
    T::deserialize(NodeDeserializer::new(node))
}

#[cfg(test)]
mod tests;
