//! The Namespaces of a run, and the one that an object lives in.

use k8s_openapi::api::core::v1::Namespace;

use super::vicinity::nearest;
use crate::manifest::ManifestSet;

/// The Namespaces of a run.
#[derive(Debug)]
pub(super) struct Namespaces<'a> {
    set: &'a ManifestSet,
    list: Vec<(usize, Namespace)>,
}

impl<'a> Namespaces<'a> {
    pub(super) fn of(set: &'a ManifestSet) -> Self {
        Self {
            set,
            list: set.typed("", "Namespace").map(|(index, _, namespace)| (index, namespace)).collect(),
        }
    }

    /// The Namespace of an object with its index, if both are in the run.
    pub(super) fn around(&self, object: usize) -> Option<(usize, &Namespace)> {
        let name = self.set.objects[object].id.namespace.as_deref()?;
        let named = |(_, namespace): &&(usize, Namespace)| namespace.metadata.name.as_deref() == Some(name);
        let index = nearest(self.set, object, self.list.iter().filter(named).map(|(index, _)| *index))?;
        self.list.iter().find(|(known, _)| *known == index).map(|(index, namespace)| (*index, namespace))
    }
}

/// Whether two objects live in one namespace, as far as they say; where neither says, they are taken to.
pub(super) fn is_shared(set: &ManifestSet, one: usize, other: usize) -> bool {
    set.objects[one].id.namespace == set.objects[other].id.namespace
}
