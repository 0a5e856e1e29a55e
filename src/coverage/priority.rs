//! The order in which the scheduler serves DaemonSets.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PodSpec;

use crate::manifest::ManifestSet;
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
    pub(super) fn of(&self, spec: &PodSpec) -> Option<i64> {
        match spec.priority_class_name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => self.classes.get(name).copied().or(spec.priority.map(i64::from)),
            None => Some(spec.priority.map_or(0, i64::from)),
        }
    }
}
