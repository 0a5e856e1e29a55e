//! Declared nodes in words: `expected on all nodes: missing cp-0 cp-1`.

use super::printable::printable;
use crate::coverage::{Fleet, Members, Outcome};

/// What came of a declaration, in one line; at most `most` names of each kind.
pub(super) fn words(outcome: &Outcome, fleet: &Fleet, most: usize) -> String {
    let expectation = match &outcome.declaration.expectation {
        Ok(expectation) => printable(&expectation.to_string()).into_owned(),
        Err(error) => {
            return format!("declared nodes are not understood: {}", printable(&error.problem));
        }
    };
    let parts = [("missing", &outcome.missing), ("unexpected", &outcome.unexpected)];
    let present = parts.iter().filter(|(_, members)| !members.is_empty());
    let present: Vec<String> =
        present.map(|(word, members)| format!("{word} {}", names(members, fleet, most))).collect();
    let details = if present.is_empty() { String::new() } else { format!(": {}", present.join("; ")) };
    let excused = if outcome.is_met() && !present.is_empty() { ", which is allowed" } else { "" };
    format!("expected on {expectation}{details}{excused}")
}

fn names(members: &Members, fleet: &Fleet, most: usize) -> String {
    let mut names: Vec<String> =
        members.names(fleet).take(most).map(|name| printable(name).into_owned()).collect();
    if members.len() > most {
        names.push(format!("and {} more", members.len() - most));
    }
    names.join(" ")
}
