//! Pure scheduling predicates on API types; imports nothing of ours.

mod label;
mod node_selector;
mod quantity;
mod requirement;
mod taint;
mod toleration;

#[cfg(test)]
mod tests;

pub use label::{is_label_key, is_label_value};
pub use node_selector::{NodeSelector, NodeSelectorTerm, TermFailure};
pub use quantity::{Format, Quantity, QuantityError};
pub use requirement::{FieldRequirement, Operator, Requirement, RequirementError, Unmet};
pub use taint::{Taint, TaintEffect};
pub use toleration::{
    ComparisonOperators, Toleration, TolerationOperator, Tolerations, automatic_tolerations,
};
