//! Selectors of every kind against a naive reading of their documentation.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::spec;
use crate::placement::{NodeSelector, Requirement, Selector, TermFailure};

type Labels = BTreeMap<String, String>;

const KEYS: [&str; 5] = ["a", "b-2", "example.com/a", "not a key", "metadata.name"];
const VALUES: [&str; 12] =
    ["", "x", "y", "1", "3", "03", "-1", "1.5", "99999999999999999999", "no/value", "node-a", "node-b"];
const OPERATORS: [&str; 9] = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "in", "Equals", ""];
const NAMES: [&str; 3] = ["node-a", "node-b", ""];

#[derive(Clone, Debug)]
struct Asked {
    key: &'static str,
    operator: &'static str,
    values: Vec<&'static str>,
}

prop_compose! {
    fn asked()(
        key in select(&KEYS[..]),
        // Mostly such as are well formed.
        operator in prop_oneof![6 => select(&OPERATORS[..6]), 1 => select(&OPERATORS[..])],
        values in vec(select(&VALUES[..]), 0..3),
        forced in 0_usize..5,
    ) -> Asked {
        let values = match (operator, forced) {
            ("Exists" | "DoesNotExist", 1..) => Vec::new(),
            ("Gt" | "Lt", 1..) => vec![["1", "3", "03", "x"][forced - 1]],
            _ => values,
        };
        Asked { key, operator, values }
    }
}

fn labels() -> impl Strategy<Value = Labels> {
    btree_map(select(&KEYS[..3]).prop_map(str::to_owned), select(&VALUES[..8]).prop_map(str::to_owned), 0..4)
}

impl Asked {
    fn json(&self) -> Value {
        json!({"key": self.key, "operator": self.operator, "values": self.values})
    }

    /// Whether labels meet it; `None` for a requirement that the API does not know or refuses.
    fn holds(&self, labels: &Labels) -> Option<bool> {
        let is_legal = |value: &str| !["-1", "no/value"].contains(&value);
        if self.key == "not a key" || !self.values.iter().all(|value| is_legal(value)) {
            return None;
        }
        let found = labels.get(self.key).map(String::as_str);
        let is_listed = || found.is_some_and(|found| self.values.contains(&found));
        let number = |text: &str| text.parse::<i64>().ok();
        let compared = |wanted: std::cmp::Ordering| {
            let [bound] = self.values[..] else { return None };
            let bound = number(bound)?;
            Some(found.and_then(number).is_some_and(|found| found.cmp(&bound) == wanted))
        };
        match self.operator {
            "In" if !self.values.is_empty() => Some(is_listed()),
            "NotIn" if !self.values.is_empty() => Some(!is_listed()),
            "Exists" if self.values.is_empty() => Some(found.is_some()),
            "DoesNotExist" if self.values.is_empty() => Some(found.is_none()),
            "Gt" => compared(std::cmp::Ordering::Greater),
            "Lt" => compared(std::cmp::Ordering::Less),
            _ => None,
        }
    }

    /// The same of a field of the node, of which the name is the only one.
    fn holds_for_name(&self, name: &str) -> Option<bool> {
        let [value] = self.values[..] else { return None };
        let found = if self.key == "metadata.name" { name } else { "" };
        match self.operator {
            "In" => Some(found == value),
            "NotIn" => Some(found != value),
            _ => None,
        }
    }

    /// The requirement as kubectl takes it, if it can be written so.
    fn text(&self) -> Option<String> {
        let Self { key, operator, values } = self;
        if key.contains(' ') {
            return None;
        }
        Some(match (*operator, &values[..]) {
            ("In", [one]) => format!("{key}={one}"),
            ("NotIn", [one]) => format!("{key} != {one}"),
            ("In", [_, ..]) => format!("{key} in ({})", values.join(", ")),
            ("NotIn", [_, ..]) => format!("{key} notin ({})", values.join(",")),
            ("Exists", []) => (*key).to_owned(),
            ("DoesNotExist", []) => format!("!{key}"),
            ("Gt", [one]) => format!("{key}>{one}"),
            ("Lt", [one]) => format!("{key} < {one}"),
            _ => return None,
        })
    }
}

/// All of them, if all can be asked.
fn all(mut answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    answers.try_fold(true, |so_far, answer| answer.map(|answer| so_far && answer))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_requirement_holds_as_it_reads(asked in asked(), labels in labels()) {
        let values: Vec<String> = asked.values.iter().map(|value| (*value).to_owned()).collect();
        let requirement = Requirement::new(asked.key, asked.operator, &values);
        let answer = requirement.as_ref().ok().map(|requirement| requirement.matches(&labels));
        prop_assert_eq!(answer, asked.holds(&labels));
        if let Ok(requirement) = requirement {
            prop_assert_eq!(requirement.unmet(&labels).is_none(), requirement.matches(&labels));
        }
    }

    #[test]
    fn a_selector_in_words_holds_as_it_reads(asked in vec(asked(), 1..6), labels in labels()) {
        let asked: Vec<Asked> = asked.into_iter().filter(|one| one.text().is_some()).collect();
        let texts: Vec<String> = asked.iter().filter_map(Asked::text).collect();
        if texts.is_empty() {
            return Ok(());
        }
        let selector = texts.join(", ").parse::<Selector>();
        let answer = selector.as_ref().ok().map(|selector| selector.matches(&labels));
        prop_assert_eq!(answer, all(asked.iter().map(|one| one.holds(&labels))), "{:?}: {:?}", texts, selector);
    }

    #[test]
    fn a_node_selector_holds_as_it_reads(
        pairs in btree_map(select(&KEYS[..3]), select(&VALUES[..6]), 0..2),
        terms in proptest::option::of(vec((vec(asked(), 0..3), vec(asked(), 0..2)), 0..4)),
        labels in labels(),
        name in select(&NAMES[..]),
    ) {
        let mut fields = json!({"nodeSelector": pairs});
        if let Some(terms) = &terms {
            let written: Vec<Value> = terms.iter().map(|(expressions, fields)| json!({
                "matchExpressions": expressions.iter().map(Asked::json).collect::<Vec<_>>(),
                "matchFields": fields.iter().map(Asked::json).collect::<Vec<_>>(),
            })).collect();
            let required = json!({"nodeSelectorTerms": written});
            fields["affinity"] = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}});
        }
        let selector = NodeSelector::from(&spec(&fields));

        let pairs_hold = pairs.iter().all(|(key, value)| labels.get(*key).is_some_and(|found| found == value));
        let term_holds = |(expressions, fields): &(Vec<Asked>, Vec<Asked>)| {
            let by_labels = all(expressions.iter().map(|one| one.holds(&labels)));
            let by_name = all(fields.iter().map(|one| one.holds_for_name(name)));
            let is_empty = expressions.is_empty() && fields.is_empty();
            // Without a name there is nothing to hold against the fields.
            !is_empty && by_labels == Some(true) && by_name.is_some_and(|holds| holds || name.is_empty())
        };
        let terms_hold = terms.as_ref().is_none_or(|terms| terms.iter().any(term_holds));
        prop_assert_eq!(selector.matches(&labels, name), pairs_hold && terms_hold);

        let failures = selector.check_terms(&labels, name);
        prop_assert_eq!(failures.is_ok(), terms_hold);
        let failures = failures.err().unwrap_or_default();
        prop_assert_eq!(failures.len(), if terms_hold { 0 } else { terms.as_ref().map_or(0, Vec::len) });
        for (failure, (expressions, fields)) in failures.iter().zip(terms.iter().flatten()) {
            let is_empty = expressions.is_empty() && fields.is_empty();
            prop_assert_eq!(*failure == TermFailure::Empty, is_empty);
        }
    }
}
