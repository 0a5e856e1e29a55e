//! What an object holds: its values with their places, and what they mean to the API.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};

use super::decode;
use super::id::ObjectId;
use super::id::WorkloadKind;
use super::managed_by::{ManagedBy, managed_by};
use super::schema::{self, LostIndentation, Problem};
use crate::placement::Quantity;
use crate::yaml::{Document, Node, Span};

/// All of an object but its name.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) document: Document,
    pub(super) problems: Vec<Problem>,
    pub(super) workload: Workload,
    pub(super) lost_indentation: Option<LostIndentation>,
}

/// The kinds that hold a pod template.
#[derive(Clone, Debug)]
pub enum Workload {
    /// A DaemonSet of any API version that had the kind.
    DaemonSet(Box<DaemonSet>),
    /// A Deployment.
    Deployment(Box<Deployment>),
    /// A ReplicaSet.
    ReplicaSet(Box<ReplicaSet>),
    /// A StatefulSet.
    StatefulSet(Box<StatefulSet>),
    /// Any other kind.
    Other,
}

impl Content {
    /// Holds the values of an object against the API; `text` is what their spans count in.
    pub(super) fn new(document: Document, id: &ObjectId, text: &str) -> Self {
        let Some(kind) = WorkloadKind::for_object(id) else { return Self::untyped(document, None) };
        let Some(root) = schema::root("apps/v1", kind.name()) else { return Self::untyped(document, None) };
        let node = document.root();
        if let Some(lost) = schema::lost_indentation(node, root) {
            return Self::untyped(document, Some(lost));
        }
        let problems = schema::check(node, root, text, is_quantity);
        let workload = decode(kind, node, &problems);
        Self { document, problems, workload, lost_indentation: None }
    }

    /// What is left of an object that cannot be read again.
    pub(super) fn missing(span: Span) -> Self {
        Self::untyped(Document::absent(span), None)
    }

    fn untyped(document: Document, lost_indentation: Option<LostIndentation>) -> Self {
        Self { document, problems: Vec::new(), workload: Workload::Other, lost_indentation }
    }
}

impl Workload {
    /// What writes a DaemonSet that comes from a server, if it says so: the server gives every object a uid, and nobody
    /// writes one.
    pub(super) fn managed_by(&self) -> Option<ManagedBy> {
        let Self::DaemonSet(daemon_set) = self else { return None };
        daemon_set.metadata.uid.as_ref().and_then(|_| managed_by(daemon_set))
    }

    /// The kind, if there is a pod template.
    pub(super) fn kind(&self) -> Option<WorkloadKind> {
        match self {
            Self::DaemonSet(_) => Some(WorkloadKind::DaemonSet),
            Self::Deployment(_) => Some(WorkloadKind::Deployment),
            Self::ReplicaSet(object) => object.spec.template.as_ref().map(|_| WorkloadKind::ReplicaSet),
            Self::StatefulSet(_) => Some(WorkloadKind::StatefulSet),
            Self::Other => None,
        }
    }
}

/// The typed object, without the values that do not fit.
fn decode(kind: WorkloadKind, node: Node<'_>, problems: &[Problem]) -> Workload {
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
