//! Fields of other workloads that stay behind when a manifest becomes a DaemonSet.

use crate::lint::engine::context::Context;
use crate::manifest::Workload;
use crate::yaml::FieldPath;

/// A field of `spec` that DaemonSets do not have.
#[derive(Debug)]
pub(crate) struct Leftover {
    /// Its name.
    pub(crate) name: &'static str,
    /// The workload that has it.
    pub(crate) of: &'static str,
    /// What to do instead.
    pub(crate) instead: &'static str,
}

/// The fields of `DeploymentSpec` and `StatefulSetSpec` in `k8s.io/api/apps/v1`, 1.37, that `DaemonSetSpec` lacks.
pub(crate) const LEFTOVERS: [Leftover; 9] = [
    Leftover { name: "replicas", of: "Deployment", instead: "one pod runs on each node that matches" },
    Leftover { name: "strategy", of: "Deployment", instead: "here it is updateStrategy" },
    Leftover { name: "progressDeadlineSeconds", of: "Deployment", instead: "a DaemonSet has no deadline" },
    Leftover { name: "paused", of: "Deployment", instead: "updateStrategy OnDelete holds updates back" },
    Leftover {
        name: "volumeClaimTemplates",
        of: "StatefulSet",
        instead: "a generic ephemeral volume makes one claim a pod",
    },
    Leftover { name: "serviceName", of: "StatefulSet", instead: "a Service finds the pods by their labels" },
    Leftover { name: "podManagementPolicy", of: "StatefulSet", instead: "nodes have no order" },
    Leftover {
        name: "persistentVolumeClaimRetentionPolicy",
        of: "StatefulSet",
        instead: "an ephemeral volume goes with its pod",
    },
    Leftover { name: "ordinals", of: "StatefulSet", instead: "nodes have no order" },
];

impl Context<'_> {
    /// Whether a path is such a field of a DaemonSet.
    pub(crate) fn is_of_other_workload(&self, path: &FieldPath) -> bool {
        let is_daemon_set = matches!(self.object.workload(), Workload::DaemonSet(_));
        let spec = FieldPath::root().key("spec");
        is_daemon_set
            && path.parent() == Some(spec)
            && LEFTOVERS.iter().any(|field| path.last_key() == Some(field.name))
    }
}
