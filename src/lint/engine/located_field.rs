//! A field of a workload with its place, to be kept when the workload itself is let go.

use super::context::Context;
use crate::yaml::{FieldPath, Span};

/// A field of a workload with its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) path: FieldPath,
    pub(crate) span: Span,
}

impl Spot {
    /// The place that stands for a field.
    pub(crate) fn new(cx: &Context<'_>, mut path: FieldPath) -> Self {
        path.shrink_to_fit();
        Self { span: cx.object.span_of(&path), path }
    }

    /// The key of a field, where the whole field is meant.
    pub(crate) fn of_key(cx: &Context<'_>, mut path: FieldPath) -> Self {
        path.shrink_to_fit();
        Self { span: cx.object.key_span_of(&path), path }
    }
}
