//! The order in which the scheduler serves DaemonSets.

use std::collections::BTreeMap;

use crate::manifest::{ManifestSet, WrittenPriority};
use crate::yaml::{Number, Value};

/// The classes that every cluster has (`pkg/apis/scheduling/v1/helpers.go`, 1.32).
const SYSTEM: [(&str, i64); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// Priority classes by name: those of every cluster, and those among the manifests.
pub(super) struct Priorities<'a> {
    classes: BTreeMap<&'a str, i64>,
}

impl<'a> Priorities<'a> {
    pub(super) fn new(set: &'a ManifestSet) -> Self {
        let declared = set.objects.iter().filter(|object| object.id.kind == "PriorityClass");
        let declared = declared.filter_map(|object| {
            let value = &object.node().get("value")?.value;
            let Value::Number(Number::Int(value)) = value else { return None };
            Some((object.id.name.as_deref()?, *value))
        });
        Self { classes: declared.chain(SYSTEM).collect() }
    }

    /// The priority of a pod; `None` if its class is not known.
    pub(super) fn of(&self, written: &WrittenPriority) -> Option<i64> {
        let value = written.value.map(i64::from);
        match &written.class {
            Some(name) => self.classes.get(&**name).copied().or(value),
            None => Some(value.unwrap_or(0)),
        }
    }
}
