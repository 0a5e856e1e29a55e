//! `expectations`: where DaemonSets must run, and where not.

use super::amount::Amount;
use super::daemon_set;
use super::section::{Reader, Section, place};
use crate::coverage::{Allowance, Declaration, Declarer, Expectation, NodeSet};
use crate::lint::{Origin, Sourced};
use crate::manifest::{NamePattern, ObjectId};
use crate::placement::{Selector, SelectorError};
use crate::yaml::{Entry, Node};

/// The keys of an entry.
pub(super) const KEYS: [&str; 4] = [daemon_set::KEY, "mustRunOn", "mustNotRunOn", "allowMissing"];

/// One entry.
#[derive(Clone, Debug)]
pub struct ExpectationEntry {
    /// The DaemonSets that it speaks of.
    pub daemon_set: Sourced<NamePattern>,
    /// Its other keys as written, for those who print them.
    pub written: Vec<(&'static str, String)>,
    expectation: Expectation,
}

impl ExpectationEntry {
    /// What the entry declares about an object, if it speaks of it.
    pub fn declaration(&self, id: &ObjectId) -> Option<Declaration> {
        self.daemon_set.value.matches(id).then(|| Declaration {
            text: self.text(),
            by: Declarer::Config(self.origin().to_string()),
            expectation: Ok(self.expectation.clone()),
        })
    }

    /// Where it stands.
    pub fn origin(&self) -> &Origin {
        &self.daemon_set.origin
    }

    /// `all`, or with more than one key `mustRunOn all, mustNotRunOn a=b`.
    fn text(&self) -> String {
        if let [("mustRunOn", text)] = &self.written[..] {
            return text.clone();
        }
        self.written.iter().map(|(key, text)| format!("{key} {text}")).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>) -> Vec<ExpectationEntry> {
    let mut found = Vec::new();
    for item in reader.list(entry) {
        found.extend(expectation(reader, item));
    }
    found
}

fn expectation(reader: &mut Reader<'_>, item: Node<'_>) -> Option<ExpectationEntry> {
    let section = reader.section(item, "the expectation", &KEYS);
    let daemon_set = daemon_set::read(reader, &section, "the expectation");
    let required = parsed::<NodeSet>(reader, &section, "mustRunOn");
    let forbidden = parsed::<Selector>(reader, &section, "mustNotRunOn");
    let allowance = section.get("allowMissing").map(|entry| allowance(reader, entry));
    if section.is_whole && section.get("mustRunOn").or(section.get("mustNotRunOn")).is_none() {
        let message = "the expectation says neither mustRunOn nor mustNotRunOn";
        let line = reader.first_line(item.span);
        reader.faults.add(line, message, "write mustRunOn: all, none or a node label selector");
    }
    let mut written = Vec::new();
    for key in &KEYS[1..] {
        let text = section
            .get(key)
            .map(|entry| entry.value.as_str().unwrap_or(reader.source.slice(entry.value.span)));
        written.extend(text.map(|text| (*key, text.to_owned())));
    }
    let allowance = allowance.unwrap_or(Some(Allowance::Nodes(0)))?;
    let expectation = Expectation::bounds(required, forbidden, allowance);
    Some(ExpectationEntry { daemon_set: daemon_set?, written, expectation })
}

/// The value of a key that takes a selector.
fn parsed<T>(reader: &mut Reader<'_>, section: &Section<'_>, key: &str) -> Option<T>
where
    T: std::str::FromStr<Err = SelectorError>,
{
    let entry = section.get(key)?;
    let text = reader.text(entry.value, entry.key_span, key)?;
    match text.parse() {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            let help =
                "write a node label selector as `kubectl get nodes -l` takes it: a=b,c!=d,e in (x,y),!f";
            let span = reader.part(entry.value, error.at);
            reader.faults.add(span, error.problem, help);
            None
        }
    }
}

fn allowance(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Allowance> {
    let allowance = match Amount::of(entry.value) {
        Some(Amount::Plain(nodes)) => usize::try_from(nodes).ok().map(Allowance::Nodes),
        Some(Amount::Percent(percent)) => {
            usize::try_from(percent).ok().filter(|percent| *percent <= 100).map(Allowance::Percent)
        }
        None => None,
    };
    if allowance.is_none() {
        let help = "write a number of nodes (2) or a percentage (5%)";
        reader.faults.add(place(entry), "allowMissing is neither a number nor a percentage", help);
    }
    allowance
}
