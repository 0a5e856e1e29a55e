//! One cause, one finding: rules give way to others as they [declare](super::rule::Rule::yields_to).

use std::collections::{BTreeSet, HashMap};

use super::finding::Finding;
use super::rule::YieldScope;
use crate::yaml::Span;

/// What a rule reports of an object: the places of its findings and of their labels.
type Reported = HashMap<(&'static str, usize), Vec<Span>>;

/// Drops the findings of rules that give way. What a manifest asks to leave out still counts: its author knows the cause.
pub(super) fn give_way(findings: &mut Vec<Finding>) {
    let yielding = findings.iter().flat_map(|finding| finding.rule.yields_to);
    let stays: BTreeSet<&str> =
        yielding.filter(|yields| yields.scope != YieldScope::Own).map(|yields| yields.to).collect();
    if stays.is_empty() {
        return;
    }
    let mut reported = Reported::new();
    for finding in findings.iter().filter(|finding| stays.contains(finding.rule.id)) {
        // What is no part of an object, such as a text that cannot be read, gives way to nothing.
        let Some(object) = finding.at.object else { continue };
        reported.entry((finding.rule.id, object)).or_default().extend(places(finding));
    }
    findings.retain(|finding| !is_reported_elsewhere(finding, &reported));
}

fn is_reported_elsewhere(finding: &Finding, reported: &Reported) -> bool {
    let Some(object) = finding.at.object else { return false };
    finding.rule.yields_to.iter().any(|yields| {
        let Some(spans) = reported.get(&(yields.to, object)) else { return false };
        match yields.scope {
            YieldScope::Object => true,
            YieldScope::Field => spans.iter().any(|span| overlap(*span, finding.at.span)),
            YieldScope::Own => false,
        }
    })
}

/// Labels lie in the file of their finding, but may show other objects of it; their places overlap nothing of this one.
fn places(finding: &Finding) -> impl Iterator<Item = Span> {
    finding.labels.iter().map(|label| label.span).chain([finding.at.span])
}

fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}
