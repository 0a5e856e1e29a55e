//! The text format of OpenMetrics 1.0, as far as gauges need it.
//!
//! What is written here is also valid in the older Prometheus text format (0.0.4), which the textfile collector of
//! `node_exporter` and the Pushgateway read: no type but gauge, no timestamps, and the same escapes.
//!
//! Source: <https://prometheus.io/docs/specs/om/open_metrics_spec/>, "Text Format".

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::printable::{printable, without_commands};

/// A metric family: one name, one meaning, any number of series. All are gauges.
#[derive(Debug)]
pub(super) struct Family {
    name: &'static str,
    /// The unit; the name ends in it.
    unit: Option<&'static str>,
    help: &'static str,
    /// Values by their labels as they are written, so that no series is there twice and the order is always the same.
    series: BTreeMap<String, u64>,
}

/// The labels of a series, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    text: String,
}

impl Family {
    /// A family whose name says it all: yes (1) or no (0), or the facts in its labels.
    pub(super) fn flag(name: &'static str, help: &'static str) -> Self {
        Self { name, unit: None, help, series: BTreeMap::new() }
    }

    /// A family that counts nodes; its name ends in `_nodes`.
    pub(super) fn nodes(name: &'static str, help: &'static str) -> Self {
        Self { name, unit: Some("nodes"), help, series: BTreeMap::new() }
    }

    /// Sets the value of a series.
    pub(super) fn set(&mut self, labels: Labels, value: usize) {
        self.series.insert(labels.text, value as u64);
    }

    fn write(&self, out: &mut String) {
        let Self { name, help, .. } = self;
        let _ = writeln!(out, "# TYPE {name} gauge");
        if let Some(unit) = self.unit {
            let _ = writeln!(out, "# UNIT {name} {unit}");
        }
        let _ = writeln!(out, "# HELP {name} {help}");
        for (labels, value) in &self.series {
            let _ = match labels.as_str() {
                "" => writeln!(out, "{name} {value}"),
                labels => writeln!(out, "{name}{{{labels}}} {value}"),
            };
        }
    }
}

impl Labels {
    /// These labels and one more. Without a value it is left out, which means the same as an empty one.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut text = self.text.clone();
        if !value.is_empty() {
            let comma = if text.is_empty() { "" } else { "," };
            let _ = write!(text, "{comma}{name}=\"{}\"", escaped(value));
        }
        Self { text }
    }
}

/// A text as the value of a label. It is made safe to show first: what the program's output leaves out of every report
/// must not be taken out of a finished line, since only three escapes are valid there.
fn escaped(value: &str) -> String {
    let value = printable(value);
    without_commands(&value).replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

/// Writes an exposition. Families without series are left out.
pub(super) fn exposition(families: &[Family]) -> String {
    let mut out = String::new();
    for family in families.iter().filter(|family| !family.series.is_empty()) {
        family.write(&mut out);
    }
    out.push_str("# EOF\n");
    out
}
