//! Pure scheduling predicates on API types; imports nothing of ours.

mod quantity;
mod taint;
mod toleration;

#[cfg(test)]
mod tests;

pub use quantity::{Format, Quantity, QuantityError};
pub use taint::{Taint, TaintEffect};
pub use toleration::{
    ComparisonOperators, Toleration, TolerationOperator, Tolerations, automatic_tolerations,
};
