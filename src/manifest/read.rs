//! Documents to objects: lists are taken apart, templates and patches are recognised.

use rayon::prelude::*;

use super::classify;
use super::comment::{self, Comment};
use super::id::{ObjectId, WorkloadKind};
use super::object::Object;
use super::relevance::{Relevance, relevance};
use super::set::{Broken, Input, ManifestSet, Origin, SkipReason, Skipped};
use crate::yaml::{self, Document, DocumentSource, Limits, RawDocument, Selected, SourceFile};

/// Reads the texts of a run. Cannot fail: what cannot be read is in [`ManifestSet::broken`].
pub fn read(inputs: Vec<Input>, limits: &Limits) -> ManifestSet {
    gather(inputs.into_par_iter().map(|input| read_file(input, limits)).collect())
}

/// What was made of one text; to be [gathered](gather).
#[derive(Clone, Debug)]
pub struct FileManifest {
    /// The file as a run of its own.
    set: ManifestSet,
    limits: Limits,
    /// Whether some documents wait for a DaemonSet to turn up elsewhere.
    has_related: bool,
}

/// Reads one text. Of a file that was found in a folder only the documents are parsed that can matter: those that
/// matter beside a DaemonSet only if the file has one; else they can be [added](FileManifest::add_related).
pub fn read_file(input: Input, limits: &Limits) -> FileManifest {
    let Input { source, chart, refused, named, live } = input;
    let selected = if named {
        Selected { documents: yaml::load(&source, limits), passed_over: 0 }
    } else {
        // Templates are counted, whatever they would become.
        let is_template = |text: &str| chart.is_some() && text.contains("{{");
        yaml::load_where(&source, limits, |text| relevance(text) == Relevance::Own || is_template(text))
    };
    let has_related = selected.passed_over > 0 && relevance(source.text()) >= Relevance::Related;
    let mut set = ManifestSet::default();
    set.files = vec![source];
    set.origins = vec![Origin { chart, named, live }];
    set.broken.extend(refused.map(|error| Broken { file: 0, error }));
    set.documents = selected.passed_over;
    let mut file = FileManifest { set, limits: *limits, has_related };
    file.add(selected.documents);
    if file.has_daemon_set() {
        file.add_related();
    }
    file
}

/// Puts the files of a run together, in their order. If one holds a DaemonSet, the documents are read, too, that
/// matter beside one.
pub fn gather(mut files: Vec<FileManifest>) -> ManifestSet {
    if files.iter().any(FileManifest::has_daemon_set) {
        files.par_iter_mut().for_each(FileManifest::add_related);
    }
    let mut run = ManifestSet::default();
    run.objects.reserve_exact(files.iter().map(|file| file.set.objects.len()).sum());
    run.files.reserve_exact(files.len());
    for FileManifest { set, .. } in files {
        let index = run.files.len();
        let is_needed = !(set.objects.is_empty() && set.broken.is_empty() && set.skipped.is_empty());
        let is_named = set.origins.iter().any(|origin| origin.named);
        run.documents += set.documents;
        run.broken.extend(set.broken.into_iter().map(|broken| Broken { file: index, ..broken }));
        run.skipped.extend(set.skipped.into_iter().map(|skipped| Skipped { file: index, ..skipped }));
        run.objects.extend(set.objects.into_iter().map(|object| object.in_file(index)));
        run.origins.extend(set.origins);
        if is_needed {
            run.comments.extend(set.comments.into_iter().map(|comment| Comment { file: index, ..comment }));
        }
        // A text that nothing points into is let go: most files of a repository hold no DaemonSet.
        let is_kept = is_needed || is_named;
        run.files.extend(set.files.into_iter().map(|file| if is_kept { file } else { file.without_text() }));
    }
    run
}

impl FileManifest {
    /// The file as a run of its own.
    pub fn set(&self) -> &ManifestSet {
        &self.set
    }

    /// Whether the file holds something that calls itself a DaemonSet.
    pub fn has_daemon_set(&self) -> bool {
        self.set.objects.iter().any(|object| object.id.kind == "DaemonSet")
    }

    /// Whether documents were passed over that matter beside a DaemonSet.
    pub fn has_related(&self) -> bool {
        self.has_related
    }

    /// Reads the documents that were passed over and matter beside a DaemonSet.
    pub fn add_related(&mut self) {
        if !std::mem::take(&mut self.has_related) {
            return;
        }
        let Some(source) = self.set.files.first() else { return };
        let selected = yaml::load_where(source, &self.limits, |text| relevance(text) == Relevance::Related);
        self.set.documents -=
            selected.documents.iter().filter(|document| !matches!(document.content, Ok(None))).count();
        self.add(selected.documents);
        self.set.objects.sort_by_key(|object| object.span);
        self.set.comments.sort_by_key(|comment| comment.span);
    }

    /// The text.
    pub fn source(&self) -> Option<&SourceFile> {
        self.set.files.first()
    }

    /// Gives the file another name.
    pub fn rename(&mut self, name: &str) {
        self.set.files.iter_mut().for_each(|file| file.rename(name));
    }

    /// The text, with what its surroundings say about it.
    pub fn input(&self) -> Option<Input> {
        self.set.to_inputs().pop()
    }

    /// The file with another text, read as far as this one was.
    #[must_use]
    pub fn with_source(&self, source: SourceFile) -> Self {
        let Some(input) = self.input() else { return self.clone() };
        let mut file = read_file(Input { source, ..input }, &self.limits);
        if !self.has_related {
            file.add_related();
        }
        file
    }

    /// [Keeps](Object::keep_placement) what placement asks of the objects.
    pub fn keep_placement(&mut self) {
        self.set.objects.iter_mut().for_each(Object::keep_placement);
    }

    /// [Closes](Object::close) the objects.
    pub fn close(&mut self) {
        self.set.objects.iter_mut().for_each(Object::close);
        self.set.objects.shrink_to_fit();
    }

    fn add(&mut self, documents: Vec<RawDocument>) {
        let Some(source) = self.set.files.first().cloned() else { return };
        let chart = self.set.origins.first().and_then(|origin| origin.chart.clone());
        for document in documents {
            if !matches!(document.content, Ok(None)) {
                self.add_document(document, &source, chart.as_deref());
            }
        }
    }

    fn add_document(&mut self, document: RawDocument, source: &SourceFile, chart: Option<&str>) {
        self.set.documents += 1;
        let comments = comment::of_document(source, &document);
        let span = document.span;
        let excerpt = DocumentSource::new(source, &document, &self.limits);
        let mut reader = Reader { excerpt, chart, objects: Vec::new(), broken: None };
        let reason = reader.content(document.content);
        let Reader { objects, broken, .. } = reader;
        let is_read = broken.is_none() && reason.is_none();
        self.set.comments.extend(comments.into_iter().map(|comment| Comment { is_read, ..comment }));
        self.set.objects.extend(objects);
        self.set.broken.extend(broken.map(|error| Broken { file: 0, error }));
        self.set.skipped.extend(reason.map(|reason| Skipped { file: 0, span, reason }));
    }
}

struct Reader<'a> {
    /// The document that is being read.
    excerpt: DocumentSource,
    chart: Option<&'a str>,
    objects: Vec<Object>,
    broken: Option<yaml::SyntaxError>,
}

impl Reader<'_> {
    /// Files the objects of a document, and says why if there are none to be had.
    fn content(&mut self, content: Result<Option<Document>, yaml::SyntaxError>) -> Option<SkipReason> {
        let text = self.excerpt.document();
        let braces = text.contains("{{");
        if let Some(chart) = self.chart.filter(|_| braces) {
            return Some(SkipReason::HelmTemplate { chart: chart.to_owned() });
        }
        match content {
            Err(_) if (braces || text.contains("{%")) && !is_binary(text) => Some(SkipReason::Template),
            Err(error) => {
                self.broken = Some(error);
                None
            }
            Ok(None) => None,
            Ok(Some(value)) => self.root(value),
        }
    }

    fn root(&mut self, value: Document) -> Option<SkipReason> {
        let id = classify::identify(value.root());
        if !classify::is_list(&id, value.root()) {
            return self.object(value, id, true);
        }
        let mut reason = None;
        for (item, item_id) in classify::take_items(&value, &id) {
            reason = self.object(item, item_id, false).or(reason);
        }
        reason
    }

    fn object(&mut self, value: Document, id: ObjectId, is_whole_document: bool) -> Option<SkipReason> {
        let object = Object::new(value, id, self.excerpt.clone(), is_whole_document);
        if WorkloadKind::for_object(&object.id).is_some() && object.lost_indentation().is_none() {
            if classify::is_template(object.node(), &object.id) {
                return Some(SkipReason::Template);
            }
            if classify::is_partial(object.node(), &object.id) {
                return Some(SkipReason::Partial);
            }
        }
        self.objects.push(object);
        None
    }
}

/// Whether a text holds what nobody types, in a template or elsewhere: bytes that are not UTF-8, control characters.
fn is_binary(text: &str) -> bool {
    let is_typed =
        |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{85}') || !character.is_control();
    text.chars().any(|character| character == char::REPLACEMENT_CHARACTER || !is_typed(character))
}
