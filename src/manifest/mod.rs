//! Located values to typed objects, with a way back to their places.

pub mod decode;
pub mod schema;
