//! The rules as JSON, version 1.

use serde::Serialize;

use super::json;
use crate::lint::{OptionValue, Rule, RuleOption, Unit};

/// Writes the rules as one JSON document.
///
/// # Errors
/// None in practice: every key is a string.
pub(crate) fn render(rules: &[&Rule]) -> serde_json::Result<String> {
    let rules = rules.iter().map(|rule| JsonRule::from(*rule)).collect();
    json::render(&JsonRules { version: 1, rules })
}

#[derive(Serialize)]
struct JsonRules {
    version: u32,
    rules: Vec<JsonRule>,
}

#[derive(Serialize)]
struct JsonRule {
    id: &'static str,
    summary: &'static str,
    category: &'static str,
    severity: &'static str,
    default: &'static str,
    needs: &'static str,
    options: Vec<JsonOption>,
}

#[derive(Serialize)]
struct JsonOption {
    name: &'static str,
    summary: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    default: JsonValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum JsonValue {
    Number(i64),
    Text(String),
    List(Vec<String>),
}

impl From<&Rule> for JsonRule {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            summary: rule.summary,
            category: rule.category.name(),
            severity: rule.severity.name(),
            default: rule.default.name(),
            needs: rule.needs.name(),
            options: rule.options.iter().map(JsonOption::from).collect(),
        }
    }
}

impl From<&RuleOption> for JsonOption {
    fn from(option: &RuleOption) -> Self {
        let (kind, bounds) = match option {
            RuleOption::Number(number) if number.unit == Unit::Percent => {
                ("percentage", Some((number.min, number.max)))
            }
            RuleOption::Number(number) => ("number", Some((number.min, number.max))),
            RuleOption::Quantity(_) => ("quantity", None),
            RuleOption::List(_) => ("list", None),
        };
        Self {
            name: option.name(),
            summary: option.summary(),
            kind,
            default: option.default().into(),
            min: bounds.map(|(min, _)| min),
            max: bounds.map(|(_, max)| max),
        }
    }
}

impl From<OptionValue> for JsonValue {
    fn from(value: OptionValue) -> Self {
        match value {
            OptionValue::Number(number) => Self::Number(number),
            OptionValue::Quantity(quantity) => Self::Text(quantity.to_string()),
            OptionValue::List(items) => Self::List(items),
        }
    }
}
