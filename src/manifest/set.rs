//! Everything of one run: files, documents, objects, and what was passed over.

use serde::de::DeserializeOwned;

use super::comment::Comment;
use super::object::{Object, Workload};
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
}

impl Input {
    /// A text without surroundings.
    pub fn new(source: SourceFile) -> Self {
        Self { source, chart: None, refused: None, named: true }
    }
}

/// All files of one run, read.
#[derive(Clone, Debug, Default)]
pub struct ManifestSet {
    /// The texts, in the order of reading; [`Object::file`] points here.
    pub files: Vec<SourceFile>,
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
    /// The DaemonSets with their objects, in the order of reading.
    pub fn daemon_sets(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| matches!(object.workload, Workload::DaemonSet(_)))
    }

    /// The objects of a kind, whatever the version, decoded; with their indexes. For rules that look across objects.
    ///
    /// `group` is empty for the core group. What does not fit the type is left out of it, as in workloads.
    pub fn typed<'a, T: DeserializeOwned>(
        &'a self,
        group: &'a str,
        kind: &'a str,
    ) -> impl Iterator<Item = (usize, &'a Object, T)> {
        let objects = self.objects.iter().enumerate();
        let of_kind = objects.filter(move |(_, object)| object.id.kind == kind && object.id.group() == group);
        of_kind.filter_map(|(index, object)| {
            let text = self.source_of(object).text();
            let root = schema::root(&object.id.api_version, &object.id.kind);
            let problems =
                root.map(|root| schema::check(&object.node, root, text, |_| true)).unwrap_or_default();
            Some((index, object, decode::decode(&object.node, &problems).ok()?))
        })
    }

    /// The file of an object.
    pub fn source_of(&self, object: &Object) -> &SourceFile {
        &self.files[object.file]
    }
}
