//! The JSON Schema of a config, for editors; `schema.json` beside this file is made of it.

use serde_json::{Map, Value, json};

use super::file::{Preset, Threshold};
use super::rule_settings::LEVELS;
use crate::lint::{Activation, KubernetesVersion, Rule, RuleOption, Unit};

/// The schema of configs that may set the given rules.
pub fn schema(rules: &[&'static Rule]) -> Value {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    let rules: Map<String, Value> =
        rules.iter().map(|rule| (rule.id.to_owned(), rule_schema(rule))).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": ".daemonset-lint.yaml",
        "description": "Configuration of kubectl daemonset-lint",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": {
            "version": {"const": 1, "description": "the version of this format"},
            "exclude": strings("globs of paths to leave out, relative to this file"),
            "nodes": strings("files with nodes, relative to this file; used when no --nodes is given"),
            "preset": {
                "enum": Preset::ALL.map(Preset::name),
                "default": Preset::Default.name(),
                "description": "default: the rules that are on by default; strict: all rules"
            },
            "baseline": {
                "type": "string",
                "minLength": 1,
                "description": "file with known findings, relative to this file; used when no --baseline is given"
            },
            "fail-on": {
                "enum": Threshold::ALL.map(Threshold::name),
                "default": Threshold::default().name(),
                "description": "lowest severity that makes the exit status 1"
            },
            "kubernetes": {
                "type": ["string", "number"],
                "description": format!(
                    "version that the manifests have to run on, {} to {}: what only newer ones take is reported",
                    KubernetesVersion::OLDEST,
                    KubernetesVersion::NEWEST
                )
            },
            "ignores": {
                "type": "array",
                "description": "findings to leave out",
                "items": ignore(&ids)
            },
            "rules": {
                "type": "object",
                "description": "rules by name",
                "additionalProperties": false,
                "properties": rules
            },
            "expectations": {
                "type": "array",
                "description": "where DaemonSets must run, and where not",
                "items": expectation()
            }
        }
    })
}

fn ignore(rules: &[&str]) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["rules", "daemonSet"],
        "properties": {
            "rules": {"type": "array", "minItems": 1, "items": {"enum": rules}, "description": "whose findings are left out"},
            "daemonSet": daemon_set(),
            "reason": {"type": "string", "minLength": 1, "description": "why"}
        }
    })
}

fn daemon_set() -> Value {
    json!({"type": "string", "pattern": "^[^/]+/[^/]+$", "description": "namespace/name; globs are allowed"})
}

fn expectation() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["daemonSet"],
        "anyOf": [{"required": ["mustRunOn"]}, {"required": ["mustNotRunOn"]}],
        "properties": {
            "daemonSet": daemon_set(),
            "mustRunOn": {"type": "string", "description": "all, none or a node label selector: a=b,c!=d,e in (x,y),!f"},
            "mustNotRunOn": {"type": "string", "description": "a node label selector"},
            "allowMissing": {
                "description": "how many of the nodes of mustRunOn may be missed",
                "oneOf": [
                    {"type": "integer", "minimum": 0},
                    {"type": "string", "pattern": "^([0-9]|[1-9][0-9]|100)%$"}
                ]
            }
        }
    })
}

fn rule_schema(rule: &Rule) -> Value {
    let mut properties: Map<String, Value> =
        rule.options.iter().map(|option| (option.name().to_owned(), option_schema(option))).collect();
    properties.insert("severity".to_owned(), level());
    let default = if rule.default == Activation::On { "on" } else { "off" };
    json!({
        "description": format!("{} ({}, {default} by default)", rule.summary, rule.severity.name()),
        "anyOf": [level(), {"type": "object", "additionalProperties": false, "properties": properties}]
    })
}

/// To YAML 1.1 `off` and `on` are booleans.
fn level() -> Value {
    let words = LEVELS.iter().map(|word| json!(word));
    json!({"enum": words.chain([json!(false), json!(true)]).collect::<Vec<_>>()})
}

fn option_schema(option: &RuleOption) -> Value {
    match option {
        RuleOption::Number(option) => {
            let number = json!({"type": "integer", "minimum": option.min, "maximum": option.max});
            let percent = json!({"type": "string", "pattern": "^[0-9]+%$"});
            let forms = if option.unit == Unit::Percent { vec![number, percent] } else { vec![number] };
            json!({"description": option.summary, "default": option.default, "anyOf": forms})
        }
        RuleOption::Quantity(option) => {
            json!({"description": option.summary, "default": option.default, "type": ["string", "number"]})
        }
        RuleOption::List(option) => {
            let mut schema = strings(option.summary);
            schema["default"] = json!(option.default);
            schema
        }
    }
}

fn strings(description: &str) -> Value {
    json!({"type": "array", "items": {"type": "string"}, "description": description})
}
