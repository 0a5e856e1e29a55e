//! Everything of one run: files, documents, objects, and what was passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::policy::v1::PodDisruptionBudgetStatus;
use serde::Deserialize as _;
use serde::de::DeserializeOwned;

use super::comment::Comment;
use super::managed_by::{ManagedBy, managed_by};
use super::object::Object;
use super::{decode, schema};
use crate::yaml::{SourceFile, Span, SyntaxError};

/// A text of the run with what its surroundings say about it.
#[derive(Clone, Debug)]
pub struct Input {
    /// The text.
    pub source: SourceFile,
    /// The chart whose `templates/` folder holds the file, if one does.
    pub chart: Option<String>,
    /// Why the text is not there although the file is: it was too large to be read.
    pub refused: Option<SyntaxError>,
    /// Whether the user named the file itself; then all of it is read, whatever it holds.
    pub named: bool,
    /// Set if the text is not a file, but an object of a live cluster.
    pub live: Option<Live>,
}

/// What is known of an object of a live cluster that its text does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// What writes the object, if it says so.
    pub managed_by: Option<ManagedBy>,
    /// What a PodDisruptionBudget allows now.
    pub budget: Option<BudgetStatus>,
}

/// What a PodDisruptionBudget allows, as its controller has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetStatus {
    /// How many of its pods may be evicted now.
    pub allowed: i32,
    /// Pods whose eviction is counted already.
    pub disrupted: BTreeSet<String>,
}

impl From<PodDisruptionBudgetStatus> for BudgetStatus {
    fn from(status: PodDisruptionBudgetStatus) -> Self {
        let disrupted = status.disrupted_pods.into_iter().flatten().map(|(pod, _)| pod);
        Self { allowed: status.disruptions_allowed.unwrap_or_default(), disrupted: disrupted.collect() }
    }
}

impl Live {
    /// Reads it off an object as its server returned it.
    pub fn of(object: &serde_json::Value) -> Self {
        let daemon_set = DaemonSet::deserialize(object).ok();
        // Items of lists do not say what they are.
        let status = object.get("status").filter(|status| status.get("disruptionsAllowed").is_some());
        let status = status.and_then(|status| PodDisruptionBudgetStatus::deserialize(status).ok());
        Self { managed_by: daemon_set.as_ref().and_then(managed_by), budget: status.map(BudgetStatus::from) }
    }
}

impl Input {
    /// A text without surroundings.
    pub fn new(source: SourceFile) -> Self {
        Self { source, chart: None, refused: None, named: true, live: None }
    }

    /// The text of an object of a live cluster; see [`manifest_of`](super::manifest_of).
    pub fn live(source: SourceFile, live: Live) -> Self {
        Self { live: Some(live), ..Self::new(source) }
    }
}

/// How a text came to be read; see [`Input`].
#[derive(Clone, Debug)]
pub struct Origin {
    /// The chart whose `templates/` folder holds the file, if one does.
    pub chart: Option<String>,
    /// Whether the user named the file itself.
    pub named: bool,
    /// Set if the text is an object of a live cluster.
    pub live: Option<Live>,
}

/// All files of one run, read.
#[derive(Clone, Debug, Default)]
pub struct ManifestSet {
    /// The texts, in the order of reading; [`Object::file`] points here.
    pub files: Vec<SourceFile>,
    /// For each of the texts, how it came to be read.
    pub origins: Vec<Origin>,
    /// Every object that is written out in full.
    pub objects: Vec<Object>,
    /// Documents that are no YAML.
    pub broken: Vec<Broken>,
    /// Documents that were recognised and left alone.
    pub skipped: Vec<Skipped>,
    /// Comments that speak to this program, in the order of the text.
    pub comments: Vec<Comment>,
    /// Number of documents that are not empty.
    pub documents: usize,
    /// How many of the files, the first ones, are [references](Object::is_reference) only.
    pub references: usize,
    /// Kinds of which the run has every object of its namespaces: what it does not have does not exist.
    pub complete: BTreeSet<String>,
    /// The namespace of objects that name none, if somebody said so; otherwise it is `default`.
    pub default_namespace: Option<String>,
    /// The objects of each kind; found when first asked for.
    by_kind: OnceLock<BTreeMap<String, Vec<usize>>>,
}

/// A document that cannot be read.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Index of the file.
    pub file: usize,
    /// Where and why.
    pub error: SyntaxError,
}

/// A document that was left alone.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Index of the file.
    pub file: usize,
    /// The document.
    pub span: Span,
    /// Why.
    pub reason: SkipReason,
}

/// Why a document was left alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// A template of the named Helm chart; it means nothing before it is rendered.
    HelmTemplate {
        /// Path of the chart.
        chart: String,
    },
    /// Placeholders of some other template language.
    Template,
    /// A patch: an object with only the fields that it changes.
    Partial,
}

impl ManifestSet {
    /// The texts, to be read again; those that nothing points into may be empty.
    pub fn to_inputs(&self) -> Vec<Input> {
        let texts = self.files.iter().zip(&self.origins).enumerate();
        let input = |(file, (source, origin)): (usize, (&SourceFile, &Origin))| {
            let error = self.broken.iter().find(|broken| broken.file == file);
            // Only a text that was not read can be empty and broken.
            let refused = error.filter(|_| source.text().is_empty()).map(|broken| broken.error.clone());
            let Origin { chart, named, live } = origin.clone();
            Input { source: source.clone(), chart, refused, named, live }
        };
        texts.map(input).collect()
    }

    /// The DaemonSets with their objects, in the order of reading.
    pub fn daemon_sets(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| object.is_daemon_set())
    }

    /// The DaemonSets that are not only references, in the order of reading.
    pub fn own_daemon_sets(&self) -> impl Iterator<Item = &Object> {
        self.daemon_sets().filter(|object| !object.is_reference)
    }

    /// Adds another run behind this one.
    pub fn append(&mut self, other: Self) {
        let first = self.files.len();
        self.objects.extend(other.objects.into_iter().map(|object| {
            let file = first + object.file;
            object.in_file(file)
        }));
        self.broken
            .extend(other.broken.into_iter().map(|broken| Broken { file: first + broken.file, ..broken }));
        self.skipped.extend(
            other.skipped.into_iter().map(|skipped| Skipped { file: first + skipped.file, ..skipped }),
        );
        self.comments.extend(
            other.comments.into_iter().map(|comment| Comment { file: first + comment.file, ..comment }),
        );
        self.files.extend(other.files);
        self.origins.extend(other.origins);
        self.documents += other.documents;
        self.by_kind = OnceLock::new();
    }

    /// The objects of a kind, whatever the version, with their indexes. `group` is empty for the core group.
    pub fn of_kind<'a>(&'a self, group: &'a str, kind: &str) -> impl Iterator<Item = (usize, &'a Object)> {
        let indexes = self.by_kind().get(kind).map(Vec::as_slice).unwrap_or_default();
        let objects = indexes.iter().map(|&index| (index, &self.objects[index]));
        objects.filter(move |(_, object)| object.id.group() == group)
    }

    fn by_kind(&self) -> &BTreeMap<String, Vec<usize>> {
        self.by_kind.get_or_init(|| {
            let mut by_kind: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (index, object) in self.objects.iter().enumerate() {
                by_kind.entry(object.id.kind.clone()).or_default().push(index);
            }
            by_kind
        })
    }

    /// The objects of a kind, whatever the version, decoded; with their indexes. For rules that look across objects.
    ///
    /// `group` is empty for the core group. What does not fit the type is left out of it, as in workloads.
    pub fn typed<'a, T: DeserializeOwned>(
        &'a self,
        group: &'a str,
        kind: &'a str,
    ) -> impl Iterator<Item = (usize, &'a Object, T)> {
        self.of_kind(group, kind).filter_map(|(index, object)| {
            let text = self.source_of(object).text();
            let root = schema::root(&object.id.api_version, &object.id.kind);
            let problems =
                root.map(|root| schema::check(object.node(), root, text, |_| true)).unwrap_or_default();
            Some((index, object, decode::decode(object.node(), &problems).ok()?))
        })
    }

    /// Whether a file is not a file, but an object of a live cluster.
    pub fn is_live(&self, file: usize) -> bool {
        self.origins.get(file).is_some_and(|origin| origin.live.is_some())
    }

    /// What writes a DaemonSet of a cluster, be it live or in a dump; a manifest that nobody applied yet is written where it
    /// lies, whatever its labels say.
    pub fn managed_by(&self, object: &Object) -> Option<ManagedBy> {
        if let Some(live) = &self.origins.get(object.file)?.live {
            return live.managed_by.clone();
        }
        object.managed_by().cloned()
    }

    /// What a PodDisruptionBudget of a live cluster allows now.
    pub fn live_budget(&self, object: &Object) -> Option<&BudgetStatus> {
        self.origins.get(object.file)?.live.as_ref()?.budget.as_ref()
    }

    /// The namespace that an object with a namespace goes to.
    pub fn namespace_of<'a>(&'a self, object: &'a Object) -> &'a str {
        let written = object.id.namespace.as_deref();
        written.or(self.default_namespace.as_deref()).unwrap_or("default")
    }

    /// The file of an object.
    pub fn source_of(&self, object: &Object) -> &SourceFile {
        &self.files[object.file]
    }
}
