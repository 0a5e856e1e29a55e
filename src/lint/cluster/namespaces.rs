//! The Namespaces of a run, and the one that an object lives in.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Namespace;

use super::nearest_file::Nearby;
use crate::manifest::ManifestSet;

/// The Namespaces of a run.
#[derive(Debug)]
pub(crate) struct Namespaces<'a> {
    set: &'a ManifestSet,
    all: BTreeMap<usize, Namespace>,
    by_name: BTreeMap<&'a str, Nearby>,
}

impl<'a> Namespaces<'a> {
    pub(crate) fn new(set: &'a ManifestSet) -> Self {
        let mut namespaces = Self { set, all: BTreeMap::new(), by_name: BTreeMap::new() };
        for (index, object, namespace) in set.typed::<Namespace>("", "Namespace") {
            let Some(name) = object.id.name.as_deref() else { continue };
            namespaces.by_name.entry(name).or_default().add(set, index);
            namespaces.all.insert(index, namespace);
        }
        namespaces
    }

    /// The Namespace of an object with its index, if both are in the run.
    pub(crate) fn around(&self, object: usize) -> Option<(usize, &Namespace)> {
        let name = self.set.objects[object].id.namespace.as_deref()?;
        let index = self.by_name.get(name)?.nearest(self.set, object)?;
        Some((index, self.all.get(&index)?))
    }
}

/// Whether two objects live in one namespace, as far as they say; where neither says, they are taken to.
pub(crate) fn is_shared(set: &ManifestSet, one: usize, other: usize) -> bool {
    set.objects[one].id.namespace == set.objects[other].id.namespace
}
