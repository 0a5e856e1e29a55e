//! One Kubernetes object of the run, typed, with the way back to the text.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};
use memchr::{memchr, memmem};

use super::classify;
use super::content::{Content, Workload};
use super::id::ObjectId;
use super::id::WorkloadKind;
use super::managed_by::ManagedBy;
use super::placement_facts::PlacementFacts;
use super::schema::{LostIndentation, Problem};
use crate::placement::DaemonPod;
use crate::yaml::{Document, DocumentSource, FieldPath, List, Node, Segment, Span, Style};

/// One object: a document, or an item of a list document.
///
/// What it holds takes many times the room of its text. It can be [closed](Self::close), and is read from the text again
/// when it is [opened](Self::open).
#[derive(Clone, Debug)]
pub struct Object {
    /// Index of its file in [`ManifestSet::files`](super::ManifestSet::files).
    pub file: usize,
    /// What it is called.
    pub id: ObjectId,
    /// Where it stands.
    pub span: Span,
    /// Whether it is only there for others to be judged by, such as an object of the cluster to which manifests are
    /// compared: nothing is reported of it.
    pub is_reference: bool,
    /// The kind that it was decoded as.
    kind: Option<WorkloadKind>,
    document: DocumentSource,
    /// Whether it is the whole document.
    is_whole_document: bool,
    content: OnceLock<Box<Content>>,
    /// What writes it, if it is a DaemonSet that comes from a server.
    managed_by: Option<Box<ManagedBy>>,
    /// What is kept of it for placement.
    placement: Option<Box<PlacementFacts>>,
}

impl Object {
    /// An object of a document; `is_whole_document` if it is all of it.
    pub(super) fn new(
        value: Document,
        id: ObjectId,
        document: DocumentSource,
        is_whole_document: bool,
    ) -> Self {
        let span = value.root().span;
        let content = Content::new(value, &id, document.text());
        let kind = content.workload.kind();
        let managed_by = content.workload.managed_by().map(Box::new);
        let content = OnceLock::from(Box::new(content));
        Self {
            file: 0,
            id,
            span,
            is_reference: false,
            kind,
            document,
            is_whole_document,
            content,
            managed_by,
            placement: None,
        }
    }

    /// The same object as one of the file with this index.
    pub(super) fn in_file(self, file: usize) -> Self {
        Self { file, ..self }
    }

    /// Reads off what placement asks for, so that it stays when the object is [closed](Self::close): there are nodes.
    pub fn keep_placement(&mut self) {
        let facts = self.daemon_set().map(PlacementFacts::from);
        self.placement = facts.map(Box::new);
    }

    /// Drops what a workload holds, and what a ConfigMap or a Secret does, of which only the name matters. Other kinds stay
    /// open: rules across objects ask for them. So do items of a list: to read one again would be to read the whole list.
    pub fn close(&mut self) {
        let is_large =
            || self.id.group().is_empty() && matches!(self.id.kind.as_str(), "ConfigMap" | "Secret");
        if self.is_whole_document && (self.is_workload() || is_large()) {
            self.content.take();
        }
    }

    /// What writes it, if it is a DaemonSet that comes from a server and says so.
    pub(super) fn managed_by(&self) -> Option<&ManagedBy> {
        self.managed_by.as_deref()
    }

    /// The object with what it holds: where it was closed, that is read for this look only.
    pub fn open(&self) -> Cow<'_, Self> {
        if self.content.get().is_some() { Cow::Borrowed(self) } else { Cow::Owned(self.clone()) }
    }

    /// Whether no container of a workload says anything of its image, which an overlay need not repeat.
    pub(crate) fn is_without_images(&self) -> bool {
        self.is_workload() && classify::is_without_images(self.node())
    }

    /// The pod of a DaemonSet, if it is [kept](Self::keep_placement).
    pub fn kept_pod(&self) -> Option<Arc<DaemonPod>> {
        self.placement.as_ref().map(|facts| Arc::clone(&facts.pod))
    }

    /// What placement reads of a DaemonSet; `None` for other kinds.
    pub fn placement(&self) -> Option<Cow<'_, PlacementFacts>> {
        if !self.is_daemon_set() {
            return None;
        }
        match &self.placement {
            Some(facts) => Some(Cow::Borrowed(facts)),
            None => Some(Cow::Owned(PlacementFacts::from(self.open().daemon_set()?))),
        }
    }

    fn content(&self) -> &Content {
        self.content.get_or_init(|| {
            let content = match self.document.read() {
                Some(value) => Content::new(value, &self.id, self.document.text()),
                None => Content::missing(self.span),
            };
            Box::new(content)
        })
    }

    /// The object as located values; paths of findings start here.
    pub fn node(&self) -> Node<'_> {
        self.content().document.root()
    }

    /// Places where it departs from the API's schema, in the order of the text.
    pub fn problems(&self) -> &[Problem] {
        &self.content().problems
    }

    /// Set where the manifest lost its indentation; no other rule makes sense of it then.
    pub fn lost_indentation(&self) -> Option<&LostIndentation> {
        self.content().lost_indentation.as_ref()
    }

    /// The typed object, for the kinds that rules read.
    pub fn workload(&self) -> &Workload {
        &self.content().workload
    }

    /// Whether it is written like another object: what its document says decides, since an alias may stand for what is
    /// written outside of an item.
    pub fn is_written_like(&self, other: &Self) -> bool {
        let start = |object: &Self| object.span.start.checked_sub(object.document.start());
        self.document.is_written_like(&other.document) && start(self) == start(other)
    }

    /// Whether a key or value may hold a word; told from the text, so that the object need not be read again.
    pub fn may_mention(&self, word: &str) -> bool {
        let text = self.document.document().as_bytes();
        // Letters may be written as escapes.
        !self.is_whole_document
            || memmem::find(text, word.as_bytes()).is_some()
            || memchr(b'\\', text).is_some()
    }

    /// Whether the object is a DaemonSet of the API.
    pub fn is_daemon_set(&self) -> bool {
        self.kind == Some(WorkloadKind::DaemonSet)
    }

    /// Whether the object has a pod template that rules read.
    pub fn is_workload(&self) -> bool {
        self.kind.is_some()
    }

    /// The DaemonSet, if the object is one.
    pub fn daemon_set(&self) -> Option<&DaemonSet> {
        if !self.is_daemon_set() {
            return None;
        }
        match self.workload() {
            Workload::DaemonSet(daemon_set) => Some(daemon_set),
            _ => None,
        }
    }

    /// The pod template, at `spec.template` in every workload.
    pub fn pod_template(&self) -> Option<&PodTemplateSpec> {
        if !self.is_workload() {
            return None;
        }
        match self.workload() {
            Workload::DaemonSet(object) => Some(&object.spec.template),
            Workload::Deployment(object) => Some(&object.spec.template),
            Workload::ReplicaSet(object) => object.spec.template.as_ref(),
            Workload::StatefulSet(object) => Some(&object.spec.template),
            Workload::Other => None,
        }
    }

    /// The pod spec, at `spec.template.spec`.
    pub fn pod_spec(&self) -> Option<&PodSpec> {
        self.pod_template()?.spec.as_ref()
    }

    /// The place that stands for a field.
    ///
    /// A scalar or a flow collection is its own place, a block collection is represented by its key (or by its first
    /// line, where it is a list item). A field that is not written is represented by the nearest field around it.
    pub fn span_of(&self, path: &FieldPath) -> Span {
        let mut node = self.node();
        let mut place = first_line_of(node);
        for segment in path.segments() {
            let Some(child) = node.step(segment) else { return place };
            place = place_of(node, segment, child);
            node = child;
        }
        place
    }

    /// The key token of a field, or the place of the nearest field around it.
    pub fn key_span_of(&self, path: &FieldPath) -> Span {
        let entry = path.parent().zip(path.last_key()).and_then(|(parent, key)| {
            let mapping = self.node().at(&parent)?.as_map()?;
            mapping.get(key)
        });
        entry.map_or_else(|| self.span_of(path), |entry| entry.key_span)
    }
}

fn place_of(parent: Node<'_>, segment: &Segment, child: Node<'_>) -> Span {
    let written_inline = child.is_scalar() || child.style == Style::Flow;
    match segment {
        Segment::Key(key)
            if child.span.is_empty() || !written_inline || child.style == Style::BlockScalar =>
        {
            parent.as_map().and_then(|mapping| mapping.get(key)).map_or(child.span, |entry| entry.key_span)
        }
        Segment::Index(_) if !written_inline => first_line_of(child),
        _ => child.span,
    }
}

/// The first key of a mapping, or the first item of a list: what the eye takes for the start of a block.
fn first_line_of(node: Node<'_>) -> Span {
    if let Some(entry) =
        node.as_map().and_then(|mapping| mapping.entries.iter().min_by_key(|entry| entry.key_span))
    {
        return entry.key_span;
    }
    match node.as_list().and_then(List::first) {
        Some(first) => first_line_of(first),
        None => node.span,
    }
}
