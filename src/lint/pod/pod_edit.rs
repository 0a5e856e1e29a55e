//! Edits that several rules make: fields of the pods, and fields that go together.

use std::collections::BTreeMap;

use crate::lint::engine::context::Context;
use crate::yaml::edit::{At, Patch};
use crate::yaml::{FieldPath, Node};

impl Context<'_> {
    /// Gives a field of the pod spec a value; a new one goes behind the field that it belongs to, or above the
    /// containers.
    pub fn set_in_pod(&self, field: &'static str, yaml: &str, beside: Option<&str>) -> Option<Patch> {
        let spec = FieldPath::parse("spec.template.spec");
        let pod = self.object.node().at(&spec)?.as_map()?;
        let path = spec.join(&FieldPath::parse(field));
        if let Some(beside) = beside.filter(|beside| pod.get(beside).is_some()) {
            return self.set_at(&path, yaml, At::After(beside));
        }
        let lists = pod.entries.iter().filter(|entry| matches!(entry.key, "initContainers" | "containers"));
        let first = lists.min_by_key(|entry| entry.key_span);
        self.set_at(&path, yaml, first.map_or(At::End, |entry| At::Before(entry.key)))
    }

    /// Removes several fields, together with objects that hold nothing else.
    pub fn remove_all(&self, fields: &[FieldPath]) -> Option<Patch> {
        let mut by_parent: BTreeMap<FieldPath, Vec<&FieldPath>> = BTreeMap::new();
        for field in fields {
            by_parent.entry(field.parent()?).or_default().push(field);
        }
        let mut parts = Vec::new();
        for (parent, fields) in by_parent {
            let map = self.object.node().at(&parent).and_then(Node::as_map)?;
            if fields.len() == map.entries.len() {
                parts.push(self.prune(&parent));
            } else {
                parts.extend(fields.into_iter().map(|field| self.remove(field)));
            }
        }
        Patch::all(parts)
    }
}
