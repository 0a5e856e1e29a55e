//! `daemonSet`: the DaemonSets that an entry speaks of.

use super::section::{Reader, Section, place};
use crate::lint::Sourced;
use crate::manifest::NamePattern;

/// The key.
pub(super) const KEY: &str = "daemonSet";

/// The pattern of an entry; `what` names the entry where it has none.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    what: &str,
) -> Option<Sourced<NamePattern>> {
    let Some(entry) = section.get(KEY) else {
        if section.is_whole {
            let line = reader.first_line(section.span);
            let message = format!("{what} names no {KEY}");
            reader.faults.add(line, message, "write daemonSet: \"namespace/name\"");
        }
        return None;
    };
    let text = reader.text(entry.value, entry.key_span, KEY)?;
    match NamePattern::parse(text) {
        Ok(pattern) => Some(Sourced::new(pattern, reader.origin(entry.key_span))),
        Err(error) => {
            reader.faults.add(place(entry), error.problem, error.help);
            None
        }
    }
}
