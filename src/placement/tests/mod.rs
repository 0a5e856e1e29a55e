//! Tests of the predicates, point by point.

mod node_selectors;
mod quantities;
mod quantity_properties;
mod tolerations;

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use serde_json::{Value, json};

use super::Taint;

/// A pod spec with one container, over which the given fields are laid.
fn spec(fields: &Value) -> api::PodSpec {
    let mut spec = json!({"containers": [{"name": "agent", "image": "example.com/agent:1"}]});
    for (key, value) in fields.as_object().unwrap() {
        spec[key] = value.clone();
    }
    serde_json::from_value(spec).unwrap()
}

/// Reads `key=value:Effect` or `key:Effect`.
fn taint(text: &str) -> Taint {
    let (pair, effect) = text.rsplit_once(':').unwrap();
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    Taint { key: key.into(), value: value.into(), effect: effect.into() }
}

fn taints(texts: &[&str]) -> Vec<Taint> {
    texts.iter().map(|text| taint(text)).collect()
}

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
