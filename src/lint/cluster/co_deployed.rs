//! Which workloads of a run are deployed together.
//!
//! A repository holds variants of which people apply one. Those of a file, and those that a kustomization brings
//! together, are applied together; where nodes are given, everything is.

use super::kustomization::Gatherings;
use crate::lint::engine::context::RunContext;

/// What is deployed together.
#[derive(Debug)]
pub(crate) struct DeploymentUnits {
    is_one_cluster: bool,
    gatherings: Gatherings,
    /// How many workloads each file has.
    workloads: Vec<usize>,
}

/// A group of workloads that are deployed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DeploymentUnit {
    /// All of the run.
    Cluster,
    /// Those of a file, by its index.
    File(usize),
    /// Those that a kustomization brings together, by its number.
    Kustomization(usize),
}

impl DeploymentUnits {
    pub(crate) fn new(run: &RunContext<'_>) -> Self {
        let mut workloads = vec![0; run.set.files.len()];
        for object in run.set.objects.iter().filter(|object| object.is_workload()) {
            workloads[object.file] += 1;
        }
        Self { is_one_cluster: run.coverage.is_some(), gatherings: Gatherings::new(run.set), workloads }
    }

    /// Whether a workload of a file may be deployed together with any other.
    pub(crate) fn may_be_co_deployed(&self, file: usize) -> bool {
        self.is_one_cluster || self.workloads[file] > 1 || self.gatherings.have(file)
    }

    /// The groups that the workloads of a file belong to.
    pub(crate) fn units(&self, file: usize) -> Vec<DeploymentUnit> {
        if self.is_one_cluster {
            return vec![DeploymentUnit::Cluster];
        }
        let kustomizations = self.gatherings.of_file(file).map(DeploymentUnit::Kustomization);
        [DeploymentUnit::File(file)].into_iter().chain(kustomizations).collect()
    }
}
