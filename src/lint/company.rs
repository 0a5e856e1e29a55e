//! Which workloads of a run end up in one cluster.
//!
//! A repository holds variants of which people apply one. Those of a file, and those that a kustomization brings
//! together, are applied together; where nodes are given, everything is.

use super::context::{Context, RunContext};
use super::kustomization::Gatherings;

/// The company that the workloads of a run are in.
#[derive(Debug)]
pub(super) struct Company {
    is_one_cluster: bool,
    gatherings: Gatherings,
    /// How many workloads each file has.
    workloads: Vec<usize>,
}

impl Company {
    pub(super) fn of(run: &RunContext<'_>) -> Self {
        let mut workloads = vec![0; run.set.files.len()];
        for object in run.set.objects.iter().filter(|object| object.is_workload()) {
            workloads[object.file] += 1;
        }
        Self { is_one_cluster: run.coverage.is_some(), gatherings: Gatherings::of(run.set), workloads }
    }

    /// Whether a workload of a file may be in company at all.
    pub(super) fn is_in(&self, file: usize) -> bool {
        self.is_one_cluster || self.workloads[file] > 1 || self.gatherings.have(file)
    }

    /// Whether two workloads are in company; not two versions of one object.
    pub(super) fn joins(&self, one: &Context<'_>, other: &Context<'_>) -> bool {
        let (left, right) = (&one.object.id, &other.object.id);
        let is_same = left.kind == right.kind && left.name == right.name && left.namespace == right.namespace;
        let (left, right) = (one.object.file, other.object.file);
        !is_same && (left == right || self.is_one_cluster || self.gatherings.bring_together(left, right))
    }
}
