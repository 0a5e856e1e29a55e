//! Manifests as they would be once they are applied to a cluster.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::manifest::{ManifestSet, Object};

/// Kinds that lie in namespaces, of those that rules read.
const NAMESPACED: [&str; 17] = [
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "LimitRange",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "ReplicaSet",
    "ResourceClaim",
    "ResourceClaimTemplate",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Service",
    "ServiceAccount",
    "StatefulSet",
];

/// How a cluster sees the manifests of a run.
#[derive(Clone, Debug)]
pub(in crate::cli) struct View {
    /// The namespace of manifests that name none.
    pub(in crate::cli) namespace: String,
    /// The namespace to which the run is restricted.
    only: Option<String>,
    /// How many of the files, the first ones, are objects of the cluster that the manifests are compared with.
    references: usize,
    /// Kinds of which every object was read.
    complete: BTreeSet<String>,
}

impl View {
    pub(super) fn new(namespace: String, only: Option<String>) -> Self {
        Self { namespace, only, references: 0, complete: BTreeSet::new() }
    }

    /// The same view with references.
    pub(super) fn with_references(self, references: usize) -> Self {
        Self { references, ..self }
    }

    /// The same view with kinds of which every object was read.
    pub(super) fn with_complete(self, complete: BTreeSet<String>) -> Self {
        Self { complete, ..self }
    }

    /// Marks the objects of which nothing is to be reported: those of the cluster, and those of other namespaces.
    pub(in crate::cli) fn mark(&self, set: &mut ManifestSet) {
        set.references = self.references;
        set.complete.clone_from(&self.complete);
        for object in &mut set.objects {
            object.is_reference = self.is_reference(object);
        }
    }

    /// The manifests with the namespaces that the server would fill in.
    pub(in crate::cli) fn apply<'a>(&self, set: &'a ManifestSet) -> Cow<'a, ManifestSet> {
        let is_ready = |object: &Object| {
            object.is_reference == self.is_reference(object)
                && (object.id.namespace.is_some() || !is_namespaced(object))
        };
        if set.references == self.references && set.objects.iter().all(is_ready) {
            return Cow::Borrowed(set);
        }
        let mut applied = set.clone();
        self.mark(&mut applied);
        for object in applied.objects.iter_mut().filter(|object| is_namespaced(object)) {
            object.id.namespace.get_or_insert_with(|| self.namespace.clone());
        }
        Cow::Owned(applied)
    }

    /// What an object is known by on the server: group, kind, namespace, name.
    pub(super) fn identity<'a>(&'a self, object: &'a Object) -> Identity<'a> {
        let id = &object.id;
        (id.group(), &id.kind, self.namespace_of(object), id.name.as_deref())
    }

    /// Namespaces and names of the DaemonSets that are not only references.
    pub(super) fn names_of(&self, set: &ManifestSet) -> Vec<(String, String)> {
        let own = set.daemon_sets().filter(|object| !self.is_reference(object));
        own.filter_map(|object| Some((self.namespace_of(object)?.to_owned(), object.id.name.clone()?)))
            .collect()
    }

    fn is_reference(&self, object: &Object) -> bool {
        object.file < self.references || self.is_elsewhere(object)
    }

    /// Whether the object is in a namespace to which the run is not restricted.
    pub(super) fn is_elsewhere(&self, object: &Object) -> bool {
        self.only.is_some() && is_namespaced(object) && self.namespace_of(object) != self.only.as_deref()
    }

    fn namespace_of<'a>(&'a self, object: &'a Object) -> Option<&'a str> {
        is_namespaced(object).then(|| object.id.namespace.as_deref().unwrap_or(&self.namespace))
    }
}

/// See [`View::identity`].
pub(super) type Identity<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn is_namespaced(object: &Object) -> bool {
    NAMESPACED.contains(&object.id.kind.as_str())
}
