//! What a machine hands on to its node, and how many there are.

use crate::inventory::formats::document::decode_at;
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{Count, Labels, TaintFields, autoscaler_bounds, count_range};
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

/// What the format is called.
pub(super) const NAME: &str = "Cluster API";

/// `GetManagedLabels` in cluster-api `internal/util` and `machine_controller_noderef.go`, 1.11: of a Machine's labels only
/// those of three domains are copied to its Node.
pub(super) fn add_machine_labels(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let labels: Labels = decode_at(root, keys)?.unwrap_or_default();
    for (key, value) in labels.iter().filter(|(key, _)| reaches_node(key)) {
        pool.add_label(key, value);
    }
    Ok(())
}

fn reaches_node(key: &str) -> bool {
    let domain = key.split('/').next().unwrap_or_default();
    let is_below = |parent: &str| {
        domain == parent || domain.strip_suffix(parent).is_some_and(|prefix| prefix.ends_with('.'))
    };
    domain == "node-role.kubernetes.io"
        || is_below("node-restriction.kubernetes.io")
        || is_below("node.cluster.x-k8s.io")
}

/// `MachineTaint` (v1beta2): taints that stay, whether Cluster API keeps them there or only sets them at first.
pub(super) fn add_machine_taints(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let taints: Option<Vec<TaintFields>> = decode_at(root, keys)?;
    pool.add_taints(taints.into_iter().flatten().map(|taint| taint.0));
    Ok(())
}

/// Without replicas there is one machine, or as many as the autoscaler's lower bound (`MachineDeploymentSpec.Replicas`
/// in cluster-api `api/core/v1beta2/machinedeployment_types.go`, 1.11).
pub(super) fn count_machines(
    pool: &mut NodePool,
    root: Node<'_>,
    replicas: &[&str],
    annotations: &[&str],
) -> Result<(), Fault> {
    let replicas: Option<Count> = decode_at(root, replicas)?;
    let (min, max) = autoscaler_bounds(root, annotations)?;
    if replicas.is_none() && min.is_none() && max.is_none() {
        pool.imply("1 node, Cluster API default");
    }
    pool.count = count_range(replicas.or(Some(Count(Some(1)))), min, max);
    Ok(())
}
