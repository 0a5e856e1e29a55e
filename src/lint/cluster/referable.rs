//! What pods refer to by name, and where the run has it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::kustomization::Gatherings;
use super::kustomized_names::KustomizedNames;
use crate::lint::engine::context::RunContext;
use crate::lint::engine::facts::{Facts, Reference, ReferenceKind};
use crate::manifest::{ManifestSet, Object};
use crate::words::is_slip;

/// What the run has of an object that a pod names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// An object of the name, in another namespace only.
    Elsewhere(usize),
    /// None of the name, but one whose name is nearly the same.
    Near(usize),
    /// None, although the manifests are meant to be complete.
    Absent,
    /// None, and what the cluster has is known.
    AbsentFromCluster,
}

/// The objects of a run that pods name.
#[derive(Debug)]
pub(crate) struct Referable<'a> {
    set: &'a ManifestSet,
    by_name: BTreeMap<(ReferenceKind, &'a str), Vec<usize>>,
    by_folder: BTreeMap<(ReferenceKind, &'a str), Vec<usize>>,
    /// The kinds of which a file has objects.
    kinds_of_file: BTreeSet<(usize, ReferenceKind)>,
    /// Folders with a file that holds objects of a kind and no workload.
    has_own_files: BTreeSet<(&'a str, ReferenceKind)>,
    /// The files that hold something beside workloads.
    has_more: BTreeSet<usize>,
    /// The files whose workloads name what the run does not have; they rely on something else.
    relies_on_more: BTreeSet<usize>,
    /// The names that DaemonSets of a namespace refer to, with the file of one of them.
    used: BTreeMap<(ReferenceKind, &'a str, &'a str), usize>,
    /// The namespaces of which the cluster's objects are known; empty for kinds that lie in none.
    live: BTreeSet<(ReferenceKind, &'a str)>,
    /// The objects of which other programs make Secrets.
    makers: Vec<&'a Object>,
    kustomized: KustomizedNames,
    gatherings: Gatherings,
}

/// The kinds of these.
const MAKERS: [&str; 4] = ["Certificate", "ExternalSecret", "SealedSecret", "SecretProviderClass"];

/// In folders with more objects of a kind names are alike by chance.
const MOST: usize = 200;

/// Whether a reference shows that its file relies on others if the run has no such object: accounts are what is asked about,
/// Secrets are made by hand, and classes come with clusters.
fn relies_on_more(reference: &Reference) -> bool {
    matches!(reference.kind, ReferenceKind::ConfigMap | ReferenceKind::PersistentVolumeClaim)
}

impl<'a> Referable<'a> {
    pub(crate) fn new(run: &RunContext<'a>) -> Self {
        let set = run.set;
        let mut found = Self {
            set,
            by_name: BTreeMap::new(),
            by_folder: BTreeMap::new(),
            kinds_of_file: BTreeSet::new(),
            has_own_files: BTreeSet::new(),
            has_more: BTreeSet::new(),
            relies_on_more: BTreeSet::new(),
            used: BTreeMap::new(),
            live: BTreeSet::new(),
            makers: set.objects.iter().filter(|object| MAKERS.contains(&object.id.kind.as_str())).collect(),
            kustomized: KustomizedNames::new(set),
            gatherings: Gatherings::new(set),
        };
        let mut has_workload = BTreeSet::new();
        for object in &set.objects {
            let files = if object.is_workload() { &mut has_workload } else { &mut found.has_more };
            files.insert(object.file);
        }
        for kind in ReferenceKind::ALL {
            for (index, object) in set.of_kind(kind.group(), kind.name()) {
                found.add(kind, index, object, has_workload.contains(&object.file));
            }
        }
        for (index, facts) in run.workloads() {
            let object = &set.objects[index];
            for reference in &facts.references {
                let key = (reference.kind, found.namespace(reference.kind, object), &*reference.name);
                found.used.entry(key).or_insert(object.file);
                if relies_on_more(reference)
                    && !found.by_name.contains_key(&(reference.kind, &*reference.name))
                {
                    found.relies_on_more.insert(object.file);
                }
            }
        }
        found
    }

    fn add(&mut self, kind: ReferenceKind, index: usize, object: &'a Object, has_workload: bool) {
        let Some(name) = object.id.name.as_deref() else { return };
        self.by_name.entry((kind, name)).or_default().push(index);
        let folder = self.set.source_of(object).folder();
        self.by_folder.entry((kind, folder)).or_default().push(index);
        self.kinds_of_file.insert((object.file, kind));
        if !has_workload {
            self.has_own_files.insert((folder, kind));
        }
        if self.set.is_live(object.file) {
            // A server always has some: the account `default` of each namespace, the classes of the system.
            self.live.insert((kind, self.namespace(kind, object)));
        }
    }

    /// The namespace of an object; empty for kinds that lie in none.
    fn namespace(&self, kind: ReferenceKind, object: &'a Object) -> &'a str {
        if kind.is_namespaced() { self.set.namespace_of(object) } else { "" }
    }

    /// What speaks against a reference of a DaemonSet; `None` if nothing does, or if it cannot be known.
    pub(crate) fn contradiction(
        &self,
        daemon_set: usize,
        facts: &Facts,
        reference: &Reference,
    ) -> Option<Contradiction> {
        let Reference { kind, name, .. } = reference;
        let object = &self.set.objects[daemon_set];
        let same = self.by_name.get(&(*kind, &**name)).map(Vec::as_slice).unwrap_or_default();
        let is_found = |other: &usize| self.may_share_namespace(*kind, object, *other);
        if same.iter().any(is_found) {
            return None;
        }
        let found = self.found(daemon_set, facts, reference, same);
        found.filter(|_| !self.is_made_later(*kind, name))
    }

    /// What speaks against a reference of which its own namespace has no object.
    fn found(
        &self,
        daemon_set: usize,
        facts: &Facts,
        reference: &Reference,
        same: &[usize],
    ) -> Option<Contradiction> {
        let kind = &reference.kind;
        let object = &self.set.objects[daemon_set];
        let namespace = self.namespace(*kind, object);
        if self.live.contains(&(*kind, namespace))
            && matches!(kind, ReferenceKind::ServiceAccount | ReferenceKind::PriorityClass)
        {
            return Some(self.near(object, facts, reference).unwrap_or(Contradiction::AbsentFromCluster));
        }
        let mut near = same.iter().copied().filter(|other| self.is_beside(object, *other));
        if let Some(elsewhere) = near.find(|other| self.is_for(object, *kind, *other)) {
            return Some(Contradiction::Elsewhere(elsewhere));
        }
        let near = self.near(object, facts, reference);
        near.or_else(|| self.is_complete(object, *kind).then_some(Contradiction::Absent))
    }

    /// Whether an object may be in the namespace of a DaemonSet: what a kustomization or a chart puts somewhere need not say where.
    fn may_share_namespace(&self, kind: ReferenceKind, object: &'a Object, index: usize) -> bool {
        let other = &self.set.objects[index];
        let is_open = || {
            other.id.namespace.is_none() != object.id.namespace.is_none() && self.is_rendered(object, other)
        };
        self.namespace(kind, object) == self.namespace(kind, other)
            || self.sets_namespace(object, index)
            || is_open()
    }

    /// Whether objects come out of a chart: it is installed into a namespace that they need not name.
    fn is_rendered(&self, object: &Object, other: &Object) -> bool {
        [object, other].iter().any(|one| {
            let text = self.set.source_of(one).text().as_bytes();
            memmem::find(text, b"# Source: ").is_some() || memmem::find(text, b"helm.sh/chart").is_some()
        })
    }

    /// Whether something of the run makes an object of that kind and name.
    fn is_made_later(&self, kind: ReferenceKind, name: &str) -> bool {
        let mentions = |object: &&Object| object.id.name.as_deref() == Some(name) || object.may_mention(name);
        let is_made = || kind == ReferenceKind::Secret && self.makers.iter().any(&mentions);
        self.kustomized.generates(kind.name(), name) || is_made()
    }

    /// Whether two objects are applied together: those of a file, a folder or a kustomization.
    pub(crate) fn is_beside(&self, object: &Object, other: usize) -> bool {
        let other = &self.set.objects[other];
        let folder = |object: &Object| self.set.source_of(object).folder();
        let is_gathered = || {
            let numbers: BTreeSet<usize> = self.gatherings.of_file(object.file).collect();
            self.gatherings.of_file(other.file).any(|number| numbers.contains(&number))
        };
        object.file == other.file
            || (!self.set.is_live(other.file) && (folder(object) == folder(other) || is_gathered()))
    }

    /// Whether a kustomization decides in which namespace one of two objects is.
    pub(crate) fn sets_namespace(&self, object: &Object, other: usize) -> bool {
        [object.file, self.set.objects[other].file].iter().any(|file| self.kustomized.sets_namespace(*file))
    }

    /// Whether an object is there for a DaemonSet, and not for another one in another file.
    fn is_for(&self, object: &Object, kind: ReferenceKind, other: usize) -> bool {
        let other = &self.set.objects[other];
        let name = other.id.name.as_deref().unwrap_or_default();
        let user = self.used.get(&(kind, self.namespace(kind, other), name));
        object.file == other.file || user.is_none_or(|user| *user == object.file)
    }

    /// An object beside the DaemonSet whose name is nearly the same, and which the DaemonSet does not name as well.
    fn near(&self, object: &'a Object, facts: &Facts, reference: &Reference) -> Option<Contradiction> {
        let kind = reference.kind;
        let folder = self.set.source_of(object).folder();
        let beside = self.by_folder.get(&(kind, folder)).filter(|beside| beside.len() <= MOST)?;
        let is_named = |name: &str| facts.references.iter().any(|one| one.kind == kind && *one.name == *name);
        let near = beside.iter().copied().find(|index| {
            let name = self.set.objects[*index].id.name.as_deref().unwrap_or_default();
            is_slip(&reference.name, name)
                && !is_named(name)
                && self.may_share_namespace(kind, object, *index)
                && self.is_for(object, kind, *index)
        });
        near.map(Contradiction::Near)
    }

    /// Whether the manifests around a DaemonSet would hold an object of a kind if it needed one: they hold others.
    fn is_complete(&self, object: &Object, kind: ReferenceKind) -> bool {
        // Secrets are often made by hand.
        if kind == ReferenceKind::Secret
            || self.set.is_live(object.file)
            || self.kustomized.is_incomplete(object.file)
        {
            return false;
        }
        let folder = self.set.source_of(object).folder();
        let is_whole = kind == ReferenceKind::ServiceAccount
            && self.has_more.contains(&object.file)
            && !self.relies_on_more.contains(&object.file);
        is_whole
            || self.kinds_of_file.contains(&(object.file, kind))
            || self.has_own_files.contains(&(folder, kind))
    }
}
