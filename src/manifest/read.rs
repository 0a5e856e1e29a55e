//! Documents to objects: lists are taken apart, templates and patches are recognised.

use super::classify::{self, WorkloadKind};
use super::decode;
use super::object::{Object, ObjectId, Workload};
use super::schema::{self, Problem};
use super::set::{Broken, Input, ManifestSet, SkipReason, Skipped};
use crate::placement::Quantity;
use crate::yaml::{self, Limits, Node, RawDocument, SourceFile};

/// Reads the texts of a run. Cannot fail: what cannot be read is in [`ManifestSet::broken`].
pub fn read(inputs: Vec<Input>, limits: &Limits) -> ManifestSet {
    let mut set = ManifestSet::default();
    for Input { source, chart, refused } in inputs {
        let file = set.files.len();
        set.broken.extend(refused.map(|error| Broken { file, error }));
        for document in yaml::load(&source, limits) {
            let text = source.slice(document.span);
            Reader { set: &mut set, file, source: &source, text, chart: chart.as_deref() }.document(document);
        }
        set.files.push(source);
        set.charts.push(chart);
    }
    set
}

struct Reader<'a> {
    set: &'a mut ManifestSet,
    file: usize,
    source: &'a SourceFile,
    /// The document that is being read.
    text: &'a str,
    chart: Option<&'a str>,
}

impl Reader<'_> {
    fn document(mut self, document: RawDocument) {
        let span = document.span;
        let reason = match document.content {
            Ok(None) => return,
            content => {
                self.set.documents += 1;
                self.content(content)
            }
        };
        if let Some(reason) = reason {
            self.set.skipped.push(Skipped { file: self.file, span, reason });
        }
    }

    /// Files the objects of a document, and says why if there are none to be had.
    fn content(&mut self, content: Result<Option<Node>, yaml::SyntaxError>) -> Option<SkipReason> {
        let braces = self.text.contains("{{");
        if let Some(chart) = self.chart.filter(|_| braces) {
            return Some(SkipReason::HelmTemplate { chart: chart.to_owned() });
        }
        match content {
            Err(_) if braces || self.text.contains("{%") => Some(SkipReason::Template),
            Err(error) => {
                self.set.broken.push(Broken { file: self.file, error });
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
        self.set.objects.push(Object { file: self.file, node, id, problems, workload, lost_indentation });
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
