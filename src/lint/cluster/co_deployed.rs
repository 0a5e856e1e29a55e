//! Which workloads of a run end up in one cluster.
//!
//! A repository holds variants of which people apply one. Those of a file, and those that a kustomization brings
//! together, are applied together; where nodes are given, everything is.

use super::kustomization::Gatherings;
use crate::lint::engine::context::RunContext;

/// The company that the workloads of a run are in.
#[derive(Debug)]
pub(crate) struct Company {
    is_one_cluster: bool,
    gatherings: Gatherings,
    /// How many workloads each file has.
    workloads: Vec<usize>,
}

/// A group of workloads that end up in one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Room {
    /// All of the run.
    Cluster,
    /// Those of a file, by its index.
    File(usize),
    /// Those that a kustomization brings together, by its number.
    Kustomization(usize),
}

impl Company {
    pub(crate) fn of(run: &RunContext<'_>) -> Self {
        let mut workloads = vec![0; run.set.files.len()];
        for object in run.set.objects.iter().filter(|object| object.is_workload()) {
            workloads[object.file] += 1;
        }
        Self { is_one_cluster: run.coverage.is_some(), gatherings: Gatherings::of(run.set), workloads }
    }

    /// Whether a workload of a file may be in company at all.
    pub(crate) fn is_in(&self, file: usize) -> bool {
        self.is_one_cluster || self.workloads[file] > 1 || self.gatherings.have(file)
    }

    /// The groups that the workloads of a file belong to.
    pub(crate) fn rooms(&self, file: usize) -> Vec<Room> {
        if self.is_one_cluster {
            return vec![Room::Cluster];
        }
        let kustomizations = self.gatherings.of_file(file).map(Room::Kustomization);
        [Room::File(file)].into_iter().chain(kustomizations).collect()
    }
}
