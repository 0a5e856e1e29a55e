//! Everything of one run: files, documents, objects, and what was passed over.

use super::object::{Object, Workload};
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
}

impl Input {
    /// A text without surroundings.
    pub fn new(source: SourceFile) -> Self {
        Self { source, chart: None, refused: None }
    }
}

/// All files of one run, read.
#[derive(Clone, Debug, Default)]
pub struct ManifestSet {
    /// The texts, in the order of reading; [`Object::file`] points here.
    pub files: Vec<SourceFile>,
    /// For each of the texts, the chart whose `templates/` folder holds it.
    pub charts: Vec<Option<String>>,
    /// Every object that is written out in full.
    pub objects: Vec<Object>,
    /// Documents that are no YAML.
    pub broken: Vec<Broken>,
    /// Documents that were recognised and left alone.
    pub skipped: Vec<Skipped>,
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
    /// The texts, to be read again.
    pub fn to_inputs(&self) -> Vec<Input> {
        let texts = self.files.iter().zip(&self.charts).enumerate();
        let input = |(file, (source, chart)): (usize, (&SourceFile, &Option<String>))| {
            let error = self.broken.iter().find(|broken| broken.file == file);
            // Only a text that was not read can be empty and broken.
            let refused = error.filter(|_| source.text().is_empty()).map(|broken| broken.error.clone());
            Input { source: source.clone(), chart: chart.clone(), refused }
        };
        texts.map(input).collect()
    }

    /// The DaemonSets with their objects, in the order of reading.
    pub fn daemon_sets(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| matches!(object.workload, Workload::DaemonSet(_)))
    }

    /// The file of an object.
    pub fn source_of(&self, object: &Object) -> &SourceFile {
        &self.files[object.file]
    }
}
