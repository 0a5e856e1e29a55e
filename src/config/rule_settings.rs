//! `rules`: rule → `off`, a severity, or a mapping of `severity` and options.

use super::amount::Amount;
use super::section::{Reader, place};
use crate::lint::{NumberOption, OptionValue, Rule, RuleOption, Severity, Sourced, Unit};
use crate::yaml::{Entry, Node, Value};

/// What a config says of a rule.
#[derive(Clone, Debug)]
pub struct RuleEntry {
    /// The rule.
    pub rule: &'static Rule,
    /// Whether it runs, if that is said.
    pub on: Option<Sourced<bool>>,
    /// The severity of its findings, if that is said.
    pub severity: Option<Sourced<Severity>>,
    /// The options that are set, by name.
    pub options: Vec<(&'static str, Sourced<OptionValue>)>,
}

/// What may stand behind a rule, in words.
pub(super) const LEVELS: [&str; 5] = ["off", "on", "note", "warning", "error"];

pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, rules: &[&'static Rule]) -> Vec<RuleEntry> {
    let known: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    let mut found = Vec::new();
    for entry in reader.entries(entry.value, "rules") {
        match rules.iter().find(|rule| rule.id == entry.key) {
            Some(rule) => found.push(rule_entry(reader, entry, rule)),
            None => reader.faults.unknown(entry.key_span, "rule", &entry.key, &known),
        }
    }
    found
}

fn rule_entry(reader: &mut Reader<'_>, entry: Entry<'_>, rule: &'static Rule) -> RuleEntry {
    let mut found = RuleEntry { rule, on: None, severity: None, options: Vec::new() };
    if entry.value.as_map().is_none() {
        level(reader, entry, &mut found);
        return found;
    }
    let mut known = vec!["severity"];
    known.extend(rule.options.iter().map(RuleOption::name));
    for entry in reader.entries(entry.value, rule.id) {
        if entry.key == "severity" {
            level(reader, entry, &mut found);
        } else if let Some(option) = rule.options.iter().find(|option| option.name() == entry.key) {
            let value = option_value(reader, entry, option);
            let origin = reader.origin(entry.key_span);
            found.options.extend(value.map(|value| (option.name(), Sourced::new(value, origin))));
        } else {
            reader.faults.unknown(entry.key_span, &format!("option of {}", rule.id), &entry.key, &known);
        }
    }
    found
}

/// Reads `off`, `on` or a severity. To kubectl's YAML the first two are booleans, whatever an editor makes of them.
fn level(reader: &mut Reader<'_>, entry: Entry<'_>, found: &mut RuleEntry) {
    let origin = reader.origin(entry.key_span);
    let word = match entry.value.value {
        Value::Bool(on) => {
            if on {
                "on"
            } else {
                "off"
            }
        }
        Value::String(text) => text,
        _ => "",
    };
    let severity = Severity::ALL.into_iter().find(|severity| severity.name() == word);
    if severity.is_none() && !["on", "off"].contains(&word) {
        if word.is_empty() {
            let help = format!("write one of {}", LEVELS.join(", "));
            reader.faults.add(place(entry), format!("{} says neither off nor a severity", entry.key), help);
        } else {
            reader.faults.unknown(place(entry), "severity", word, &LEVELS);
        }
        return;
    }
    found.on = Some(Sourced::new(word != "off", origin.clone()));
    found.severity = severity.map(|severity| Sourced::new(severity, origin));
}

fn option_value(reader: &mut Reader<'_>, entry: Entry<'_>, option: &RuleOption) -> Option<OptionValue> {
    match option {
        RuleOption::Number(option) => number(reader, entry, option).map(OptionValue::Number),
        RuleOption::Quantity(option) => {
            let written = reader.source.slice(entry.value.span).trim_matches(['"', '\'']);
            let quantity = written.parse().ok().filter(|_| entry.value.is_scalar());
            if quantity.is_none() {
                let help = format!("write an amount such as {}", option.default);
                reader.faults.add(place(entry), format!("{} is no amount", option.name), help);
            }
            quantity.map(OptionValue::Quantity)
        }
        RuleOption::List(_) => {
            let items: Vec<Node<'_>> = reader.list(entry).iter().collect();
            let texts = items.into_iter().filter_map(|item| reader.text(item, entry.key_span, "the item"));
            Some(OptionValue::List(texts.map(str::to_owned).collect()))
        }
    }
}

fn number(reader: &mut Reader<'_>, entry: Entry<'_>, option: &NumberOption) -> Option<i64> {
    let percent = option.unit == Unit::Percent;
    let number = match Amount::of(entry.value) {
        Some(Amount::Plain(number)) => Some(number),
        Some(Amount::Percent(number)) if percent => Some(number),
        _ => None,
    };
    let fits = number.filter(|number| (option.min..=option.max).contains(number));
    if fits.is_none() {
        let kind = if percent { "percentage" } else { "whole number" };
        let message = format!("{} is no {kind} from {} to {}", option.name, option.min, option.max);
        reader.faults.add(place(entry), message, format!("the default is {}", option.default));
    }
    fits
}
