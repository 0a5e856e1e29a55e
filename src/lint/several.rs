//! One finding for several places.

use super::context::Context;
use super::finding::{Finding, Findings};
use crate::yaml::FieldPath;

/// Reports one finding at the first of several fields, with a label at each of the others; nothing without fields.
pub(super) fn report_several<'f>(
    cx: &Context<'_>,
    out: &'f mut Findings,
    places: &[(FieldPath, String)],
    message: impl Into<String>,
) -> Option<&'f mut Finding> {
    let ((path, text), others) = places.split_first()?;
    let finding = out.report(cx.at(path), message).marker(text);
    for (path, text) in others {
        finding.label(cx.at(path).span, text);
    }
    Some(finding)
}
