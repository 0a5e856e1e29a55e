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
mod since;
mod types;
mod way;

pub use check::check;
pub use lost::{LostIndentation, lost_indentation};
pub use problem::{Found, Place, Problem, ProblemKind, Step, Suggestion};
pub use since::{NewField, new_fields};
pub use types::{Field, Ty, Type, TypeRef};

use types::{Root, opt, req};

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

#[cfg(test)]
mod tests;
