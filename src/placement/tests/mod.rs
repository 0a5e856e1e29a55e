//! Tests of the predicates, point by point.

mod quantities;
mod quantity_properties;
