//! The JSON of `terraform show -json`, and that of state files, as far as it is read.
//!
//! Source: "JSON Output Format" of developer.hashicorp.com (format versions 0.1 to 1.2); `jsonplan/values.go` and
//! `jsonstate/state.go` of terraform 1.11: values that are not known before the apply are left out of the planned values,
//! elements of lists are null in their place, and `after_unknown` of the changes has `true` for them. State files:
//! `statefile/version4.go`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::inventory::formats::cloud;

#[derive(Deserialize)]
pub(super) struct Show<'a> {
    /// In a plan.
    #[serde(borrow, default)]
    planned_values: Option<Values<'a>>,
    /// In a state.
    #[serde(borrow, default)]
    values: Option<Values<'a>>,
    /// In a plan.
    #[serde(borrow, default)]
    resource_changes: Vec<Change<'a>>,
    /// In a state file.
    #[serde(borrow, default)]
    resources: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Values<'a> {
    #[serde(borrow, default)]
    root_module: Module<'a>,
}

#[derive(Default, Deserialize)]
struct Module<'a> {
    #[serde(borrow, default)]
    resources: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    child_modules: Vec<Module<'a>>,
}

#[derive(Deserialize)]
struct Shown<'a> {
    address: String,
    #[serde(borrow, default)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    values: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    address: String,
    #[serde(borrow, default)]
    change: Option<After<'a>>,
}

#[derive(Deserialize)]
struct After<'a> {
    #[serde(borrow, default)]
    after_unknown: Option<&'a RawValue>,
}

/// A resource in a state file, with all of its instances.
#[derive(Deserialize)]
struct Stored<'a> {
    #[serde(default)]
    module: Option<String>,
    #[serde(borrow, default)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(default)]
    name: String,
    #[serde(borrow, default)]
    instances: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Instance<'a> {
    /// The number of `count`, or the key of `for_each`.
    #[serde(borrow, default)]
    index_key: Option<&'a RawValue>,
    #[serde(borrow, default)]
    attributes: Option<&'a RawValue>,
}

/// An instance of a resource that is read.
pub(super) struct Written<'a> {
    pub(super) kind: Cow<'a, str>,
    /// With the index of the instance: `module.eks.aws_eks_node_group.this["spot"]`.
    pub(super) address: String,
    /// All of it.
    pub(super) place: &'a RawValue,
    pub(super) values: &'a RawValue,
    pub(super) unknown: Option<&'a RawValue>,
}

impl<'a> Show<'a> {
    /// The resources that may describe nodes, in the order of the text. Data sources are no resources.
    pub(super) fn resources(&self) -> Result<Vec<Written<'a>>, serde_json::Error> {
        let mut written = Vec::new();
        for values in self.values() {
            values.root_module.collect(&mut written)?;
        }
        for stored in &self.resources {
            collect_stored(stored, &mut written)?;
        }
        let changes = self.resource_changes.iter();
        let unknown: BTreeMap<&str, &RawValue> = changes
            .filter_map(|change| Some((change.address.as_str(), change.change.as_ref()?.after_unknown?)))
            .collect();
        for resource in &mut written {
            resource.unknown = unknown.get(resource.address.as_str()).copied();
        }
        Ok(written)
    }

    /// How many resources there are, of whatever type.
    pub(super) fn count(&self) -> usize {
        self.resources.len() + self.values().map(|values| values.root_module.count()).sum::<usize>()
    }

    fn values(&self) -> impl Iterator<Item = &Values<'a>> {
        self.planned_values.iter().chain(&self.values)
    }
}

impl<'a> Module<'a> {
    fn collect(&self, written: &mut Vec<Written<'a>>) -> Result<(), serde_json::Error> {
        for &place in &self.resources {
            let Shown { address, mode, kind, values } = serde_json::from_str(place.get())?;
            let Some(values) = values.filter(|_| mode == "managed" && cloud::is_read(&kind)) else {
                continue;
            };
            written.push(Written { kind, address, place, values, unknown: None });
        }
        self.child_modules.iter().try_for_each(|module| module.collect(written))
    }

    fn count(&self) -> usize {
        self.resources.len() + self.child_modules.iter().map(Self::count).sum::<usize>()
    }
}

fn collect_stored<'a>(place: &'a RawValue, written: &mut Vec<Written<'a>>) -> Result<(), serde_json::Error> {
    let stored: Stored<'a> = serde_json::from_str(place.get())?;
    if stored.mode != "managed" || !cloud::is_read(&stored.kind) {
        return Ok(());
    }
    let module = stored.module.map(|module| format!("{module}.")).unwrap_or_default();
    for place in stored.instances {
        let instance: Instance<'a> = serde_json::from_str(place.get())?;
        let Some(values) = instance.attributes else { continue };
        let index = instance.index_key.map(|index| format!("[{}]", index.get())).unwrap_or_default();
        let address = format!("{module}{}.{}{index}", stored.kind, stored.name);
        written.push(Written { kind: stored.kind.clone(), address, place, values, unknown: None });
    }
    Ok(())
}
