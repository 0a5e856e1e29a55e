//! Documents to objects: lists are taken apart, templates and patches are recognised.

use rayon::prelude::*;

use super::classify::{self, WorkloadKind};
use super::comment::{self, Comment};
use super::decode;
use super::object::{Object, ObjectId, Workload};
use super::relevance::{Relevance, relevance};
use super::schema::{self, Problem};
use super::set::{Broken, Input, ManifestSet, Origin, SkipReason, Skipped};
use crate::placement::Quantity;
use crate::yaml::{self, Limits, Node, RawDocument, Selected, SourceFile, Span};

/// Reads the texts of a run. Cannot fail: what cannot be read is in [`ManifestSet::broken`].
pub fn read(inputs: Vec<Input>, limits: &Limits) -> ManifestSet {
    gather(inputs.into_iter().map(|input| read_file(input, limits)).collect(), limits)
}

/// What was made of one text; to be [gathered](gather).
#[derive(Debug)]
pub struct FileManifest {
    source: SourceFile,
    chart: Option<String>,
    named: bool,
    objects: Vec<Object>,
    broken: Vec<yaml::SyntaxError>,
    skipped: Vec<(Span, SkipReason)>,
    comments: Vec<Comment>,
    documents: usize,
    /// Whether some documents wait for a DaemonSet to turn up elsewhere.
    has_related: bool,
}

/// Reads one text. Of a file that was found in a folder only the documents are parsed that can matter.
pub fn read_file(input: Input, limits: &Limits) -> FileManifest {
    let Input { source, chart, refused, named } = input;
    let selected = if named {
        Selected { documents: yaml::load(&source, limits), passed_over: 0 }
    } else {
        // Templates are counted, whatever they would become.
        let is_template = |text: &str| chart.is_some() && text.contains("{{");
        yaml::load_where(&source, limits, |text| relevance(text) == Relevance::Own || is_template(text))
    };
    let has_related = selected.passed_over > 0 && relevance(source.text()) >= Relevance::Related;
    let mut file = FileManifest {
        source,
        chart,
        named,
        objects: Vec::new(),
        broken: refused.into_iter().collect(),
        skipped: Vec::new(),
        comments: Vec::new(),
        documents: selected.passed_over,
        has_related,
    };
    file.add(selected.documents);
    file
}

/// Puts the files of a run together, in their order. If one holds a DaemonSet, the documents are read, too, that
/// matter beside one.
pub fn gather(mut files: Vec<FileManifest>, limits: &Limits) -> ManifestSet {
    let is_daemon_set = |object: &Object| object.id.kind == "DaemonSet";
    if files.iter().any(|file| file.objects.iter().any(is_daemon_set)) {
        files.par_iter_mut().filter(|file| file.has_related).for_each(|file| file.add_related(limits));
    }
    let mut set = ManifestSet::default();
    for file in files {
        let index = set.files.len();
        set.documents += file.documents;
        let is_needed = !(file.objects.is_empty() && file.broken.is_empty() && file.skipped.is_empty());
        set.broken.extend(file.broken.into_iter().map(|error| Broken { file: index, error }));
        set.skipped.extend(file.skipped.into_iter().map(|(span, reason)| Skipped {
            file: index,
            span,
            reason,
        }));
        set.objects.extend(file.objects.into_iter().map(|object| Object { file: index, ..object }));
        set.origins.push(Origin { chart: file.chart, named: file.named });
        if is_needed {
            set.comments.extend(file.comments.into_iter().map(|comment| Comment { file: index, ..comment }));
        }
        // A text that nothing points into is let go: most files of a repository hold no DaemonSet.
        set.files.push(if is_needed || file.named { file.source } else { file.source.without_text() });
    }
    set
}

impl FileManifest {
    fn add(&mut self, documents: Vec<RawDocument>) {
        for document in documents {
            if matches!(document.content, Ok(None)) {
                continue;
            }
            self.documents += 1;
            let comments = comment::of_document(&self.source, &document);
            let text = self.source.slice(document.span);
            let chart = self.chart.as_deref();
            let mut reader = Reader { source: &self.source, text, chart, objects: Vec::new(), broken: None };
            let reason = reader.content(document.content);
            let Reader { objects, broken, .. } = reader;
            let is_read = broken.is_none() && reason.is_none();
            self.comments.extend(comments.into_iter().map(|comment| Comment { is_read, ..comment }));
            self.objects.extend(objects);
            self.broken.extend(broken);
            self.skipped.extend(reason.map(|reason| (document.span, reason)));
        }
    }

    /// Reads the documents that were passed over and matter beside a DaemonSet.
    fn add_related(&mut self, limits: &Limits) {
        let selected = yaml::load_where(&self.source, limits, |text| relevance(text) == Relevance::Related);
        self.documents -=
            selected.documents.iter().filter(|document| !matches!(document.content, Ok(None))).count();
        self.add(selected.documents);
        self.objects.sort_by_key(|object| object.node.span);
        self.comments.sort_by_key(|comment| comment.span);
    }
}

struct Reader<'a> {
    source: &'a SourceFile,
    /// The document that is being read.
    text: &'a str,
    chart: Option<&'a str>,
    objects: Vec<Object>,
    broken: Option<yaml::SyntaxError>,
}

impl Reader<'_> {
    /// Files the objects of a document, and says why if there are none to be had.
    fn content(&mut self, content: Result<Option<Node>, yaml::SyntaxError>) -> Option<SkipReason> {
        let braces = self.text.contains("{{");
        if let Some(chart) = self.chart.filter(|_| braces) {
            return Some(SkipReason::HelmTemplate { chart: chart.to_owned() });
        }
        match content {
            Err(_) if braces || self.text.contains("{%") => Some(SkipReason::Template),
            Err(error) => {
                self.broken = Some(error);
                None
            }
            Ok(None) => None,
            Ok(Some(node)) => self.root(node),
        }
    }

    fn root(&mut self, node: Node) -> Option<SkipReason> {
        let id = classify::identify(&node);
        if !classify::is_list(&id, &node) {
            return self.object(node, id);
        }
        let mut reason = None;
        for (item, item_id) in classify::take_items(node, &id) {
            reason = self.object(item, item_id).or(reason);
        }
        reason
    }

    fn object(&mut self, node: Node, id: ObjectId) -> Option<SkipReason> {
        let kind = WorkloadKind::of(&id);
        let root = kind.and_then(|kind| schema::root("apps/v1", kind.name()));
        let lost_indentation = root.and_then(|root| schema::lost_indentation(&node, root));
        if kind.is_some() && lost_indentation.is_none() {
            if classify::is_template(&node, &id) {
                return Some(SkipReason::Template);
            }
            if classify::is_partial(&node, &id) {
                return Some(SkipReason::Partial);
            }
        }
        let problems = match root {
            Some(root) if lost_indentation.is_none() => {
                schema::check(&node, root, self.source.text(), is_quantity)
            }
            _ => Vec::new(),
        };
        let typed = kind.filter(|_| lost_indentation.is_none());
        let workload = typed.map_or(Workload::Other, |kind| decode(kind, &node, &problems));
        self.objects.push(Object { file: 0, node, id, problems, workload, lost_indentation });
        None
    }
}

/// The typed object, without the values that do not fit.
fn decode(kind: WorkloadKind, node: &Node, problems: &[Problem]) -> Workload {
    let workload = match kind {
        WorkloadKind::DaemonSet => decode::decode(node, problems).map(Workload::DaemonSet),
        WorkloadKind::Deployment => decode::decode(node, problems).map(Workload::Deployment),
        WorkloadKind::ReplicaSet => decode::decode(node, problems).map(Workload::ReplicaSet),
        WorkloadKind::StatefulSet => decode::decode(node, problems).map(Workload::StatefulSet),
    };
    workload.unwrap_or(Workload::Other)
}

fn is_quantity(text: &str) -> bool {
    text.parse::<Quantity>().is_ok()
}
