//! Pure scheduling predicates on API types; imports nothing of ours.

mod quantity;

#[cfg(test)]
mod tests;

pub use quantity::{Format, Quantity, QuantityError};
