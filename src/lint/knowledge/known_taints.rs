//! Taints and nodes that say more than "keep off": those that go by themselves, and nodes without a machine.

use crate::inventory::{Node, NodePool};
use crate::placement::Taint;

/// The taint of control plane nodes: kubeadm since 1.24, kOps, k0s, most managed distributions.
pub(crate) const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// The taint of control plane nodes before 1.24; `OpenShift` still sets it.
pub(crate) const FORMER_CONTROL_PLANE: &str = "node-role.kubernetes.io/master";

/// Keys that machinery sets and takes away: lifecycle of the node, autoscalers, startup. Nobody adds nodes to a
/// DaemonSet by tolerating them, and the dump of a minute later has others.
///
/// Source: reference/labels-annotations-taints of kubernetes.io; `utils/taints/taints.go` of cluster-autoscaler;
/// `pkg/scheduling/taints.go` (`KnownEphemeralTaints`) of karpenter; `api/core/v1beta2/common_types.go` of cluster-api;
/// `pkg/virt-config/configuration.go` of kubevirt; "Node auto-provisioning" of the AKS documentation.
const TRANSIENT: [&str; 21] = [
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/memory-pressure",
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/pid-pressure",
    "node.kubernetes.io/network-unavailable",
    "node.kubernetes.io/unschedulable",
    "node.kubernetes.io/out-of-service",
    "node.cloudprovider.kubernetes.io/uninitialized",
    "node.cloudprovider.kubernetes.io/shutdown",
    "ToBeDeletedByClusterAutoscaler",
    "DeletionCandidateOfClusterAutoscaler",
    "karpenter.sh/disrupted",
    "karpenter.sh/disruption",
    "karpenter.sh/unregistered",
    "karpenter.sh/unschedulable",
    "cloud.google.com/impending-node-termination",
    "NodeWithImpairedVolumes",
    "node.cluster.x-k8s.io/uninitialized",
    "kubevirt.io/drain",
    "karpenter.azure.com/disable",
];

/// Domains whose taints come and go in the same way.
const TRANSIENT_DOMAINS: [&str; 5] = [
    "ignore-taint.cluster-autoscaler.kubernetes.io",
    "startup-taint.cluster-autoscaler.kubernetes.io",
    "status-taint.cluster-autoscaler.kubernetes.io",
    "aws-node-termination-handler",
    "readiness.k8s.io",
];

/// Whether a taint goes away by itself or with its node.
///
/// An agent that is not ready yet (`ebs.csi.aws.com/agent-not-ready`, `node.cilium.io/agent-not-ready`) marks the node
/// until it is; only the agent itself has to tolerate that.
pub(crate) fn is_transient(taint: &Taint) -> bool {
    let (domain, name) = taint.key.split_once('/').unwrap_or(("", &taint.key));
    TRANSIENT.contains(&taint.key.as_str())
        || TRANSIENT_DOMAINS.contains(&domain)
        || name == "not-ready"
        || name.ends_with("-not-ready")
}

/// Labels of virtual nodes, with the values that make a node one.
pub(crate) const VIRTUAL_LABELS: [(&str, &[&str]); 2] =
    [("type", &["virtual-kubelet", "kwok"]), ("eks.amazonaws.com/compute-type", &["fargate"])];

/// Whether no machine stands behind a node: Fargate, virtual-kubelet, kwok. DaemonSet pods cannot run there.
pub(crate) fn is_virtual(node: &Node) -> bool {
    let has = |(key, values): &(&str, &[&str])| {
        node.labels.get(*key).is_some_and(|value| values.contains(&value.as_str()))
    };
    VIRTUAL_LABELS.iter().any(has) || node.taints.iter().any(is_of_virtual_node)
}

/// Whether no machine stands behind the nodes of a pool.
pub(crate) fn is_virtual_pool(pool: &NodePool) -> bool {
    let has = |(key, values): &(&str, &[&str])| {
        let written = pool.values(key);
        written.is_some_and(|written| written.iter().all(|value| values.contains(&value.as_str())))
    };
    pool.is_virtual || VIRTUAL_LABELS.iter().any(has) || pool.taints.iter().any(is_of_virtual_node)
}

/// Whether a taint marks a node without a machine.
pub(crate) fn is_of_virtual_node(taint: &Taint) -> bool {
    let (domain, _) = taint.key.split_once('/').unwrap_or(("", &taint.key));
    domain == "virtual-kubelet.io"
        || domain == "kwok.x-k8s.io"
        || (taint.key == "eks.amazonaws.com/compute-type" && taint.value == "fargate")
}
