//! `ignores`: findings to leave out, by rule and DaemonSet.

use super::daemon_set;
use super::section::Reader;
use crate::lint::{Rule, Sourced};
use crate::manifest::NamePattern;
use crate::yaml::{Entry, Node};

/// The keys of an entry.
const KEYS: [&str; 3] = ["rules", daemon_set::KEY, "reason"];

/// One entry.
#[derive(Clone, Debug)]
pub struct IgnoreEntry {
    /// The DaemonSets that it speaks of.
    pub daemon_set: Sourced<NamePattern>,
    /// The rules whose findings are left out.
    pub rules: Vec<&'static Rule>,
    /// Why: anything may stand there.
    pub reason: Option<String>,
}

pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, rules: &[&'static Rule]) -> Vec<IgnoreEntry> {
    let mut found = Vec::new();
    for item in reader.list(entry) {
        found.extend(ignore(reader, item, rules));
    }
    found
}

fn ignore(reader: &mut Reader<'_>, item: Node<'_>, rules: &[&'static Rule]) -> Option<IgnoreEntry> {
    let section = reader.section(item, "the ignore", &KEYS);
    let daemon_set = daemon_set::read(reader, &section, "the ignore");
    let reason = section.get("reason").and_then(|entry| reader.text(entry.value, entry.key_span, "reason"));
    let Some(entry) = section.get("rules") else {
        if section.is_whole {
            let line = reader.first_line(section.span);
            reader.faults.add(line, "the ignore names no rules", "write rules: [rule-a, rule-b]");
        }
        return None;
    };
    let rules = named(reader, entry, rules);
    Some(IgnoreEntry { daemon_set: daemon_set?, rules, reason: reason.map(str::to_owned) })
}

/// The rules that a list names.
fn named(reader: &mut Reader<'_>, entry: Entry<'_>, rules: &[&'static Rule]) -> Vec<&'static Rule> {
    let known: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    let items = reader.list(entry);
    if items.iter().next().is_none() && entry.value.as_list().is_some() {
        reader.faults.add(entry.key_span, "the ignore names no rules", "write rules: [rule-a, rule-b]");
    }
    let mut found = Vec::new();
    for item in items {
        let Some(name) = reader.text(item, entry.key_span, "the rule") else { continue };
        match rules.iter().find(|rule| rule.id == name) {
            Some(rule) => found.push(*rule),
            None => reader.faults.unknown(item.span, "rule", name, &known),
        }
    }
    found
}
