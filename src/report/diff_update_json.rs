//! The parts of the diff's JSON that speak of the object and of its pods.

use serde::Serialize;
use serde_json::Value;

use crate::coverage::{Amount, Replacement, Replacing, Update};
use crate::manifest::{ChangeKind, FieldChange};

/// What changes of an object that is there before and after.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonUpdate<'a> {
    template: JsonFields<'a>,
    /// The selector among them.
    spec: JsonFields<'a>,
    selector_changed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rollout: Option<JsonReplacement>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    keeps_unnamed_fields: bool,
}

#[derive(Serialize)]
struct JsonFields<'a> {
    changed: bool,
    fields: Vec<JsonField<'a>>,
}

/// A field. Values are absent where the field is not there; of a secret both are.
#[derive(Serialize)]
struct JsonField<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a Value>,
    /// The values are the keys of the same items in another order.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    order: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    secret: bool,
}

/// How pods are replaced; numbers are absent where no nodes are known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonReplacement {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pods: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_unavailable: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_surge: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waves: Option<u64>,
}

impl<'a> From<&'a Update> for JsonUpdate<'a> {
    fn from(update: &'a Update) -> Self {
        let replacement = update.replacement.as_ref().filter(|_| !update.is_refused());
        Self {
            template: JsonFields::new(update.template.iter()),
            spec: JsonFields::new(update.selector.iter().chain(&update.spec)),
            selector_changed: update.is_refused(),
            rollout: replacement.map(JsonReplacement::from),
            keeps_unnamed_fields: update.keeps_unnamed,
        }
    }
}

impl<'a> JsonFields<'a> {
    fn new(changes: impl Iterator<Item = &'a FieldChange>) -> Self {
        let fields: Vec<_> = changes.map(JsonField::from).collect();
        Self { changed: !fields.is_empty(), fields }
    }
}

impl<'a> From<&'a FieldChange> for JsonField<'a> {
    fn from(change: &'a FieldChange) -> Self {
        Self {
            path: &change.path,
            before: change.before.as_ref(),
            after: change.after.as_ref(),
            order: change.kind == ChangeKind::Order,
            secret: change.kind == ChangeKind::Secret,
        }
    }
}

impl From<&Replacement> for JsonReplacement {
    fn from(replacement: &Replacement) -> Self {
        let amount = |amount: Amount| match amount {
            Amount::Count(count) => Value::from(count),
            Amount::Percent(percent) => Value::from(format!("{percent}%")),
        };
        let pods = replacement.pods;
        match replacement.how {
            Replacing::OnDelete => {
                Self { kind: "OnDelete", pods, max_unavailable: None, max_surge: None, waves: None }
            }
            Replacing::Rolling { rollout, waves } => Self {
                kind: "RollingUpdate",
                pods,
                max_unavailable: Some(amount(rollout.max_unavailable)),
                max_surge: Some(amount(rollout.max_surge)),
                waves,
            },
        }
    }
}
