//! A field of a workload with its place, which is kept when the workload itself is closed.

use crate::manifest::Object;
use crate::yaml::{FieldPath, Span};

/// A field of a workload with its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct LocatedField {
    pub(crate) path: FieldPath,
    pub(crate) span: Span,
}

impl LocatedField {
    /// The place that stands for a field.
    pub(crate) fn new(object: &Object, mut path: FieldPath) -> Self {
        path.shrink_to_fit();
        Self { span: object.span_of(&path), path }
    }
}
