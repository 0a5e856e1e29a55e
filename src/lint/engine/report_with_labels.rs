//! One finding for several places.

use super::context::Context;
use super::finding::{Finding, Findings, Place};
use crate::yaml::FieldPath;

/// Reports one finding at the first of several fields, with a label at each of the others; nothing without fields.
/// Fields that are not written stand at one place, and share a label.
pub(crate) fn report_with_labels<'f>(
    cx: &Context<'_>,
    out: &'f mut Findings,
    places: &[(FieldPath, String)],
    message: impl Into<String>,
) -> Option<&'f mut Finding> {
    let mut merged: Vec<(Place, String)> = Vec::new();
    for (path, text) in places {
        let place = cx.at(path);
        match merged.iter_mut().find(|(known, _)| known.span == place.span) {
            Some((_, known)) if known == text => {}
            Some((_, known)) => *known = format!("{known}; {text}"),
            None => merged.push((place, text.clone())),
        }
    }
    let mut merged = merged.into_iter();
    let (place, text) = merged.next()?;
    let finding = out.report(place, message).marker(text);
    for (place, text) in merged {
        finding.label(place.span, text);
    }
    Some(finding)
}
