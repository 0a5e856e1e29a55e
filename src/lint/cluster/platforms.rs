//! Platforms that refuse pods, told by the nodes and pools on which a DaemonSet is wanted.

use super::nodes_and_pools::Places;
use crate::coverage::{DaemonSetCoverage, Fleet};
use crate::inventory::{Node, NodePool, OPENSHIFT, Os};

/// Whether all nodes are those of GKE Autopilot: Google names them `gk3-…`, and those of Standard clusters `gke-…`.
pub(crate) fn is_autopilot(places: &Places<'_>) -> bool {
    !places.nodes.is_empty() && places.nodes.iter().all(|node| node.name.starts_with("gk3-"))
}

/// Whether some of the nodes are those of `OpenShift`.
pub(crate) fn is_openshift(places: &Places<'_>) -> bool {
    let node = |node: &&Node| node.system.os == Some(Os::RedHatCoreOs) || node.labels.contains_key(OPENSHIFT);
    places.nodes.iter().any(node) || places.pools.iter().any(|pool| pool.system.os == Some(Os::RedHatCoreOs))
}

/// What a cluster enforces in namespaces without a label.
#[derive(Clone, Debug)]
pub(crate) struct DefaultLevel<'a> {
    pub(crate) level: &'a str,
    exempt: Vec<&'a str>,
    /// The file that says so; `None` if it is what Talos writes by itself.
    pub(crate) said_by: Option<&'a str>,
}

impl<'a> DefaultLevel<'a> {
    /// What the nodes and pools of a run tell: a machine configuration of Talos names the level, and without one it is
    /// `baseline` for all but `kube-system` ("Pod Security" of docs.siderolabs.com, since Talos 1.1).
    pub(crate) fn of(fleet: &'a Fleet) -> Option<Self> {
        let said = fleet.pools().iter().find_map(|pool| Some((pool.pod_security.as_ref()?, &pool.file)));
        if let Some((said, file)) = said {
            let exempt = said.exempt.iter().map(String::as_str).collect();
            return Some(Self { level: &said.enforce, exempt, said_by: Some(file) });
        }
        let is_talos = |os: Option<Os>| os == Some(Os::Talos);
        let nodes = fleet.nodes().iter().any(|node: &Node| is_talos(node.system.os));
        let pools = fleet.pools().iter().any(|pool: &NodePool| is_talos(pool.system.os));
        (nodes || pools).then(|| Self { level: "baseline", exempt: vec!["kube-system"], said_by: None })
    }

    /// Whether nothing is asked of a namespace.
    pub(crate) fn exempts(&self, namespace: &str) -> bool {
        self.exempt.contains(&namespace)
    }
}

/// Whether the cluster already runs pods of a DaemonSet, so that it does let them in.
pub(crate) fn has_pods(coverage: &DaemonSetCoverage, fleet: &Fleet) -> bool {
    let observed = coverage.observed.as_ref();
    observed.is_some_and(|observed| observed.missing.len() < coverage.counts(fleet).desired)
}
