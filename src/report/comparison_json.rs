//! DaemonSets × clusters as JSON, a part of the coverage's.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::coverage::{Compared, Comparison, Presence};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsonComparison<'a> {
    /// Those that are not the same in all contexts.
    daemon_sets: Vec<JsonCompared<'a>>,
    /// How many are.
    same: usize,
}

#[derive(Serialize)]
struct JsonCompared<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    name: &'a str,
    contexts: Vec<JsonPresence<'a>>,
}

#[derive(Serialize)]
struct JsonPresence<'a> {
    context: &'a str,
    present: bool,
    #[serde(flatten)]
    facts: Option<JsonFacts<'a>>,
}

#[derive(Serialize)]
struct JsonFacts<'a> {
    runs: usize,
    desired: usize,
    nodes: usize,
    images: &'a BTreeMap<String, String>,
}

impl<'a> JsonComparison<'a> {
    pub(super) fn new(comparison: &'a Comparison, contexts: &[&'a str]) -> Self {
        let daemon_sets = comparison.rows.iter().map(|row| JsonCompared::new(row, contexts));
        Self { daemon_sets: daemon_sets.collect(), same: comparison.same }
    }
}

impl<'a> JsonCompared<'a> {
    fn new(row: &'a Compared, contexts: &[&'a str]) -> Self {
        let cells = row.cells.iter().zip(contexts).map(|(cell, context)| JsonPresence {
            context,
            present: cell.is_some(),
            facts: cell.as_ref().map(JsonFacts::from),
        });
        Self { namespace: row.namespace.as_deref(), name: &row.name, contexts: cells.collect() }
    }
}

impl<'a> From<&'a Presence> for JsonFacts<'a> {
    fn from(Presence { runs, desired, nodes, images, .. }: &'a Presence) -> Self {
        Self { runs: *runs, desired: *desired, nodes: *nodes, images }
    }
}
