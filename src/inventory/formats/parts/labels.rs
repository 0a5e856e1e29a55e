//! Labels of nodes, as a mapping and as the text of `--node-labels`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::text::{Text, is_templated};
use crate::inventory::pool::LabelValues;

/// A mapping of labels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in super::super) struct Labels(BTreeMap<String, Text>);

impl Labels {
    pub(in super::super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.0.as_str()))
    }
}

impl FromIterator<(String, String)> for Labels {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(labels: I) -> Self {
        Self(labels.into_iter().map(|(key, value)| (key, Text(value))).collect())
    }
}

/// What a value that is written says of a label; a template is some value.
pub(super) fn label_values(value: &str) -> LabelValues {
    if is_templated(value) { LabelValues::NoneOf(BTreeSet::new()) } else { LabelValues::certain(value) }
}

/// Labels as the kubelet takes them: `a=b,c=d`; a key without a value has the empty one, a later key wins.
///
/// `ConfigurationMap.Set` in component-base `cli/flag/configuration_map.go`, 1.34.
pub(in super::super) fn label_list(text: &str) -> Labels {
    let pairs = text.split(',').filter(|pair| !pair.trim().is_empty());
    let labels = pairs.map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key.trim().to_owned(), value.trim().to_owned())
    });
    labels.collect()
}
